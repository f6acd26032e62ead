//! What the texts and numbers of the catalogue may be, whoever gives them.

use super::{
    company::Company, correction::Correction, product::Product, product::Vendor, server::Server,
};
use http::Uri;
use std::fmt;

/// A longer trial would end beyond the years that an expiry can have, and nobody means one: ten years.
const LONGEST_TRIAL: u32 = 3650;
/// The highest price in minor units: up to it, every program that reads JSON tells whole numbers apart.
pub const HIGHEST_AMOUNT: u64 = (1 << 53) - 1;

/// In characters.
const LONGEST_NAME: usize = 200;
pub(super) const LONGEST_LINE: usize = 500;
const LONGEST_TEXT: usize = 20_000;
/// In bytes.
const LONGEST_URL: usize = 2048;
const LONGEST_ADDRESS: usize = 254;

/// What is wrong with a thing: one of its members, and what was expected of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The way to the member, such as `vendor` and `website`.
    pub member: &'static [&'static str],
    /// What was expected.
    pub expected: &'static str,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.member.join("."), self.expected)
    }
}

impl std::error::Error for Wrong {}

impl Product {
    /// Whether its texts and its trial are such as the catalogue has.
    ///
    /// # Errors
    /// The first member that is wrong
    pub fn check(&self) -> Result<(), Wrong> {
        name(&["name"], &self.name)?;
        check(
            &["shortDescription"],
            is_line(&self.short_description, LONGEST_LINE),
            "expected up to 500 characters on one line, without control characters",
        )?;
        check(
            &["longDescription"],
            is_text(&self.long_description, LONGEST_TEXT),
            "expected up to 20000 characters, without control characters but line ends and tabs",
        )?;
        url(&["icon"], self.icon.as_deref())?;
        url(&["image"], self.image.as_deref())?;
        vendor(self.vendor.as_ref())?;
        let expected = "expected a whole number from 0 to 3650";
        check(&["trialDays"], self.trial_days <= LONGEST_TRIAL, expected)
    }
}

impl Company {
    /// Whether its name is such as the catalogue has.
    ///
    /// # Errors
    /// The member that is wrong
    pub fn check(&self) -> Result<(), Wrong> {
        name(&["name"], &self.name)
    }
}

impl Server {
    /// Whether what it says of its vendor is such as the catalogue has.
    ///
    /// # Errors
    /// The first member that is wrong
    pub fn check(&self) -> Result<(), Wrong> {
        vendor(self.vendor.as_ref())
    }
}

impl Correction {
    /// Whether its amount and reason are such as a bill has.
    ///
    /// # Errors
    /// The member that is wrong
    pub fn check(&self) -> Result<(), Wrong> {
        let is_one = (1..=HIGHEST_AMOUNT).contains(&self.amount.unsigned_abs());
        let expected =
            "expected an amount other than 0, from -9007199254740991 to 9007199254740991";
        check(&["amount"], is_one, expected)?;
        reason(&self.reason)
    }
}

pub(super) fn check(
    member: &'static [&'static str],
    is_right: bool,
    expected: &'static str,
) -> Result<(), Wrong> {
    if is_right { Ok(()) } else { Err(Wrong { member, expected }) }
}

/// Why something is as it is, in words for others.
pub(super) fn reason(text: &str) -> Result<(), Wrong> {
    let is_reason = !text.trim().is_empty() && is_line(text, LONGEST_LINE);
    let expected =
        "expected 1 to 500 characters, not spaces alone, on one line, without control characters";
    check(&["reason"], is_reason, expected)
}

fn vendor(vendor: Option<&Vendor>) -> Result<(), Wrong> {
    let Some(vendor) = vendor else { return Ok(()) };
    name(&["vendor", "name"], &vendor.name)?;
    url(&["vendor", "website"], vendor.website.as_deref())?;
    check(
        &["vendor", "contactEmail"],
        vendor.contact_email.as_deref().is_none_or(is_address),
        "expected an e-mail address, such as someone@example.com",
    )
}

pub(super) fn name(member: &'static [&'static str], text: &str) -> Result<(), Wrong> {
    let is_name = !text.trim().is_empty() && is_line(text, LONGEST_NAME);
    let expected = "expected 1 to 200 characters, not spaces alone, without control characters";
    check(member, is_name, expected)
}

fn url(member: &'static [&'static str], text: Option<&str>) -> Result<(), Wrong> {
    let expected = "expected an http or https URL of up to 2048 bytes";
    check(member, text.is_none_or(is_url), expected)
}

pub(super) fn is_url(text: &str) -> bool {
    is_of_scheme(text, &["http", "https"])
}

pub(super) fn is_https(text: &str) -> bool {
    is_of_scheme(text, &["https"])
}

fn is_of_scheme(text: &str, schemes: &[&str]) -> bool {
    let parsed = text.parse::<Uri>().ok();
    text.len() <= LONGEST_URL
        // Those beyond ASCII are no matter to the parser.
        && !text.chars().any(char::is_control)
        && parsed.is_some_and(|uri| {
            uri.scheme_str().is_some_and(|scheme| schemes.contains(&scheme))
                && uri.host().is_some_and(|host| !host.is_empty())
        })
}

pub(super) fn is_address(text: &str) -> bool {
    let is_of_one = |letter: char| !letter.is_control() && !letter.is_whitespace();
    let (before, after) = text.rsplit_once('@').unwrap_or_default();
    text.len() <= LONGEST_ADDRESS
        && !before.is_empty()
        && !after.is_empty()
        && text.chars().all(is_of_one)
}

pub(super) fn is_line(text: &str, longest: usize) -> bool {
    text.chars().count() <= longest && !text.chars().any(char::is_control)
}

pub(super) fn is_text(text: &str, longest: usize) -> bool {
    let is_of_one = |letter: char| !letter.is_control() || matches!(letter, '\n' | '\r' | '\t');
    text.chars().count() <= longest && text.chars().all(is_of_one)
}
