//! The sections that are the gateway's own. `docs/gateway.md` describes every key.

use chrono::{DateTime, Utc};
use http::HeaderName;
use serde::{Deserialize, Deserializer};
use std::{path::PathBuf, time::Duration};
use store_auth::ExpiryEncoding;
use store_auth_serve::config::values;

/// `[request]`: where a proxy puts the URI that it asks about.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "SourceKeys")]
pub(crate) enum Source {
    Header(HeaderName),
    PathPrefix(String),
}

/// `[[key]]`: a server key, the current one first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// One of the two.
    pub(crate) file: Option<PathBuf>,
    pub(crate) credential: Option<String>,
    pub(crate) accept_until: Option<DateTime<Utc>>,
}

/// `[policy]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Policy {
    #[serde(deserialize_with = "values::duration")]
    pub(crate) leeway: Duration,
    #[serde(deserialize_with = "values::some_duration")]
    pub(crate) max_lifetime: Option<Duration>,
    pub(crate) products: Option<Vec<String>>,
    pub(crate) expiry_encoding: ExpiryEncoding,
}

impl Policy {
    /// What denies every request, which few operators mean.
    pub(crate) fn warnings(&self) -> impl Iterator<Item = &'static str> {
        let serves_none = self.products.as_ref().is_some_and(Vec::is_empty);
        let lasts_never = self.max_lifetime == Some(Duration::ZERO);
        let products = "[policy] products: it is empty, so nobody is let in: expected product codes, or none of it for all";
        let max_lifetime = "[policy] max_lifetime: it is 0, so nobody is let in before an authorization expires: expected more \
             than the 24 hours of the Store's, such as \"25h\"";
        serves_none.then_some(products).into_iter().chain(lasts_never.then_some(max_lifetime))
    }
}

/// `[explain]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Explain {
    /// None at all for 0.
    pub(crate) per_minute: u32,
}

// The keys as they are written. What they make together is checked on the way into the types above.

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceKeys {
    #[serde(default, deserialize_with = "header_name")]
    header: Option<HeaderName>,
    path_prefix: Option<String>,
}

fn header_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<HeaderName>, D::Error> {
    let expected = "the name of a header such as \"X-Original-URI\"";
    values::parsed(deserializer, |text| text.parse().ok(), expected).map(Some)
}

impl TryFrom<SourceKeys> for Source {
    type Error = &'static str;

    fn try_from(keys: SourceKeys) -> Result<Self, Self::Error> {
        match keys {
            SourceKeys { header: Some(name), path_prefix: None } => Ok(Self::Header(name)),
            SourceKeys { header: None, path_prefix: Some(prefix) } => {
                if prefix.len() > 1 && prefix.starts_with('/') && !prefix.ends_with('/') {
                    Ok(Self::PathPrefix(prefix))
                } else {
                    Err("expected a `path_prefix` such as \"/check\"")
                }
            }
            _ => Err("expected either `header` or `path_prefix`: one place is believed, no other"),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyKeys {
    file: Option<PathBuf>,
    credential: Option<String>,
    #[serde(default, deserialize_with = "values::instant")]
    accept_until: Option<DateTime<Utc>>,
}

impl TryFrom<KeyKeys> for Key {
    type Error = &'static str;

    fn try_from(keys: KeyKeys) -> Result<Self, Self::Error> {
        let KeyKeys { file, credential, accept_until } = keys;
        if file.is_some() == credential.is_some() {
            return Err("expected either `file` or `credential`");
        }
        if credential.as_ref().is_some_and(|name| name.is_empty() || name.contains('/')) {
            return Err("expected a `credential` by its name, which has no slash");
        }
        Ok(Self { file, credential, accept_until })
    }
}
