//! Which records count.

use crate::model::{CompanyNumber, ProductNumber, Usage};

/// Which records count: those of a company, of a product, of both, or all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this company alone.
    pub company: Option<CompanyNumber>,
    /// Of this product alone.
    pub product: Option<ProductNumber>,
}

impl Filter {
    /// Whether a record counts.
    #[must_use]
    pub fn admits(&self, usage: &Usage) -> bool {
        self.admits_of(usage.company, usage.product)
    }

    /// Whether what a company has of a product counts.
    pub(super) fn admits_of(&self, company: CompanyNumber, product: ProductNumber) -> bool {
        self.company.is_none_or(|only| only == company)
            && self.product.is_none_or(|only| only == product)
    }
}
