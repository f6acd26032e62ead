//! The catalogue as a document: read, compared with the catalogue, and written.
//!
//! A document is JSON, NDJSON or TOML. All three have the same things with the same members:
//!
//! ```json
//! {"products": [{"code": "1219fb87cdbe1089e7efcf69e4232e0620f92900", "name": "Weather", "trialDays": 14, "free": false,
//!                "prices": [{"plan": "display", "amount": 1916, "currency": "USD"}]}],
//!  "companies": [{"id": "b430171d-550f-79ef-cdfb-55e4d24c2e52", "name": "Acme", "standing": "active",
//!                 "displays": ["S56PSA4W298W"]}],
//!  "servers": [{"id": "Weather1", "key": "dedeb395b5e7fabe53671e895aa7eaeffdc4bfce"}],
//!  "subscriptions": [{"company": "b430171d-550f-79ef-cdfb-55e4d24c2e52", "status": "Subscribed", "plan": "display",
//!                     "product": "1219fb87cdbe1089e7efcf69e4232e0620f92900"}]}
//! ```
//!
//! In NDJSON a line has one thing under its name: `{"product":{…}}`, `{"company":{…}}`, `{"server":{…}}` or
//! `{"subscription":{…}}`, in any order. In TOML they are `[[products]]`, `[[companies]]` and so on. Amounts are whole
//! numbers in minor units, instants are ISO 8601.
//!
//! A document adds and changes, and never removes: what it doesn't name stays, members too. [`plan`] says with which
//! edits the catalogue becomes what the document says; after them the same document has nothing left to change.

mod audited;
mod entry;
mod export;
mod format;
mod mistake;
mod plan;
mod planning;
mod read;
mod source;
mod summary;

pub(crate) use audited::audited;
pub use entry::{
    CompanyEntry, Entries, KeyText, PriceEntry, ProductEntry, ServerEntry, StatusEntry,
    SubscriptionEntry,
};
pub(crate) use export::subscription_entry;
pub use export::{Export, export};
pub use format::Format;
pub(crate) use mistake::in_words;
pub use mistake::{Mistake, Mistakes};
pub use plan::{ImportError, Plan, plan};
pub(crate) use planning::{
    bought::check_bought, prices::put_prices, subscriptions::becomes as subscription_becomes,
};
pub use read::Document;
pub(crate) use read::from_json;
pub use summary::{Changed, Counts, Kind, Summary};
