//! `/v1/company/{cid}/product/status` and `/v1/product/{pc}/status`: what companies and displays have.

use super::{call::Call, found::Found};
use serde::Serialize;
use store_auth::Expiry;
use store_auth_wire::Asker;

/// No list is longer, in bytes. All that a target of HTTP's can name by ids that we make is shorter: what is cut is
/// made of empty or tiny things, or repeats a path that is no product code.
const LONGEST: usize = 1 << 20;

/// An entry of the answer, its members in their order.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    pc: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    display_id: Option<&'a str>,
    status: &'static str,
    expiry: Option<&'a str>,
    trial_period: u32,
}

/// The status of each product of a list for a company, in its order, as JSON.
pub(super) fn of_company(call: &Call<'_>, company: &str, products: &str) -> String {
    let asker = Asker::Company(company.into());
    list(products, |product| entry(call, &asker, product, None))
}

/// The status of a product for each display of a list, in its order, as JSON.
pub(super) fn of_product(call: &Call<'_>, product: &str, displays: &str) -> String {
    list(displays, |display| entry(call, &Asker::Display(display.into()), product, Some(display)))
}

/// One entry for each thing of a list: an empty one has one, which is empty. Entries that would make it longer than
/// [`LONGEST`] are left out, with all that come after.
fn list(things: &str, mut entry: impl FnMut(&str) -> String) -> String {
    let mut list = String::from("[");
    for (index, thing) in things.split(',').enumerate() {
        let entry = entry(thing);
        if index > 0 {
            if list.len() + entry.len() + ",]".len() > LONGEST {
                break;
            }
            list.push(',');
        }
        list.push_str(&entry);
    }
    list.push(']');
    list
}

/// The catalogue is held for one entry only: a list can be long, and changes wait.
fn entry(call: &Call<'_>, asker: &Asker<'_>, product: &str, display: Option<&str>) -> String {
    let status = Found::of(&call.store.catalogue(), asker, product).status(call.now);
    // What ends after the year 9999 has no end that could be written.
    let expiry = status.expiry().and_then(|expiry| Expiry::java(expiry.to_utc()).ok());
    let entry = Entry {
        pc: product,
        display_id: display,
        status: status.name(),
        expiry: expiry.as_ref().map(Expiry::as_str),
        trial_period: status.trial_days(),
    };
    // Strings and a number: there is nothing that could not be written.
    serde_json::to_string(&entry).unwrap_or_default()
}
