//! Writes the catalogue as a document.

use super::entry::{
    CompanyEntry, PriceEntry, ProductEntry, ServerEntry, StatusEntry, SubscriptionEntry,
};
use crate::{
    catalogue::Catalogue,
    model::{
        Company, CompanyId, CompanyNumber, Millis, Price, Product, ProductCode, ProductNumber,
        Purchase, Subscription, Trial,
    },
};
use serde::Serialize;
use std::{collections::HashSet, io};
use store_auth_wire::ServerId;

/// Writes the catalogue as a JSON document, a piece at a time, so that the catalogue can serve in between. Each thing has a
/// line; products, companies, displays and servers come by their ids, subscriptions by company and product. Server keys
/// are left out, and what was removed.
///
/// What changes in between may be in it or not; whatever a subscription names is.
#[derive(Debug)]
pub struct Export {
    now: Millis,
    next: Next,
    /// Whether nothing of the list has been written yet.
    is_first: bool,
    products: HashSet<ProductNumber>,
    companies: HashSet<CompanyNumber>,
}

/// What is written next: that of a list after the last one.
#[derive(Debug)]
enum Next {
    Products(Option<ProductCode>),
    Companies(Option<CompanyId>),
    Servers(Option<ServerId>),
    /// Those of the company after one.
    Subscriptions(Option<CompanyId>),
    Nothing,
}

/// A piece ends with the thing that makes it so long.
const PIECE: usize = 64 << 10;

/// Writes the catalogue at once.
///
/// # Errors
/// Those of the writer
pub fn export(catalogue: &Catalogue, now: Millis, mut to: impl io::Write) -> io::Result<()> {
    let mut export = Export::new(now);
    while let Some(piece) = export.next_piece(catalogue)? {
        to.write_all(&piece)?;
    }
    Ok(())
}

impl Export {
    /// What is to be written at an instant, which decides whether a trial runs.
    #[must_use]
    pub fn new(now: Millis) -> Self {
        Self {
            now,
            next: Next::Products(None),
            is_first: true,
            products: HashSet::new(),
            companies: HashSet::new(),
        }
    }

    /// The next piece of it; none after the last.
    ///
    /// # Errors
    /// None: of what the catalogue holds, all can be written
    pub fn next_piece(&mut self, catalogue: &Catalogue) -> io::Result<Option<Vec<u8>>> {
        if matches!(self.next, Next::Nothing) {
            return Ok(None);
        }
        let mut piece = Vec::new();
        while piece.len() < PIECE && !matches!(self.next, Next::Nothing) {
            self.step(catalogue, &mut piece)?;
        }
        Ok(Some(piece))
    }

    /// Writes on with the list that it is at, up to the end of the piece or the list.
    fn step(&mut self, catalogue: &Catalogue, piece: &mut Vec<u8>) -> io::Result<()> {
        match std::mem::replace(&mut self.next, Next::Nothing) {
            Next::Products(after) => {
                if after.is_none() {
                    piece.extend(b"{\"products\":[");
                }
                for product in catalogue.products_after(after.as_ref()) {
                    self.products.insert(product.number);
                    self.thing(piece, &product_entry(product))?;
                    if piece.len() >= PIECE {
                        self.next = Next::Products(Some(product.code.clone()));
                        return Ok(());
                    }
                }
                self.list(piece, "companies", Next::Companies(None));
            }
            Next::Companies(after) => {
                for company in catalogue.companies_after(after.as_ref()) {
                    if company.removed {
                        continue;
                    }
                    self.companies.insert(company.number);
                    let displays = catalogue.displays_of(company.number, None).cloned().collect();
                    let entry = CompanyEntry {
                        id: company.id.clone(),
                        name: Some(company.name.clone()),
                        standing: Some(company.standing),
                        displays: Some(displays),
                    };
                    self.thing(piece, &entry)?;
                    if piece.len() >= PIECE {
                        self.next = Next::Companies(Some(company.id.clone()));
                        return Ok(());
                    }
                }
                self.list(piece, "servers", Next::Servers(None));
            }
            Next::Servers(after) => {
                for (server, _) in catalogue.servers_after(after.as_ref()) {
                    if server.removed {
                        continue;
                    }
                    let (id, vendor) = (server.id.clone(), server.vendor.clone());
                    self.thing(piece, &ServerEntry { id, vendor, key: None })?;
                    if piece.len() >= PIECE {
                        self.next = Next::Servers(Some(server.id.clone()));
                        return Ok(());
                    }
                }
                self.list(piece, "subscriptions", Next::Subscriptions(None));
            }
            Next::Subscriptions(after) => {
                for company in catalogue.companies_after(after.as_ref()) {
                    for entry in self.subscriptions(catalogue, company) {
                        self.thing(piece, &entry)?;
                    }
                    if piece.len() >= PIECE {
                        self.next = Next::Subscriptions(Some(company.id.clone()));
                        return Ok(());
                    }
                }
                piece.extend(b"]}\n");
            }
            Next::Nothing => {}
        }
        Ok(())
    }

