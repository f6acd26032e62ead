//! What `/v1/widget/auth` is asked.

use crate::{denial::Denial, parameters::Parameters};
use std::borrow::Cow;

/// The names of the parameters, in the order in which one that comes twice is named.
pub(crate) const NAMES: [&str; 5] = ["id", "cid", "pc", "srv", "startTrial"];

/// A question that can be decided: what a Store reads of an [`AuthorizationRequest`](crate::AuthorizationRequest). What is
/// named in it may be anything, known or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question<'q> {
    /// Whom it is for.
    pub asker: Asker<'q>,
    /// The product code.
    pub product_code: Cow<'q, str>,
    /// Server ids between commas, where there are any.
    pub servers: Option<Cow<'q, str>>,
    /// Whether the trial is to be started where there is one to be had.
    pub starts_trial: bool,
}

/// Whom a question is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asker<'q> {
    /// `id`: a display.
    Display(Cow<'q, str>),
    /// `cid`: a company with all of its displays.
    Company(Cow<'q, str>),
}

impl Asker<'_> {
    /// The id, which is signed.
    #[must_use]
    pub fn id(&self) -> &str {
        let (Self::Display(id) | Self::Company(id)) = self;
        id
    }
}

impl<'q> Question<'q> {
    /// # Errors
    /// The first [`Denial`] that fits, up to those that need the catalogue.
    pub(crate) fn of(parameters: &Parameters<'q, 5>) -> Result<Self, Denial> {
        let [id, cid, product_code, servers, trial] = parameters.values()?;
        let asker = match (id, cid) {
            (Some(_), Some(_)) => return Err(Denial::BothIds),
            (None, None) => return Err(Denial::NoId),
            (Some(id), None) => Asker::Display(id),
            (None, Some(id)) => Asker::Company(id),
        };
        let product_code = product_code.ok_or(Denial::NoProductCode)?;
        // Exactly so: `FALSE` and `0` start one.
        let starts_trial = trial.as_deref() != Some("false");
        Ok(Self { asker, product_code, servers, starts_trial })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authorization_request::AuthorizationRequest;

    fn of(query: &str) -> Result<Question<'_>, Denial> {
        Question::of(&Parameters::read(query, NAMES))
    }

    #[test]
    fn what_an_app_writes_is_read() {
        let servers = ["B", "a"].map(|id| id.parse().unwrap());
        let written = AuthorizationRequest::for_display("a&b=c+d %/é", "-._~,").servers(servers);
        let query = written.clone().to_string();
        let expected = Question {
            asker: Asker::Display("a&b=c+d %/é".into()),
            product_code: "-._~,".into(),
            servers: Some("B,a".into()),
            starts_trial: true,
        };
        assert_eq!(of(&query), Ok(expected));

        let query = AuthorizationRequest::for_company("c", "p").without_trial().to_string();
        let expected = Question {
            asker: Asker::Company("c".into()),
            product_code: "p".into(),
            servers: None,
            starts_trial: false,
        };
        assert_eq!(of(&query), Ok(expected));
    }

    #[test]
    fn the_first_denial_that_fits_is_given() {
        assert_eq!(of("pc=p&pc=p&id=d&cid=c"), Err(Denial::GivenTwice("pc")));
        assert_eq!(of("id=d&cid=c"), Err(Denial::BothIds));
        assert_eq!(of("id=&cid="), Err(Denial::NoId));
        assert_eq!(of("id=d&cid=&pc="), Err(Denial::NoProductCode));
    }

    #[test]
    fn only_false_exactly_starts_no_trial() {
        for (value, starts_trial) in
            [("false", false), ("%66alse", false), ("FALSE", true), ("0", true), ("", true)]
        {
            let query = format!("id=d&pc=p&startTrial={value}");
            assert_eq!(
                of(&query).map(|question| question.starts_trial),
                Ok(starts_trial),
                "{value}"
            );
        }
    }
}
