//! What the texts and numbers of an application may be: it comes from strangers.

use super::{
    application::{AppSought, Application, Decision, Outcome, Sought},
    checks::{
        HIGHEST_AMOUNT, LONGEST_LINE, Wrong, check, is_address, is_https, is_line, is_text, is_url,
        name, reason,
    },
    product::Vendor,
};

/// How long the long description may be, in characters: a product's may be longer, once somebody has looked at it.
const LONGEST_DESCRIPTION: usize = 4000;

impl Application {
    /// Whether it is such as can be decided. Members are named as the form has them.
    ///
    /// # Errors
    /// The first member that is wrong
    pub fn check(&self) -> Result<(), Wrong> {
        vendor(&self.vendor)?;
        match &self.sought {
            Sought::App(app) => app.check(),
            // Ids are checked where they are read.
            Sought::Server { .. } => Ok(()),
        }
    }
}

impl Decision {
    /// Whether what it says can be told to whoever has applied.
    ///
    /// # Errors
    /// The member that is wrong
    pub fn check(&self) -> Result<(), Wrong> {
        match &self.outcome {
            Outcome::Rejected(given) => reason(given),
            Outcome::Product(_) | Outcome::Server => Ok(()),
        }
    }
}

fn vendor(Vendor { name: company, website, contact_email }: &Vendor) -> Result<(), Wrong> {
    name(&["company"], company)?;
    let is_website = website.as_deref().is_some_and(is_url);
    check(&["website"], is_website, "expected an http or https URL of up to 2048 bytes")?;
    check(
        &["contactEmail"],
        contact_email.as_deref().is_some_and(is_address),
        "expected an e-mail address of up to 254 bytes, such as someone@example.com",
    )
}

impl AppSought {
    fn check(&self) -> Result<(), Wrong> {
        name(&["productName"], &self.name)?;
        let is_said = |text: &str| !text.trim().is_empty();
        let short = &self.short_description;
        check(
            &["shortDescription"],
            is_said(short) && is_line(short, LONGEST_LINE),
            "expected 1 to 500 characters on one line, not spaces alone, without control characters",
        )?;
        let long = &self.long_description;
        check(
            &["longDescription"],
            is_said(long) && is_text(long, LONGEST_DESCRIPTION),
            "expected 1 to 4000 characters, not spaces alone, without control characters but line ends and tabs",
        )?;
        let expected = "expected an https URL of up to 2048 bytes";
        check(&["icon"], self.icon.as_deref().is_none_or(is_https), expected)?;
        check(&["image"], self.image.as_deref().is_none_or(is_https), expected)?;
        self.check_prices()
    }

    fn check_prices(&self) -> Result<(), Wrong> {
        let member = &["prices"];
        let Some(first) = self.prices.first() else {
            return check(member, self.free, "expected a price, or that it is free");
        };
        check(member, !self.free, "expected no price of what is free")?;
        let has_twice =
            self.prices.len() > 2 || self.prices.get(1).is_some_and(|next| next.plan == first.plan);
        check(member, !has_twice, "expected one price for each plan")?;
        let is_one = self.prices.iter().all(|price| price.currency == first.currency);
        check(member, is_one, "expected prices in one currency")?;
        let is_amount = |amount: u64| (1..=HIGHEST_AMOUNT).contains(&amount);
        let are_amounts = self.prices.iter().all(|price| is_amount(price.amount));
        check(member, are_amounts, "expected amounts from 1 to 9007199254740991")
    }
}
