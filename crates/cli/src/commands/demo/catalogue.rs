//! What a demonstration's Store sells, and to whom.

use serde_json::{Value, json};

/// Of the server. It protects nothing.
pub(crate) const KEY: &str = "e4232e0620f9290025cb3783768c9c8c4686078c";
pub(crate) const SERVER: &str = "Weather1";
pub(crate) const PRODUCT: &str = "1219fb87cdbe1089e7efcf69e4232e0620f92900";
pub(crate) const COMPANY: &str = "b430171d-550f-79ef-cdfb-55e4d24c2e52";
/// Of the company that has bought the product.
pub(crate) const DISPLAY: &str = "S56PSA4W298W";
/// Of a company that has not.
pub(crate) const OTHER_DISPLAY: &str = "HY7T2K9QMW4B";
const OTHER_COMPANY: &str = "5a3e1c07-8a24-4f0b-9d55-2c1f7be0a6d4";

pub(crate) fn catalogue() -> Value {
    json!({
        "products": [{
            "code": PRODUCT, "name": "Weather",
            "prices": [{ "plan": "display", "amount": 250, "currency": "USD" }],
        }],
        "companies": [
            { "id": COMPANY, "name": "Corner Shop", "displays": [DISPLAY] },
            { "id": OTHER_COMPANY, "name": "Other Shop", "displays": [OTHER_DISPLAY] },
        ],
        "servers": [{ "id": SERVER, "key": KEY }],
        "subscriptions": [{
            "company": COMPANY, "product": PRODUCT, "status": "Subscribed", "plan": "display",
        }],
    })
}
