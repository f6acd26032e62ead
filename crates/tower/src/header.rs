//! Fields in headers.

use crate::names::{Name, NameError, Names};
use http::{HeaderMap, HeaderName};
use store_auth::{Field, Request};

#[derive(Clone, Debug)]
pub(crate) struct HeaderFields {
    names: Names<HeaderName>,
}

impl Name for HeaderName {
    const EXPECTED: &'static str = "the name of a header";

    fn parse(name: &str) -> Option<Self> {
        Self::from_bytes(name.as_bytes()).ok()
    }
}

impl HeaderFields {
    /// Behind `Store-`, since `Signature` and its like are the names of other things, and with `-` for `_`, which
    /// proxies drop.
    pub(crate) fn of_the_scheme() -> Self {
        Self { names: Names::of_the_scheme(header_name) }
    }

    pub(crate) fn rename<N: AsRef<str>>(
        &mut self,
        field: Field,
        names: impl IntoIterator<Item = N>,
    ) -> Result<(), NameError> {
        self.names.rename(field, names)
    }

    pub(crate) fn names_of(&self, field: Field) -> String {
        self.names.listed(field)
    }

    pub(crate) fn request<'a>(&self, headers: &'a HeaderMap) -> Request<'a> {
        Request::from_pairs(Field::ALL.into_iter().flat_map(|field| {
            self.names.of(field).iter().enumerate().flat_map(move |(which, name)| {
                let other_name = field.other_name().filter(|_| which > 0);
                let name_of_the_scheme = other_name.unwrap_or(field.name());
                headers.get_all(name).iter().map(move |value| (name_of_the_scheme, value))
            })
        }))
    }

    pub(crate) fn strip(&self, headers: &mut HeaderMap) {
        for name in Field::ALL.into_iter().flat_map(|field| self.names.of(field)) {
            headers.remove(name);
        }
    }

    pub(crate) fn text_of<'a>(&self, field: Field, headers: &'a HeaderMap) -> Option<&'a [u8]> {
        self.names.of(field).iter().find_map(|name| headers.get(name)).map(AsRef::as_ref)
    }
}

fn header_name(name: &str) -> HeaderName {
    match name {
        "id" => HeaderName::from_static("store-id"),
        "cid" => HeaderName::from_static("store-cid"),
        "pc" => HeaderName::from_static("store-pc"),
        "expiry" => HeaderName::from_static("store-expiry"),
        "expiry_time" => HeaderName::from_static("store-expiry-time"),
        _ => HeaderName::from_static("store-signature"),
    }
}
