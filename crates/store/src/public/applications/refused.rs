//! Why an application is not taken.

use crate::{
    db::Unavailable,
    model::Wrong,
    public::reply::{RECOVERY, whole_seconds},
    random_ids::NoRandomness,
};
use http::StatusCode;
use std::{borrow::Cow, time::Duration};

/// Why an application is not taken. Nothing of it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// A field is wrong, or all of it where that has no name.
    Wrong { field: String, detail: Cow<'static, str> },
    /// It is of a type that is not read.
    Type,
    /// It is longer than any that is taken.
    TooLong,
    /// There were too many from one address, and how long to wait.
    TooMany(Duration),
    /// There are so many already that nobody has decided yet.
    Full,
    /// It cannot be kept now.
    Unavailable,
}

/// How long to wait where nobody knows how long it will take somebody to decide.
const A_WHILE: Duration = Duration::from_hours(1);

impl Refused {
    pub(super) fn wrong(field: impl Into<String>, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::Wrong { field: field.into(), detail: detail.into() }
    }

    /// The field that is wrong, if it is one.
    pub(super) fn field(&self) -> Option<&str> {
        match self {
            Self::Wrong { field, .. } if !field.is_empty() => Some(field),
            _ => None,
        }
    }

    pub(super) fn detail(&self) -> &str {
        match self {
            Self::Wrong { detail, .. } => detail,
            Self::Type => "expected a body of type application/json, or a form of this page",
            Self::TooLong => "expected a body of up to 131072 bytes",
            Self::TooMany(_) => {
                "there were too many applications from your address: try again later"
            }
            Self::Full => "too many applications wait to be looked at: try again another day",
            Self::Unavailable => "it cannot be kept now: try again in a moment",
        }
    }

    /// The status, and the kind of problem in one word.
    pub(super) fn status(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Wrong { .. } => (StatusCode::BAD_REQUEST, "invalid"),
            Self::Type => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type"),
            Self::TooLong => (StatusCode::PAYLOAD_TOO_LARGE, "too-long"),
            Self::TooMany(_) => (StatusCode::TOO_MANY_REQUESTS, "too-many"),
            Self::Full => (StatusCode::SERVICE_UNAVAILABLE, "full"),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
        }
    }

    /// When to try again, in whole seconds.
    pub(super) fn retry_after(&self) -> Option<u64> {
        let wait = match self {
            Self::TooMany(wait) => *wait,
            Self::Full => A_WHILE,
            Self::Unavailable => RECOVERY,
            _ => return None,
        };
        Some(whole_seconds(wait))
    }
}

impl From<Wrong> for Refused {
    fn from(Wrong { member, expected }: Wrong) -> Self {
        Self::wrong(member.join("."), expected)
    }
}

impl From<Unavailable> for Refused {
    fn from(error: Unavailable) -> Self {
        tracing::error!("an application is not kept: {error}");
        Self::Unavailable
    }
}

impl From<NoRandomness> for Refused {
    fn from(_: NoRandomness) -> Self {
        Self::Unavailable
    }
}
