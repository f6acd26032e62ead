//! Counts the records of a month, and makes the lines of its bill of them.

use super::{bill::Bill, filter::Filter, line::BillLine, price::price_of};
use crate::{
    catalogue::Catalogue,
    model::{
        CompanyId, CompanyNumber, Currency, DisplayNumber, Millis, Month, Paid, Plan, Product,
        ProductNumber, Usage,
    },
};
use std::{
    collections::{HashMap, HashSet},
    ops::{Deref, Range},
};

/// Counts the records of a month. It holds what is different in them: some tens of bytes for each display with a product.
///
/// ```
/// use std::sync::Arc;
/// use store_auth_store::{Catalogue, Seal, billing::{Filter, Tally}};
///
/// let catalogue = Catalogue::new(Arc::new(Seal::new(&[7; 32])));
/// let tally = Tally::new("2026-11".parse()?, Filter::default());
/// assert_eq!(tally.bill(&catalogue)?.lines(), []);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Tally {
    month: Month,
    instants: Range<Millis>,
    filter: Filter,
    paid: Paids,
    unpaid: Unpaids,
    displays: HashSet<(CompanyNumber, ProductNumber, DisplayNumber, Plan)>,
}

#[derive(Clone, Debug, Default)]
struct PaidCalls {
    calls: u64,
    company_calls: u64,
    displays: u64,
}

#[derive(Clone, Debug, Default)]
struct UnpaidCalls {
    calls: u64,
    has_trial: bool,
}

/// A bill that cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BillError {
    /// An amount has too many digits.
    #[error(
        "company {company}, product {product}: expected an amount below 2^64 minor units, and it is higher"
    )]
    Overflow {
        /// The company's id.
        company: String,
        /// The product's code.
        product: String,
    },
    /// An amount has too many digits to be frozen.
    #[error(
        "company {company}, product {product}: expected an amount below 2^63 minor units to be frozen, and it is higher"
    )]
    Unfrozen {
        /// The company's id.
        company: String,
        /// The product's code.
        product: String,
    },
    /// A record names what the catalogue never had.
    #[error(
        "a record of company {company} and product {product}: expected both to be in the catalogue"
    )]
    Unknown {
        /// The company's number.
        company: u32,
        /// The product's number.
        product: u32,
    },
}

impl Tally {
    /// Of a month's records that a filter admits.
    #[must_use]
    pub fn new(month: Month, filter: Filter) -> Self {
        Self {
            month,
            instants: month.range(),
            filter,
            paid: HashMap::new(),
            unpaid: HashMap::new(),
            displays: HashSet::new(),
        }
    }

    /// Counts a record. One of another month doesn't count.
    pub fn add(&mut self, usage: &Usage) {
        if !self.filter.admits(usage) || !self.instants.contains(&usage.at) {
            return;
        }
        let &Usage { company, product, display, paid, .. } = usage;
        let Paid::Subscribed(plan) = paid else {
            let unpaid = self.unpaid.entry((company, product)).or_default();
            unpaid.calls += 1;
            unpaid.has_trial |= paid == Paid::Trial;
            return;
        };
        let calls = self.paid.entry((company, product, plan)).or_default();
        calls.calls += 1;
        match display {
            None => calls.company_calls += 1,
            Some(display) if self.displays.insert((company, product, display, plan)) => {
                calls.displays += 1;
            }
            Some(_) => {}
        }
    }

    /// The bill, at the prices of a catalogue.
    ///
    /// # Errors
    /// A [`BillError`]; there is no bill of a part
    pub fn bill(self, catalogue: &Catalogue) -> Result<Bill, BillError> {
        let Self { month, paid, unpaid, displays, .. } = self;
        // What holds most is not needed beside the lines.
        drop(displays);
        lines(month, paid, unpaid, || catalogue)
    }

