//! Verdicts as data, and how two of them differ.

use crate::{Instant, written_as::string};
use serde::{Deserialize, Serialize};
use std::fmt;
use store_auth::{Authorization, Denied};

/// The verdict on a request, of any implementation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Verdict {
    /// Authorized or denied.
    #[serde(deserialize_with = "string")]
    pub result: Outcome,
    /// The code of the reason, where denied.
    #[serde(default)]
    pub reason: Option<String>,
    /// The first bad field, where malformed.
    #[serde(default)]
    pub field: Option<String>,
    /// Which key matched, where authorized: 0 is the current one.
    #[serde(default)]
    pub key: Option<u64>,
    /// When the authorization expires, where authorized.
    #[serde(default)]
    pub expires_at: Option<Instant>,
}

/// Authorized or denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Outcome {
    Authorized,
    Denied,
}

impl From<&Result<Authorization, Denied>> for Verdict {
    fn from(verdict: &Result<Authorization, Denied>) -> Self {
        match verdict {
            Ok(authorization) => Self {
                result: Outcome::Authorized,
                reason: None,
                field: None,
                key: Some(authorization.key_index() as u64),
                expires_at: Some(Instant(authorization.expires_at())),
            },
            Err(denied) => Self {
                result: Outcome::Denied,
                reason: Some(denied.code().to_owned()),
                field: denied.field().map(|field| field.name().to_owned()),
                key: None,
                expires_at: None,
            },
        }
    }
}

/// One member in which a verdict is not the expected one. Values are JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The member's name: `result`, `reason`, `field`, `key` or `expiresAt`.
    pub member: &'static str,
    /// What the vectors expect.
    pub expected: serde_json::Value,
    /// What the implementation said.
    pub found: serde_json::Value,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { member, expected, found } = self;
        write!(f, "{member}: expected {expected}, found {found}")
    }
}

impl Verdict {
    /// Every member in which `found` is not this expected verdict.
    #[must_use]
    pub fn differences(&self, found: &Self) -> Vec<Difference> {
        fn compare<T: Serialize>(
            member: &'static str,
            expected: &T,
            found: &T,
        ) -> Option<Difference> {
            let json = |value| serde_json::to_value(value).unwrap_or_default();
            let (expected, found) = (json(expected), json(found));
            (expected != found).then_some(Difference { member, expected, found })
        }
        [
            compare("result", &self.result, &found.result),
            compare("reason", &self.reason, &found.reason),
            compare("field", &self.field, &found.field),
            compare("key", &self.key, &found.key),
            compare("expiresAt", &self.expires_at, &found.expires_at),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
