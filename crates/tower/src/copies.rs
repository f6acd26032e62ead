//! Copies of the fields in headers that hold no field: the URL of the page that asks, or what a proxy was asked for.

use crate::{
    field_names::Names,
    fields_in_query::{ParameterName, parameters_of_the_scheme},
    signatures::Signatures,
};
use http::{HeaderMap, HeaderValue};
use memchr::memmem;
use percent_encoding::percent_decode;
use std::{borrow::Cow, sync::LazyLock};
use store_auth::{Field, Redacted};

/// Headers whose value is a URL, or the path and query of one: of the page, as browsers send it, and of the request as
/// it was before a proxy.
const HOLD_A_URL: [&str; 11] = [
    "referer",
    "ping-from",               // `<a ping>`
    "x-original-uri",          // nginx, as its documentation has it
    "x-original-url",          // ingress-nginx, IIS, Azure
    "x-ms-original-url",       // Azure Static Web Apps
    "x-waws-unencoded-url",    // Azure App Service
    "x-rewrite-url",           // ISAPI_Rewrite
    "x-forwarded-uri",         // Traefik, Caddy
    "x-forwarded-path",        // Kong
    "x-envoy-original-path",   // Envoy
    "x-auth-request-redirect", // oauth2-proxy
];

/// A URL escaped more often than this is nobody's.
const ROUNDS: usize = 4;

static PARAMETERS_OF_THE_SCHEME: LazyLock<Names<ParameterName>> =
    LazyLock::new(parameters_of_the_scheme);

/// Takes the fields out of URLs in headers, under the scheme's names where `names` has none of parameters, and the
/// signatures out of all headers.
pub(crate) fn strip_copies(
    headers: &mut HeaderMap,
    names: Option<&Names<ParameterName>>,
    signatures: &Signatures<'_>,
) {
    let names = names.unwrap_or_else(|| &PARAMETERS_OF_THE_SCHEME);
    let mut dropped = Vec::new();
    for (name, value) in headers.iter_mut() {
        let is_url = HOLD_A_URL.contains(&name.as_str());
        match without_copies(value.as_bytes(), is_url.then_some(names), signatures) {
            Without::Nothing => {}
            Without::Some(left) => match HeaderValue::from_bytes(&left) {
                Ok(left) => *value = left,
                Err(_) => dropped.push(name.clone()),
            },
            Without::All => dropped.push(name.clone()),
        }
    }
    for name in dropped {
        headers.remove(name);
    }
}

/// What has to be taken out of a value.
enum Without {
    Nothing,
    /// Something: this is left.
    Some(Vec<u8>),
    /// All of it: it can't be told where the rest ends.
    All,
}

fn without_copies(
    value: &[u8],
    names: Option<&Names<ParameterName>>,
    signatures: &Signatures<'_>,
) -> Without {
    let mut left = Cow::Borrowed(value);
    if let Some(names) = names {
        let Ok(url) = std::str::from_utf8(value) else { return Without::All };
        if let Some(stripped) = without_fields(url, names) {
            left = Cow::Owned(stripped.into_bytes());
        }
    }
    for signature in signatures.iter() {
        while let Some(at) = memmem::find(&left, signature) {
            left.to_mut().splice(at..at + signature.len(), Redacted::MASK.bytes());
        }
        if unescaped(&left).any(|text| memmem::find(&text, signature).is_some()) {
            return Without::All;
        }
    }
    match left {
        Cow::Borrowed(_) => Without::Nothing,
        Cow::Owned(left) => Without::Some(left),
    }
}

/// A URL without the fields, and without parameters that hold a URL with a signature. None where there is neither.
fn without_fields(url: &str, names: &Names<ParameterName>) -> Option<String> {
    let (before, query) = url.split_once('?')?;
    names.strip_query(before, query, |value| {
        has_signature(value.as_bytes(), names)
            || unescaped(value.as_bytes()).any(|text| has_signature(&text, names))
    })
}

/// Whether a text has a signature as a parameter, wherever its query starts.
fn has_signature(text: &[u8], names: &Names<ParameterName>) -> bool {
    names.of(Field::Signature).iter().any(|name| {
        let name = name.as_ref().as_bytes();
        memmem::find_iter(text, name).any(|at| {
            let starts = at.checked_sub(1).is_none_or(|before| b"?&#;".contains(&text[before]));
            starts && text.get(at + name.len()) == Some(&b'=')
        })
    })
}

/// What a text means when it is percent-decoded once, twice and so on.
fn unescaped(text: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let decoded = |text: &[u8]| match percent_decode(text).into() {
        Cow::Borrowed(_) => None,
        Cow::Owned(decoded) => Some(decoded),
    };
    std::iter::successors(decoded(text), move |text: &Vec<u8>| decoded(text)).take(ROUNDS)
}
