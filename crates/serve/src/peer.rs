//! Who a request comes from.

use std::net::SocketAddr;

/// Who is at the other end of a connection: an extension of each of its requests, on `[[listen]]` and `[admin]` alike.
///
/// ```
/// use http::Request;
/// use std::net::IpAddr;
/// use store_auth_serve::Peer;
///
/// /// None over a Unix socket.
/// fn address<B>(request: &Request<B>) -> Option<IpAddr> {
///     request.extensions().get::<Peer>()?.address.map(|address| address.ip())
/// }
///
/// let mut request = Request::new(());
/// request.extensions_mut().insert(Peer { address: Some(([192, 0, 2, 1], 4711).into()), is_tls: true });
/// assert_eq!(address(&request), Some([192, 0, 2, 1].into()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer {
    /// Its address and port, none over a Unix socket. One of IPv4 is so however the listener has it. It is that of a
    /// proxy where there is one.
    pub address: Option<SocketAddr>,
    /// Whether the connection speaks TLS.
    pub is_tls: bool,
}