    fn list(&mut self, piece: &mut Vec<u8>, name: &str, next: Next) {
        piece.extend(b"],\n\"");
        piece.extend(name.as_bytes());
        piece.extend(b"\":[");
        self.is_first = true;
        self.next = next;
    }

    fn thing(&mut self, piece: &mut Vec<u8>, thing: &impl Serialize) -> io::Result<()> {
        piece.extend(if self.is_first { &b"\n"[..] } else { b",\n" });
        self.is_first = false;
        Ok(serde_json::to_writer(piece, thing)?)
    }

    /// Those of a company to what is written already.
    fn subscriptions(&self, catalogue: &Catalogue, company: &Company) -> Vec<SubscriptionEntry> {
        if !self.companies.contains(&company.number) {
            return Vec::new();
        }
        // No product has this number.
        let before_first = (company.number, ProductNumber(0));
        let all = catalogue.subscriptions_after(Some(&before_first));
        let its = all.take_while(|((number, _), _)| *number == company.number);
        let written = its.filter(|((_, product), _)| self.products.contains(product));
        let entries = written.filter_map(|((_, product), subscription)| {
            let product = catalogue.product_numbered(*product)?.code.clone();
            Some(subscription_entry(company.id.clone(), product, *subscription, self.now))
        });
        let mut entries: Vec<_> = entries.collect();
        entries.sort_unstable_by(|a, b| a.product.cmp(&b.product));
        entries
    }
}

fn product_entry(product: &Product) -> ProductEntry {
    let Product { short_description, long_description, .. } = product;
    ProductEntry {
        code: product.code.clone(),
        name: Some(product.name.clone()),
        short_description: Some(short_description).filter(|text| !text.is_empty()).cloned(),
        long_description: Some(long_description).filter(|text| !text.is_empty()).cloned(),
        icon: product.icon.clone(),
        image: product.image.clone(),
        vendor: product.vendor.clone(),
        trial_days: Some(product.trial_days),
        free: Some(product.free),
        prices: Some(price_entries(&product.prices)),
        withdrawn: product.withdrawn.then_some(true),
    }
}

/// A price that is the only one on its plan and in force from the beginning has no `since`, as most are written by hand.
fn price_entries(prices: &[Price]) -> Vec<PriceEntry> {
    let of_plan = |plan| prices.iter().filter(move |other| other.plan == plan);
    let is_last_of_its_instant = |(index, price): &(usize, &Price)| {
        let mut later = prices.iter().skip(index + 1);
        !later.any(|other| (other.plan, other.since) == (price.plan, price.since))
    };
    let written = prices.iter().enumerate().filter(is_last_of_its_instant);
    let entries = written.map(|(_, price)| {
        let is_only = of_plan(price.plan).nth(1).is_none() && price.since == Millis(0);
        PriceEntry {
            plan: price.plan,
            amount: price.amount,
            currency: price.currency,
            since: (!is_only).then_some(price.since),
        }
    });
    entries.collect()
}

/// What is said of a subscription.
pub(crate) fn subscription_entry(
    company: CompanyId,
    product: ProductCode,
    Subscription { trial, plan, purchase, suspended }: Subscription,
    now: Millis,
) -> SubscriptionEntry {
    let status = match (purchase, trial) {
        (Purchase::Bought, _) if suspended => StatusEntry::Suspended,
        (Purchase::Bought, _) => StatusEntry::Subscribed,
        (Purchase::Cancelled { .. }, _) => StatusEntry::Cancelled,
        (Purchase::None, Some(Trial { to, .. })) if now <= to => StatusEntry::OnTrial,
        (Purchase::None, Some(_)) => StatusEntry::TrialExpired,
        (Purchase::None, None) => StatusEntry::NotSubscribed,
    };
    SubscriptionEntry {
        company,
        product,
        status,
        plan,
        trial_starts: trial.map(|trial| trial.from),
        trial_ends: trial.map(|trial| trial.to),
        paid_until: match purchase {
            Purchase::Cancelled { paid_until } => Some(paid_until),
            Purchase::None | Purchase::Bought => None,
        },
        suspended: (suspended && status != StatusEntry::Suspended).then_some(true),
    }
}
