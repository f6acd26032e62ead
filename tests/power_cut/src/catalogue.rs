//! What the Store sells, and to whom.

use std::{fmt::Write, sync::LazyLock};

pub(crate) const PRODUCT: &str = "1219fb87cdbe1089e7efcf69e4232e0620f92900";
pub(crate) const SERVER: &str = "Weather1";
/// Of a display and month, in minor units.
pub(crate) const PRICE: u64 = 250;
const COMPANY: &str = "b430171d-550f-79ef-cdfb-55e4d24c2e52";

/// Each connection asks for displays of its own, one after the other: there are so many that none is asked for twice in a
/// second, and each call is known by its display and the second in which what it was answered ends.
pub(crate) const CONNECTIONS: u32 = 64;
const DISPLAYS_OF_ONE: u32 = 512;

pub(crate) static CATALOGUE: LazyLock<String> = LazyLock::new(|| {
    let mut displays = String::new();
    for number in 0..CONNECTIONS * DISPLAYS_OF_ONE {
        let separator = if number == 0 { "" } else { ", " };
        let _ = write!(displays, "{separator}\"{}\"", display(number));
    }
    format!(
        r#"{{
"products": [{{"code": "{PRODUCT}", "name": "Weather", "trialDays": 0, "free": false,
               "prices": [{{"plan": "display", "amount": {PRICE}, "currency": "USD"}}]}}],
"companies": [{{"id": "{COMPANY}", "name": "Corner Shop", "standing": "active", "displays": [{displays}]}}],
"servers": [{{"id": "{SERVER}", "key": "e4232e0620f9290025cb3783768c9c8c4686078c"}}],
"subscriptions": [{{"company": "{COMPANY}", "product": "{PRODUCT}", "status": "Subscribed", "plan": "display"}}]
}}
"#
    )
});

fn display(number: u32) -> String {
    format!("D{number}")
}

/// The number of a display of this catalogue.
pub(crate) fn number(display: &str) -> Option<u32> {
    display.strip_prefix('D')?.parse().ok()
}

/// The displays that a connection asks for, without end.
pub(crate) fn displays_of(connection: u32) -> impl Iterator<Item = (u32, String)> {
    let first = connection * DISPLAYS_OF_ONE;
    (first..first + DISPLAYS_OF_ONE).cycle().map(|number| (number, display(number)))
}
