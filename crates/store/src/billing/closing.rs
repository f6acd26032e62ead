//! Closing a month: its bill is frozen.

use super::{bill::Bill, filter::Filter, line::BillLine, tally::BillError};
use crate::{
    catalogue::Catalogue,
    model::{
        CompanyId, CompanyNumber, Correction, FrozenLine, Millis, Month, ProductCode, ProductNumber,
    },
};
use std::time::Duration;

/// A record may wait some seconds after its instant, and clocks of several Stores differ.
const MARGIN: Duration = Duration::from_mins(1);

/// From when on a month can be closed: a minute after its end.
pub(crate) fn closable_from(month: Month) -> Millis {
    month.range().end.plus(MARGIN)
}

/// The lines of a bill that was made of a catalogue, to be frozen with their month.
pub(crate) fn freeze(bill: &Bill, catalogue: &Catalogue) -> Result<Vec<FrozenLine>, BillError> {
    let frozen = |(line, number): (&BillLine, u32)| {
        let company = catalogue.company(line.company.as_str()).map(|company| company.number);
        let product = catalogue.product(line.product.as_str()).map(|product| product.number);
        let amount = i64::try_from(line.amount).ok();
        let (Some(company), Some(product), Some(amount)) = (company, product, amount) else {
            let (company, product) = (line.company.to_string(), line.product.to_string());
            return Err(BillError::Unfrozen { company, product });
        };
        Ok(FrozenLine {
            month: line.month,
            number,
            company,
            product,
            plan: line.plan,
            displays: line.displays,
            calls: line.calls,
            company_calls: line.company_calls,
            unpaid_calls: line.unpaid_calls,
            amount,
            currency: line.currency,
        })
    };
    bill.lines().iter().zip(1..).map(frozen).collect()
}

/// The bill that was frozen, as far as a filter admits it.
pub(crate) fn frozen(
    lines: &[FrozenLine],
    filter: Filter,
    catalogue: &Catalogue,
) -> Result<Bill, BillError> {
    let admitted = lines.iter().filter(|line| filter.admits_of(line.company, line.product));
    let shown = admitted.map(|line| {
        let (company, product) = names(catalogue, line.company, line.product)?;
        Ok(BillLine {
            month: line.month,
            company,
            product,
            plan: line.plan,
            displays: line.displays,
            calls: line.calls,
            company_calls: line.company_calls,
            unpaid_calls: line.unpaid_calls,
            amount: line.amount.into(),
            currency: line.currency,
            corrects: None,
            reason: None,
        })
    });
    Ok(Bill::new(shown.collect::<Result<_, _>>()?))
}

/// A bill with the corrections that are billed in its month, as far as a filter admits them.
pub(crate) fn corrected(
    bill: Bill,
    month: Month,
    filter: Filter,
    catalogue: &Catalogue,
) -> Result<Bill, BillError> {
    let corrections = catalogue.books().corrections_after(0);
    let of_it = corrections.filter(|correction| {
        correction.month == month && filter.admits_of(correction.company, correction.product)
    });
    let lines = of_it.map(|correction| {
        let Correction { corrects, company, product, amount, currency, reason, .. } = correction;
        let (company, product) = names(catalogue, *company, *product)?;
        Ok(BillLine {
            month,
            company,
            product,
            plan: None,
            displays: 0,
            calls: 0,
            company_calls: 0,
            unpaid_calls: 0,
            amount: (*amount).into(),
            currency: Some(*currency),
            corrects: Some(*corrects),
            reason: Some(reason.clone()),
        })
    });
    Ok(bill.with(lines.collect::<Result<Vec<_>, _>>()?))
}

fn names(
    catalogue: &Catalogue,
    company: CompanyNumber,
    product: ProductNumber,
) -> Result<(CompanyId, ProductCode), BillError> {
    let found = catalogue.company_numbered(company).zip(catalogue.product_numbered(product));
    let (company, product) =
        found.ok_or(BillError::Unknown { company: company.0, product: product.0 })?;
    Ok((company.id.clone(), product.code.clone()))
}
