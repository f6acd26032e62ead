//! A verdict as data.

use serde::Serialize;
use store_auth::{Authorization, Denied, Field, Iso8601};

/// The verdict on a request, with the names that verdicts have everywhere, and a message for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Verdict {
    /// Authorized or denied.
    pub(crate) result: Outcome,
    /// The code of the reason, where denied.
    pub(crate) reason: Option<&'static str>,
    /// The first bad field, where malformed. A line that is no request at all is malformed in `request`.
    pub(crate) field: Option<&'static str>,
    /// Which key matched, where authorized: 0 is the current one.
    pub(crate) key: Option<usize>,
    /// When the authorization expires, where authorized: UTC, milliseconds.
    pub(crate) expires_at: Option<String>,
    /// What the verdict says, in a sentence.
    pub(crate) message: String,
}

/// Authorized or denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Outcome {
    Authorized,
    Denied,
}

impl Verdict {
    /// The verdict on what is no request.
    pub(crate) fn on_no_request(problem: &str) -> Self {
        Self {
            field: Some("request"),
            ..Self::denied("malformed", format!("malformed request: {problem}"))
        }
    }

    fn denied(reason: &'static str, message: String) -> Self {
        let (result, reason) = (Outcome::Denied, Some(reason));
        Self { result, reason, field: None, key: None, expires_at: None, message }
    }
}

impl From<&Result<Authorization, Denied>> for Verdict {
    fn from(verdict: &Result<Authorization, Denied>) -> Self {
        match verdict {
            Ok(authorization) => {
                let expires_at = Iso8601(authorization.expires_at()).to_string();
                let key = authorization.key_index();
                Self {
                    result: Outcome::Authorized,
                    reason: None,
                    field: None,
                    key: Some(key),
                    message: format!("authorized until {expires_at} by key {key}"),
                    expires_at: Some(expires_at),
                }
            }
            Err(denied) => Self {
                field: denied.field().map(Field::name),
                ..Self::denied(denied.code(), denied.to_string())
            },
        }
    }
}
