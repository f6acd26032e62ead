//! Whose usage is asked for.

use crate::{
    Catalogue, Store,
    admin::problem::Problem,
    billing::{Bill, Filter, Month, Tally, corrected, frozen},
    model::{CompanyId, CompanyNumber, ProductCode, ProductNumber},
};

/// Which records count, of companies and products that the catalogue has.
pub(super) fn filter(
    catalogue: &Catalogue,
    company: Option<&CompanyId>,
    product: Option<&ProductCode>,
) -> Result<Filter, Problem> {
    let company = company.map(|id| self::company(catalogue, id)).transpose()?;
    let product = product.map(|code| self::product(catalogue, code)).transpose()?;
    Ok(Filter { company, product })
}

/// A company that the catalogue has, which a parameter or member names.
pub(super) fn company(catalogue: &Catalogue, id: &CompanyId) -> Result<CompanyNumber, Problem> {
    let none = || Problem::invalid("company", format!("no company {id}"));
    Ok(catalogue.company(id.as_str()).ok_or_else(none)?.number)
}

/// The same of a product.
pub(super) fn product(catalogue: &Catalogue, code: &ProductCode) -> Result<ProductNumber, Problem> {
    let none = || Problem::invalid("product", format!("no product {code}"));
    Ok(catalogue.product(code.as_str()).ok_or_else(none)?.number)
}

/// What was used in a month.
pub(super) struct Used {
    pub(super) tally: Tally,
    /// How many records it was, whosever.
    pub(super) records: u64,
}

/// Counts what was used in a month. Of one that was pruned nothing is there to be counted.
pub(super) async fn used(store: &Store, month: Month, filter: Filter) -> Result<Used, Problem> {
    let mut used = Used { tally: Tally::new(month, filter), records: 0 };
    let instants = month.range();
    let read = store.usage(instants.start, instants.end, |usage| {
        used.records += 1;
        used.tally.add(&usage);
    });
    read.await?;
    // It may have been meanwhile.
    expect_not_pruned(&store.catalogue(), month)?;
    Ok(used)
}

/// Refuses a month whose records are not there any more.
pub(super) fn expect_not_pruned(catalogue: &Catalogue, month: Month) -> Result<(), Problem> {
    let Some(at) = catalogue.books().pruned(month) else { return Ok(()) };
    let detail = format!(
        "month {month} was pruned at {at}: its records are in the archive, and its bill is here"
    );
    Err(Problem::gone(detail))
}

/// What a month costs: as it was frozen, or as far as it has come.
pub(super) async fn bill(store: &Store, month: Month, filter: Filter) -> Result<Bill, Problem> {
    let is_closed = store.catalogue().books().closed(month).is_some();
    let bill = if is_closed {
        let lines = store.bill_lines(month).await?;
        frozen(&lines, filter, &store.catalogue())
    } else {
        used(store, month, filter).await?.tally.bill(&store.catalogue())
    };
    let bill = bill.and_then(|bill| corrected(bill, month, filter, &store.catalogue()));
    bill.map_err(|error| Problem::conflict(error.to_string()))
}
