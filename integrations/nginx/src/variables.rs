//! What nginx's variables tell of a verdict.

use std::borrow::Cow;
use store_auth::{Iso8601, chrono::DateTime};
use store_auth_flat::Verdict;

/// The names, and what each tells.
pub(crate) const VARIABLES: [(&str, Tell); 5] = [
    ("store_auth_id", |verdict| authorized(verdict).map(|verdict| verdict.id().into())),
    ("store_auth_product", |verdict| authorized(verdict).map(|verdict| verdict.product().into())),
    ("store_auth_expiry", |verdict| authorized(verdict).and_then(expiry)),
    ("store_auth_key", |verdict| authorized(verdict).map(|verdict| verdict.key.to_string().into())),
    ("store_auth_code", |verdict| Some(verdict.code().name().into())),
];

/// The text of a variable, or none where there is nothing to tell.
pub(crate) type Tell = fn(&Verdict) -> Option<Cow<'_, str>>;

fn authorized(verdict: &Verdict) -> Option<&Verdict> {
    verdict.is_authorized().then_some(verdict)
}

/// As the gateway writes it.
fn expiry(verdict: &Verdict) -> Option<Cow<'_, str>> {
    let instant = DateTime::from_timestamp_millis(verdict.expires_at_ms)?;
    Some(Iso8601(instant).to_string().into())
}
