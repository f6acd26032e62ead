//! What the catalogue knows of what a question names.

use super::limiter::Caller;
use crate::{
    catalogue::Catalogue,
    model::{Company, Display, DisplayNumber, Millis, Product, Subscription},
    status::Status,
};
use std::sync::Arc;
use store_auth_wire::{Asker, Denial};

/// What the catalogue knows of what a question names.
#[derive(Debug)]
pub(super) struct Found<'c> {
    pub(super) product: Option<&'c Arc<Product>>,
    pub(super) company: Option<&'c Arc<Company>>,
    pub(super) display: Option<DisplayNumber>,
    subscription: Option<&'c Subscription>,
}

impl<'c> Found<'c> {
    pub(super) fn of(catalogue: &'c Catalogue, asker: &Asker<'_>, product_code: &str) -> Self {
        let product = catalogue.product(product_code);
        let (company, display) = match asker {
            Asker::Company(id) => (catalogue.company(id), None),
            Asker::Display(id) => match catalogue.display(id) {
                Some(Display { number, company: Some(company) }) => {
                    (catalogue.company_numbered(company), Some(number))
                }
                // It was removed, or never there.
                _ => (None, None),
            },
        };
        let subscription = product
            .zip(company)
            .and_then(|(product, company)| catalogue.subscription(company.number, product.number));
        Self { product, company, display, subscription }
    }

    pub(super) fn status(&self, now: Millis) -> Status {
        let (product, company) = (self.product.map(|it| &**it), self.company.map(|it| &**it));
        Status::of(product, company, self.subscription, now)
    }

    /// Whose calls this one is counted with.
    pub(super) fn caller(&self) -> Caller {
        match (self.display, self.company.filter(|company| !company.removed)) {
            (_, None) => Caller::Stranger,
            (Some(display), Some(_)) => Caller::Display(display),
            (None, Some(company)) => Caller::Company(company.number),
        }
    }
}

/// Why a status does not authorize.
pub(super) fn denial(status: Status, asker: &Asker<'_>) -> Denial {
    match (status, asker) {
        (Status::ProductNotFound, _) => Denial::ProductNotFound,
        (Status::CompanyNotFound, Asker::Display(_)) => Denial::DisplayNotFound,
        (Status::CompanyNotFound, Asker::Company(_)) => Denial::CompanyNotFound,
        _ => Denial::NotActive,
    }
}
