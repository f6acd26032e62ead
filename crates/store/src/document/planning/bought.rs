//! What is bought is on a plan with a price, unless the product is free: what is not could not be billed, nor imported from
//! an export.

use crate::{
    catalogue::Catalogue,
    model::{Plan, Product, Purchase, Wrong},
};

/// Whether a product could ever be bought on a plan, or will be.
pub(super) fn is_sold(product: &Product, plan: Plan) -> bool {
    let mut prices = product.prices.iter();
    product.free || prices.any(|price| price.plan == plan && price.amount.is_some())
}

/// Checks that a product that is free no more has a price for each plan that it was bought on.
///
/// # Errors
/// The member that is wrong, and what was expected.
pub(crate) fn check_bought(
    catalogue: &Catalogue,
    before: &Product,
    after: &Product,
) -> Result<(), Wrong> {
    if !before.free || after.free {
        return Ok(());
    }
    let is_there = |company| catalogue.company_numbered(company).is_some_and(|is| !is.removed);
    let is_left = catalogue.subscriptions_after(None).any(|((company, product), subscription)| {
        *product == after.number
            && subscription.purchase != Purchase::None
            && subscription.plan.is_some_and(|plan| !is_sold(after, plan))
            && is_there(*company)
    });
    let expected = "expected true, or a price for each plan that the product is bought on";
    if is_left { Err(Wrong { member: &["free"], expected }) } else { Ok(()) }
}
