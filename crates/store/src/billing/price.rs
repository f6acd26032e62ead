//! Which price a month has.

use crate::model::{Month, Plan, Price, Product};

/// The price of a product on a plan for a month: the one in force when it began; the last one before, where it was sold no
/// more by then; or the first one in the month, where there was none. None where it had no price at all.
pub(super) fn price_of(product: &Product, plan: Plan, month: Month) -> Option<&Price> {
    let range = month.range();
    let mut prices =
        product.prices.iter().filter(|price| price.plan == plan && price.amount.is_some());
    let before = prices.clone().rfind(|price| price.since <= range.start);
    before.or_else(|| prices.find(|price| price.since < range.end))
}
