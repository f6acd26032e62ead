//! Which page has sent a form, as its browser says.

use http::{
    HeaderMap,
    header::{HOST, ORIGIN},
};

/// Refuses what another site's page has a browser send. Browsers name the origin of each form.
pub(super) fn expect_own(headers: &HeaderMap) -> Result<(), &'static str> {
    let site = headers.get("sec-fetch-site");
    if site.is_some_and(|site| site != "same-origin") {
        return Err("expected a form of this console, and another site has sent it");
    }
    let own = headers.get(HOST).and_then(|host| host.to_str().ok());
    let (Some(own), Some((_, origin))) = (own, parts(headers)) else {
        return Err("expected the Origin of a page of this console");
    };
    if origin.eq_ignore_ascii_case(own) {
        Ok(())
    } else {
        Err(
            "expected an Origin that is Host as well: a proxy before the console has to pass Host on",
        )
    }
}

/// Whether the browser speaks TLS, with the Store or with a proxy before it.
pub(super) fn is_secure(headers: &HeaderMap) -> bool {
    parts(headers).is_some_and(|(scheme, _)| scheme == "https")
}

fn parts(headers: &HeaderMap) -> Option<(&str, &str)> {
    headers.get(ORIGIN)?.to_str().ok()?.split_once("://")
}
