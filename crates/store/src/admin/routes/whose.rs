//! Whose usage is asked for.

use crate::{
    Catalogue, Store,
    admin::problem::Problem,
    billing::{Bill, Filter, Month, Tally},
    model::{CompanyId, ProductCode},
};

/// Which records count, of companies and products that the catalogue has.
pub(super) fn filter(
    catalogue: &Catalogue,
    company: Option<&CompanyId>,
    product: Option<&ProductCode>,
) -> Result<Filter, Problem> {
    let no = |what, id: &str| Problem::invalid(what, format!("no {what} {id}"));
    let company = company.map(|id| {
        let company = catalogue.company(id.as_str());
        company.map(|company| company.number).ok_or_else(|| no("company", id.as_str()))
    });
    let product = product.map(|code| {
        let product = catalogue.product(code.as_str());
        product.map(|product| product.number).ok_or_else(|| no("product", code.as_str()))
    });
    Ok(Filter { company: company.transpose()?, product: product.transpose()? })
}

/// What was used in a month, and what it costs.
pub(super) async fn bill(
    store: &Store,
    month: Month,
    company: Option<&CompanyId>,
    product: Option<&ProductCode>,
) -> Result<Bill, Problem> {
    let filter = filter(&store.catalogue(), company, product)?;
    let mut tally = Tally::new(month, filter);
    let instants = month.range();
    store.usage(instants.start, instants.end, |usage| tally.add(&usage)).await?;
    tally.bill(&store.catalogue()).map_err(|error| Problem::conflict(error.to_string()))
}
