//! The options for whose usage or bill.

use clap::builder::NonEmptyStringValueParser;

#[derive(Debug, clap::Args)]
pub(super) struct Whose {
    /// Of this company alone
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    company: Option<String>,

    /// Of this product alone
    #[arg(long, value_name = "CODE", value_parser = NonEmptyStringValueParser::new())]
    product: Option<String>,
}

impl Whose {
    /// The parameters that ask for it.
    pub(super) fn query<'a>(&'a self, month: Option<&'a str>) -> Vec<(&'static str, &'a str)> {
        let month = month.map(|month| ("month", month));
        let company = self.company.as_deref().map(|id| ("company", id));
        let product = self.product.as_deref().map(|code| ("product", code));
        month.into_iter().chain(company).chain(product).collect()
    }
}
