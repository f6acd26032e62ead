//! Where a call comes from.

use http::{HeaderMap, HeaderName};
use serde::Deserialize;
use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};
use store_auth_serve::config::values;

/// `[client_address]`: what is believed of where a call comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClientAddress {
    /// A header in which a proxy writes its client's address; without one, the address is the connection's.
    ///
    /// Of a list, the last address counts: it is what the nearest proxy wrote, and whatever stands before it came with
    /// the call. Whoever can reach the Store without that proxy can write it as well.
    #[serde(deserialize_with = "header_name")]
    pub header: Option<HeaderName>,
}

fn header_name<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<HeaderName>, D::Error> {
    let expected = "the name of a header such as \"X-Forwarded-For\"";
    values::parsed(deserializer, |text| text.parse().ok(), expected).map(Some)
}

impl ClientAddress {
    /// The address that a call comes from: that of the header where it can be read, else the peer's.
    pub(super) fn of(&self, headers: &HeaderMap, peer: Option<IpAddr>) -> Network {
        let written = self.header.as_ref().and_then(|name| last_address(headers, name));
        Network::of(written.or(peer))
    }
}

fn last_address(headers: &HeaderMap, name: &HeaderName) -> Option<IpAddr> {
    let written = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    let last = written.rsplit(',').next()?.trim();
    // Some proxies write the port as well, or brackets alone.
    let with_port = || last.parse().map(|address: SocketAddr| address.ip());
    let in_brackets = || last.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    last.parse().or_else(|_| with_port()).ok().or_else(in_brackets)
}

/// An address as far as it tells clients apart: each has a whole /64 of IPv6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Network {
    /// An address of IPv4, also where it is written as one of IPv6.
    V4(Ipv4Addr),
    /// An address of IPv6 without its second half.
    V6(u128),
    /// A Unix socket, which has no address: all that come through it are one.
    Local,
}

const FIRST_HALF: u128 = u128::MAX << 64;

impl Network {
    pub(super) fn of(address: Option<IpAddr>) -> Self {
        match address.map(|address| address.to_canonical()) {
            Some(IpAddr::V4(address)) => Self::V4(address),
            Some(IpAddr::V6(address)) => Self::V6(address.to_bits() & FIRST_HALF),
            None => Self::Local,
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::V4(address) => address.fmt(f),
            Self::V6(half) => write!(f, "{}/64", Ipv6Addr::from_bits(*half)),
            Self::Local => f.write_str("a Unix socket"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> Network {
        Network::of(Some(address.parse().unwrap()))
    }

    const PEER: &str = "192.0.2.9";

    #[track_caller]
    fn assert_read(values: &[&str], expected: &str) {
        let address: ClientAddress = toml::from_str("header = 'X-Forwarded-For'").unwrap();
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        assert_eq!(address.of(&headers, PEER.parse().ok()), of(expected), "{values:?}");
    }

    #[test]
    fn clients_of_one_64_are_one() {
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2::"));
        assert_ne!(of("2001:db8:1:2::"), of("2001:db8:1:3::"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }

    #[test]
    fn a_client_is_written_as_far_as_it_is_told_apart() {
        for (address, written) in
            [("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("::ffff:192.0.2.1", "192.0.2.1")]
        {
            assert_eq!(of(address).to_string(), written);
        }
    }

    #[test]
    fn without_a_header_the_peer_is_believed_and_nobody_else() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "192.0.2.1".parse().unwrap());
        assert_eq!(ClientAddress::default().of(&headers, PEER.parse().ok()), of(PEER));
        assert_eq!(ClientAddress::default().of(&headers, None), Network::Local);
    }

    #[test]
    fn the_last_address_of_the_header_is_believed() {
        assert_read(&["192.0.2.1"], "192.0.2.1");
        assert_read(&["192.0.2.1, 192.0.2.2"], "192.0.2.2");
        assert_read(&["192.0.2.1", "192.0.2.2,192.0.2.3"], "192.0.2.3");
        assert_read(&["192.0.2.1:80"], "192.0.2.1");
        assert_read(&["[2001:db8::1]:80"], "2001:db8::1");
        assert_read(&["[2001:db8::1]"], "2001:db8::1");
    }

    #[test]
    fn what_cannot_be_read_leaves_the_peer() {
        assert_read(&[], PEER);
        for value in ["", "unknown", "192.0.2.1,", "192.0.2.1, _hidden", "192.0.2.256"] {
            assert_read(&[value], PEER);
        }
    }

    #[test]
    fn a_name_that_no_header_can_have_is_refused() {
        let error = toml::from_str::<ClientAddress>("header = 'X Y'").unwrap_err();
        assert_eq!(error.message(), "expected the name of a header such as \"X-Forwarded-For\"");
    }
}
