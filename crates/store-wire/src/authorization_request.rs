//! The App's question.

use crate::{callback::Callback, server_id::ServerId};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt;

/// The question whether a display or company is authorized to use a product: the query of `/v1/widget/auth`.
///
/// Its `Display` is that query, percent-encoded, to be put behind the `?`.
///
/// ```
/// use store_auth_wire::AuthorizationRequest;
///
/// let question = AuthorizationRequest::for_company("28453864-6de3-3443-0630-02600c1a241f", "P 1").without_trial();
/// assert_eq!(question.to_string(), "cid=28453864-6de3-3443-0630-02600c1a241f&pc=P%201&startTrial=false");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AuthorizationRequest<'a> {
    /// `id` or `cid`.
    name: &'static str,
    id: &'a str,
    product_code: &'a str,
    servers: Vec<ServerId>,
    callback: Option<Callback>,
    starts_trial: bool,
}

/// All but what RFC 3986 calls unreserved. No instant is among the values, so that colons need not stay readable, as in
/// [`SignedRequest`](store_auth::SignedRequest).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl<'a> AuthorizationRequest<'a> {
    /// The path that the query is for, behind the Store's URL.
    pub const PATH: &'static str = "/v1/widget/auth";

    /// Asks for a display.
    #[must_use]
    pub fn for_display(id: &'a str, product_code: &'a str) -> Self {
        Self::new("id", id, product_code)
    }

    /// Asks for a company, with all of its displays.
    #[must_use]
    pub fn for_company(id: &'a str, product_code: &'a str) -> Self {
        Self::new("cid", id, product_code)
    }

    fn new(name: &'static str, id: &'a str, product_code: &'a str) -> Self {
        Self { name, id, product_code, servers: Vec::new(), callback: None, starts_trial: true }
    }

    /// Asks for the signatures for these data servers. The Store signs for the first 20.
    #[must_use]
    pub fn servers(self, servers: impl IntoIterator<Item = ServerId>) -> Self {
        Self { servers: servers.into_iter().collect(), ..self }
    }

    /// Asks for the answer in a call of this function.
    #[must_use]
    pub fn callback(self, callback: Callback) -> Self {
        Self { callback: Some(callback), ..self }
    }

    /// Asks the Store not to start a trial where there is one to be had, as it does otherwise.
    #[must_use]
    pub fn without_trial(self) -> Self {
        Self { starts_trial: false, ..self }
    }
}

impl fmt::Display for AuthorizationRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let escaped = |text| utf8_percent_encode(text, ESCAPED);
        write!(f, "{}={}&pc={}", self.name, escaped(self.id), escaped(self.product_code))?;
        for (index, server) in self.servers.iter().enumerate() {
            // Letters and digits stand for themselves.
            write!(f, "{}{server}", if index == 0 { "&srv=" } else { "," })?;
        }
        if let Some(callback) = &self.callback {
            write!(f, "&callback={}", escaped(callback.as_str()))?;
        }
        if self.starts_trial { Ok(()) } else { f.write_str("&startTrial=false") }
    }
}
