//! Fields in the query of a URI.

use crate::names::{Name, NameError, Names};
use http::{Uri, uri::PathAndQuery};
use percent_encoding::percent_decode_str;
use store_auth::{Field, Request};

#[derive(Clone, Debug)]
pub(crate) struct QueryFields {
    names: Names<String>,
    /// Whether the core can't find them by itself.
    renamed: bool,
}

impl Name for String {
    const EXPECTED: &'static str = "letters, digits, '-', '.', '_' or '~'";

    /// Characters that need no escape, so that what an App sends reads as it was configured.
    fn parse(name: &str) -> Option<Self> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        (!name.is_empty() && name.bytes().all(fits)).then(|| name.to_owned())
    }
}

impl QueryFields {
    pub(crate) fn of_the_scheme() -> Self {
        Self { names: Names::of_the_scheme(str::to_owned), renamed: false }
    }

    pub(crate) fn rename<N: AsRef<str>>(
        &mut self,
        field: Field,
        names: impl IntoIterator<Item = N>,
    ) -> Result<(), NameError> {
        self.names.rename(field, names)?;
        self.renamed = true;
        Ok(())
    }

    pub(crate) fn names_of(&self, field: Field) -> String {
        self.names.listed(field)
    }

    pub(crate) fn with_request<T>(&self, query: &str, verify: impl FnOnce(&Request<'_>) -> T) -> T {
        if self.renamed {
            verify(&Request::from_query(&self.in_the_names_of_the_scheme(query)))
        } else {
            verify(&Request::from_query(query))
        }
    }

    /// The fields alone, their values as they were sent, for the core to decode and to count.
    fn in_the_names_of_the_scheme(&self, query: &str) -> String {
        // Room for the longest names, where each is given once.
        let mut respelt = String::with_capacity(query.len() + 32);
        for part in parts(query) {
            if let Some((field, which)) = self.find(part) {
                let other_name = field.other_name().filter(|_| which > 0);
                respelt.push_str(other_name.unwrap_or(field.name()));
                respelt.push('=');
                respelt.push_str(part.value);
                respelt.push('&');
            }
        }
        respelt
    }

    pub(crate) fn strip(&self, uri: &mut Uri) {
        let Some(query) = uri.query() else { return };
        let path = uri.path();
        let mut stripped = String::with_capacity(path.len() + 1 + query.len());
        stripped.push_str(path);
        let mut separator = '?';
        let mut found = false;
        for part in parts(query) {
            if self.find(part).is_some() {
                found = true;
            } else {
                stripped.push(separator);
                stripped.push_str(part.whole);
                separator = '&';
            }
        }
        if found {
            let mut parts = std::mem::take(uri).into_parts();
            // A path and query without some parameters is one still. If ever it is not, nothing may stay.
            parts.path_and_query = PathAndQuery::try_from(stripped).ok();
            *uri = Uri::from_parts(parts).unwrap_or_default();
        }
    }

    pub(crate) fn text_of<'a>(&self, field: Field, query: &'a str) -> Option<&'a [u8]> {
        let of_field = |part: &Part<'a>| self.find(*part).is_some_and(|(found, _)| found == field);
        parts(query).find(of_field).map(|part| part.value.as_bytes())
    }

    fn find(&self, part: Part<'_>) -> Option<(Field, usize)> {
        if part.name.contains('%') {
            self.names.find(|name| percent_decode_str(part.name).eq(name.bytes()))
        } else {
            self.names.find(|name| part.name == name)
        }
    }
}

/// What stands between two `&`.
#[derive(Clone, Copy)]
struct Part<'a> {
    whole: &'a str,
    name: &'a str,
    value: &'a str,
}

fn parts(query: &str) -> impl Iterator<Item = Part<'_>> {
    query.split('&').map(|whole| {
        let (name, value) = whole.split_once('=').unwrap_or((whole, ""));
        Part { whole, name, value }
    })
}
