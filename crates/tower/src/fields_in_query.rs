//! Fields in the query of a URI.

use crate::{
    field_names::{Name, Names},
    signatures::Signatures,
};
use http::{Uri, uri::PathAndQuery};
use percent_encoding::percent_decode_str;
use store_auth::{Field, Request};

/// The name of a parameter, percent-decoded.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ParameterName(String);

impl AsRef<str> for ParameterName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Name for ParameterName {
    const EXPECTED: &'static str = "letters, digits, '-', '.', '_' or '~'";

    /// Characters that need no escape, so that what an App sends reads as it was configured.
    fn parse(name: &str) -> Option<Self> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        (!name.is_empty() && name.bytes().all(fits)).then(|| Self(name.to_owned()))
    }
}

pub(crate) fn parameters_of_the_scheme() -> Names<ParameterName> {
    Names::of_the_scheme(ParameterName::parse)
}

impl Names<ParameterName> {
    /// Hands over what the core reads in a query.
    pub(crate) fn with_request<T>(&self, query: &str, then: impl FnOnce(&Request<'_>) -> T) -> T {
        if self.are_renamed() {
            then(&Request::from_query(&self.in_the_names_of_the_scheme(query)))
        } else {
            then(&Request::from_query(query))
        }
    }

    /// The fields alone, their values as they were sent, for the core to decode and to count.
    fn in_the_names_of_the_scheme(&self, query: &str) -> String {
        // Room for the longest names, where each is given once.
        let mut respelt = String::with_capacity(query.len() + 32);
        for parameter in parameters(query) {
            let of_the_scheme = Field::ALL
                .into_iter()
                .flat_map(|field| self.with_those_of_the_scheme(field))
                .find(|(name, _)| parameter.is_named(name))
                .map(|(_, of_the_scheme)| of_the_scheme);
            if let Some(of_the_scheme) = of_the_scheme {
                respelt.push_str(of_the_scheme);
                respelt.push('=');
                respelt.push_str(parameter.value);
                respelt.push('&');
            }
        }
        respelt
    }

    /// The signatures in a query, percent-decoded.
    pub(crate) fn signatures<'a>(&self, query: &'a str) -> Signatures<'a> {
        let is_signature = |parameter: &Parameter<'_>| {
            self.of(Field::Signature).iter().any(|name| parameter.is_named(name))
        };
        let decoded = |parameter: Parameter<'a>| percent_decode_str(parameter.value).into();
        parameters(query).filter(is_signature).map(decoded).collect()
    }

    /// Returns whether there was any.
    pub(crate) fn strip(&self, uri: &mut Uri) -> bool {
        let Some(query) = uri.query() else { return false };
        let Some(stripped) = self.strip_query(uri.path(), query, |_| false) else { return false };
        let mut parts = std::mem::take(uri).into_parts();
        // A path and query without some parameters is one still. If ever it is not, nothing may stay.
        parts.path_and_query = PathAndQuery::try_from(stripped).ok();
        *uri = Uri::from_parts(parts).unwrap_or_default();
        true
    }

    /// What stands before a query, and the query without the fields and without parameters of an unwanted value. None
    /// where all stays.
    pub(crate) fn strip_query(
        &self,
        before: &str,
        query: &str,
        is_unwanted: impl Fn(&str) -> bool,
    ) -> Option<String> {
        let mut stripped = String::with_capacity(before.len() + 1 + query.len());
        stripped.push_str(before);
        let mut separator = '?';
        let mut found = false;
        for parameter in parameters(query) {
            if self.all().any(|name| parameter.is_named(name)) || is_unwanted(parameter.value) {
                found = true;
            } else {
                stripped.push(separator);
                stripped.push_str(parameter.whole);
                separator = '&';
            }
        }
        found.then_some(stripped)
    }
}

/// What stands between two `&`.
#[derive(Clone, Copy)]
struct Parameter<'a> {
    whole: &'a str,
    name: &'a str,
    value: &'a str,
}

impl Parameter<'_> {
    fn is_named(&self, name: &ParameterName) -> bool {
        if self.name.contains('%') {
            percent_decode_str(self.name).eq(name.0.bytes())
        } else {
            self.name == name.0
        }
    }
}

fn parameters(query: &str) -> impl Iterator<Item = Parameter<'_>> {
    query.split('&').map(|whole| {
        let (name, value) = whole.split_once('=').unwrap_or((whole, ""));
        Parameter { whole, name, value }
    })
}
