//! Fields in headers.

use crate::{
    field_names::{Name, Names},
    signatures::Signatures,
};
use http::{HeaderMap, HeaderName};
use std::borrow::Cow;
use store_auth::{Field, Request};

impl Name for HeaderName {
    const EXPECTED: &'static str = "the name of a header";

    fn parse(name: &str) -> Option<Self> {
        Self::from_bytes(name.as_bytes()).ok()
    }
}

/// Behind `Store-`, since `Signature` and its like are the names of other things, and with `-` for `_`, which proxies
/// drop.
pub(crate) fn headers_of_the_scheme() -> Names<HeaderName> {
    Names::of_the_scheme(|name| HeaderName::parse(&format!("store-{}", name.replace('_', "-"))))
}

impl Names<HeaderName> {
    pub(crate) fn request<'a>(&self, headers: &'a HeaderMap) -> Request<'a> {
        Request::from_pairs(Field::ALL.into_iter().flat_map(|field| {
            self.with_those_of_the_scheme(field).flat_map(|(name, of_the_scheme)| {
                headers.get_all(name).iter().map(move |value| (of_the_scheme, value))
            })
        }))
    }

    pub(crate) fn signatures<'a>(&self, headers: &'a HeaderMap) -> Signatures<'a> {
        let values = self.of(Field::Signature).iter().flat_map(|name| headers.get_all(name));
        values.map(|value| Cow::Borrowed(value.as_bytes())).collect()
    }

    /// Returns whether there was any.
    pub(crate) fn strip(&self, headers: &mut HeaderMap) -> bool {
        let mut found = false;
        for name in self.all() {
            found |= headers.remove(name).is_some();
        }
        found
    }
}
