//! How much is in a database, in words.

use store_auth_store::maintenance::Contents;

pub(super) fn text(contents: &Contents) -> String {
    format!(
        "{} products, {} companies, {} displays, {} subscriptions, {} servers, {} records of usage",
        contents.products,
        contents.companies,
        contents.displays,
        contents.subscriptions,
        contents.servers,
        contents.records,
    )
}
