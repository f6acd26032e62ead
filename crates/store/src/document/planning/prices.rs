//! What the prices of a document make of those of a product.

use crate::{
    document::entry::PriceEntry,
    model::{HIGHEST_AMOUNT, Millis, Price, Product},
};

/// From where on the first price on a plan is in force: nobody can have bought on the plan before, so no bill changes.
const BEGINNING: Millis = Millis(0);

/// Adds to the prices of a product those of a document that it doesn't have, and says whether there was any. Those that
/// were in force stay: a new price comes into force now, or later where the document says so.
///
/// # Errors
/// The index of a price that is wrong, the member, and what was expected.
pub(crate) fn put_prices(
    product: &mut Product,
    entries: &[PriceEntry],
    now: Millis,
) -> Result<bool, (usize, &'static str, &'static str)> {
    let mut changed = false;
    let was_sold = |entry: &PriceEntry, product: &Product| {
        product.prices.iter().any(|price| price.plan == entry.plan)
    };
    let had: Vec<_> = entries.iter().map(|entry| was_sold(entry, product)).collect();
    for (index, (entry, had)) in entries.iter().zip(had).enumerate() {
        if entry.amount.is_some_and(|amount| amount > HIGHEST_AMOUNT) {
            return Err((index, "amount", "expected a whole number from 0 to 9007199254740991"));
        }
        let mut others = entries
            .iter()
            .enumerate()
            .filter(|(at, other)| *at != index && other.plan == entry.plan);
        let since = match entry.since {
            Some(since) if others.any(|(at, other)| at < index && other.since == Some(since)) => {
                return Err((index, "since", "expected one price for a plan at an instant"));
            }
            Some(since) => since,
            None if others.next().is_some() => {
                return Err((index, "plan", "expected one price for a plan, or `since` with each"));
            }
            None if !had => BEGINNING,
            None => now,
        };
        let price =
            Price { plan: entry.plan, amount: entry.amount, currency: entry.currency, since };
        // Without an instant it is compared with what is in force, with one to what came into force then.
        let there = product.price_at(entry.plan, since);
        let is_there = there.is_some_and(|there| {
            (there.amount, there.currency) == (price.amount, price.currency)
                && (entry.since.is_none() || there.since == since)
        });
        if is_there {
            continue;
        }
        if had && since < now {
            let expected = "expected now or later: prices that were in force stay";
            return Err((index, "since", expected));
        }
        insert(&mut product.prices, price);
        changed = true;
    }
    Ok(changed)
}

/// In the order in which prices come into force.
fn insert(prices: &mut Vec<Price>, price: Price) {
    prices.retain(|there| (there.plan, there.since) != (price.plan, price.since));
    let at = prices.partition_point(|there| there.since <= price.since);
    prices.insert(at, price);
}
