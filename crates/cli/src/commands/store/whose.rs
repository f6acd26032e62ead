//! The options for whose usage or bill, and of when.

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

/// A month of UTC, such as `2026-11`.
pub(super) fn month(text: &str) -> Result<String, &'static str> {
    let is_one = text.split_once('-').is_some_and(|(year, month)| {
        let is_number = |digits: &str, length| {
            digits.len() == length && digits.bytes().all(|byte| byte.is_ascii_digit())
        };
        is_number(year, 4) && is_number(month, 2) && ("01"..="12").contains(&month)
    });
    if is_one { Ok(text.to_owned()) } else { Err("expected a month such as 2026-11") }
}