    /// The bill of what was counted so far, at the prices of a catalogue that goes on meanwhile.
    pub(crate) fn bill_so_far<C: Deref<Target = Catalogue>>(
        &self,
        catalogue: impl Fn() -> C,
    ) -> Result<Bill, BillError> {
        lines(self.month, self.paid.clone(), self.unpaid.clone(), catalogue)
    }

    /// Lets go of what tells whether a display was counted before: nothing is counted any more.
    pub(crate) fn end(&mut self) {
        self.displays = HashSet::new();
    }
}

type Paids = HashMap<(CompanyNumber, ProductNumber, Plan), PaidCalls>;
type Unpaids = HashMap<(CompanyNumber, ProductNumber), UnpaidCalls>;

/// The catalogue is asked for by each line, and let go of: whoever changes it waits for no more.
fn lines<C: Deref<Target = Catalogue>>(
    month: Month,
    paid: Paids,
    mut unpaid: Unpaids,
    catalogue: impl Fn() -> C,
) -> Result<Bill, BillError> {
    let mut paid: Vec<_> = paid.into_iter().collect();
    paid.sort_unstable_by_key(|(key, _)| *key);
    let mut lines = Vec::with_capacity(paid.len() + unpaid.len());
    for ((company, product, plan), calls) in paid {
        let catalogue = catalogue();
        let sold = Sold::find(&catalogue, company, product)?;
        // Of two plans, the first one has them.
        let unpaid = unpaid.remove(&(company, product)).unwrap_or_default();
        let (amount, currency) = sold.price(&calls, plan, month)?;
        lines.push(BillLine {
            displays: calls.displays,
            calls: calls.calls + unpaid.calls,
            company_calls: calls.company_calls,
            amount: amount.into(),
            currency,
            ..sold.line(month, Some(plan), &unpaid)
        });
    }
    for ((company, product), unpaid) in unpaid {
        let catalogue = catalogue();
        let subscription = catalogue.subscription(company, product);
        let plan = subscription.filter(|_| unpaid.has_trial).and_then(|there| there.plan);
        lines.push(Sold::find(&catalogue, company, product)?.line(month, plan, &unpaid));
    }
    lines.sort_unstable_by(|a, b| {
        (&a.company, &a.product, a.plan).cmp(&(&b.company, &b.product, b.plan))
    });
    Ok(Bill::new(lines))
}

/// Who used what.
struct Sold<'a> {
    company: &'a CompanyId,
    product: &'a Product,
}

impl<'a> Sold<'a> {
    fn find(
        catalogue: &'a Catalogue,
        company: CompanyNumber,
        product: ProductNumber,
    ) -> Result<Self, BillError> {
        let found = catalogue.company_numbered(company).zip(catalogue.product_numbered(product));
        let (company, product) =
            found.ok_or(BillError::Unknown { company: company.0, product: product.0 })?;
        Ok(Self { company: &company.id, product })
    }

    /// What calls cost.
    fn price(
        &self,
        calls: &PaidCalls,
        plan: Plan,
        month: Month,
    ) -> Result<(u64, Option<Currency>), BillError> {
        let times = match plan {
            Plan::Display => calls.displays,
            Plan::Company => 1,
        };
        let price = price_of(self.product, plan, month).filter(|_| times > 0);
        let Some((amount, currency)) =
            price.and_then(|price| Some((price.amount?, price.currency)))
        else {
            return Ok((0, None));
        };
        let amount = amount.checked_mul(times).ok_or_else(|| BillError::Overflow {
            company: self.company.to_string(),
            product: self.product.code.to_string(),
        })?;
        Ok((amount, Some(currency)))
    }

    /// A line for calls that cost nothing.
    fn line(&self, month: Month, plan: Option<Plan>, unpaid: &UnpaidCalls) -> BillLine {
        BillLine {
            month,
            company: self.company.clone(),
            product: self.product.code.clone(),
            plan,
            displays: 0,
            calls: unpaid.calls,
            company_calls: 0,
            unpaid_calls: unpaid.calls,
            amount: 0,
            currency: None,
            corrects: None,
            reason: None,
        }
    }
}
