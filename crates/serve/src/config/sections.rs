//! The sections that every server has.

use super::values;
use serde::Deserialize;
use std::{fmt, net::SocketAddr, num::NonZeroU32, path::PathBuf, time::Duration};

/// `[[listen]]`: a socket that is served on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listen {
    /// Where it is.
    pub address: Address,
    /// What it speaks TLS with, if it does.
    pub tls: Option<TlsFiles>,
}

impl Listen {
    /// Whether others than processes of this machine can reach it, and what they send can be read on its way.
    pub(super) fn is_in_the_clear(&self) -> bool {
        self.tls.is_none() && self.address.is_reachable_from_elsewhere()
    }
}

/// `[admin]`, and part of `[[listen]]`: where a socket is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "AddressKeys")]
pub enum Address {
    /// An address and a port; the system picks one for port 0.
    Tcp(SocketAddr),
    /// A Unix socket.
    Unix {
        /// Its file.
        path: PathBuf,
        /// The mode of that file.
        mode: u32,
    },
}

impl Address {
    /// Whether others than processes of this machine can reach it.
    #[must_use]
    pub fn is_reachable_from_elsewhere(&self) -> bool {
        matches!(self, Self::Tcp(address) if !address.ip().is_loopback())
    }
}

/// A certificate and its key, both PEM files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate, with its chain.
    pub certificate: PathBuf,
    /// Its private key.
    pub private_key: PathBuf,
}

/// `[limits]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Open connections, over all workers.
    pub connections: NonZeroU32,
    /// The size of a request's head.
    #[serde(deserialize_with = "values::header_bytes")]
    pub header_bytes: usize,
    /// From the first byte of a request until its answer is made, and for the client to take the answer.
    #[serde(deserialize_with = "values::time_limit")]
    pub request_time: Duration,
    /// Between two requests.
    #[serde(deserialize_with = "values::time_limit")]
    pub idle_time: Duration,
    /// For connections to end when the server does.
    #[serde(deserialize_with = "values::time_limit")]
    pub drain_time: Duration,
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
pub struct Log {
    /// How events are written.
    pub format: LogFormat,
    /// Which events are written.
    pub level: LogLevel,
}

/// How events are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// JSON objects, one a line.
    Json,
}

/// From the fewest events to the most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// What failed.
    Error,
    /// What an operator should see to, as well.
    Warn,
    /// What happens, as well.
    #[default]
    Info,
    /// Everything.
    Debug,
}

// The keys as they are written. What they make together is checked on the way into the types above.

/// The keys of `[[listen]]` as they are written; [`ConfigFile::each`](super::ConfigFile::each) makes a [`Listen`] of
/// them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListenKeys {
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
            (Some(certificate), Some(private_key)) => Some(TlsFiles { certificate, private_key }),
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
