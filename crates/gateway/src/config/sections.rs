//! The sections of a configuration. `docs/gateway.md` describes every key.

use super::values;
use chrono::{DateTime, Utc};
use http::HeaderName;
use serde::Deserialize;
use std::{fmt, net::SocketAddr, num::NonZeroU32, path::PathBuf, time::Duration};
use store_auth::ExpiryEncoding;

/// `[[listen]]`: a socket that proxies connect to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listen {
    pub(crate) address: Address,
    pub(crate) tls: Option<Tls>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "AddressKeys")]
pub(crate) enum Address {
    Tcp(SocketAddr),
    Unix { path: PathBuf, mode: u32 },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tls {
    pub(crate) certificate: PathBuf,
    pub(crate) private_key: PathBuf,
}

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

/// `[limits]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Limits {
    pub(crate) connections: NonZeroU32,
    #[serde(deserialize_with = "values::header_bytes")]
    pub(crate) header_bytes: usize,
    #[serde(deserialize_with = "values::time_limit")]
    pub(crate) request_time: Duration,
    #[serde(deserialize_with = "values::time_limit")]
    pub(crate) idle_time: Duration,
    #[serde(deserialize_with = "values::time_limit")]
    pub(crate) drain_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: NonZeroU32::new(4096).unwrap_or(NonZeroU32::MIN),
            header_bytes: 32 * 1024,
            request_time: Duration::from_secs(10),
            idle_time: Duration::from_secs(75),
            drain_time: Duration::from_secs(30),
        }
    }
}

/// `[log]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Log {
    pub(crate) format: LogFormat,
    pub(crate) level: LogLevel,
}

/// `[explain]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Explain {
    /// None at all for 0.
    pub(crate) per_minute: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    #[default]
    Text,
    Json,
}

/// From the fewest events to the most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogLevel {
    Error,
    Warn,
    #[default]
    Info,
    Debug,
}

// The keys as they are written. What they make together is checked on the way into the types above.

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListenKeys {
    #[serde(default, deserialize_with = "values::socket_address")]
    tcp: Option<SocketAddr>,
    unix: Option<PathBuf>,
    #[serde(default, deserialize_with = "values::file_mode")]
    mode: Option<u32>,
    certificate: Option<PathBuf>,
    private_key: Option<PathBuf>,
}

impl TryFrom<ListenKeys> for Listen {
    type Error = &'static str;

    fn try_from(keys: ListenKeys) -> Result<Self, Self::Error> {
        let ListenKeys { tcp, unix, mode, certificate, private_key } = keys;
        let tls = match (certificate, private_key) {
            (Some(certificate), Some(private_key)) => Some(Tls { certificate, private_key }),
            (None, None) => None,
            _ => return Err("expected both `certificate` and `private_key`, or neither"),
        };
        Ok(Self { address: AddressKeys { tcp, unix, mode }.try_into()?, tls })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AddressKeys {
    #[serde(default, deserialize_with = "values::socket_address")]
    tcp: Option<SocketAddr>,
    unix: Option<PathBuf>,
    #[serde(default, deserialize_with = "values::file_mode")]
    mode: Option<u32>,
}

impl TryFrom<AddressKeys> for Address {
    type Error = &'static str;

    fn try_from(keys: AddressKeys) -> Result<Self, Self::Error> {
        match keys {
            AddressKeys { tcp: Some(address), unix: None, mode: None } => Ok(Self::Tcp(address)),
            AddressKeys { tcp: None, unix: Some(path), mode } => {
                Ok(Self::Unix { path, mode: mode.unwrap_or(0o660) })
            }
            AddressKeys { tcp: Some(_), unix: None, mode: Some(_) } => {
                Err("`mode` goes with `unix`, not with `tcp`")
            }
            _ => Err("expected either `tcp` or `unix`"),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix { path, .. } => path.display().fmt(f),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceKeys {
    #[serde(default, deserialize_with = "values::header_name")]
    header: Option<HeaderName>,
    path_prefix: Option<String>,
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
