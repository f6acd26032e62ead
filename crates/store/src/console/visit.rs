//! Who looks at a page: nobody does who is not signed in with a token that is taken now.

use super::{sessions::Session, state::Console, text::hours};
use crate::{
    admin::{Caller, taken},
    model::Scope,
    page::Fields,
};
use axum::{
    extract::FromRequestParts,
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, Method, header::COOKIE, request::Parts};
use std::{ops::Deref, sync::Arc};

/// Over TLS, a name that browsers take from this very host alone.
pub(super) const SECURE_COOKIE: &str = "__Host-storeauth";
pub(super) const COOKIE_NAME: &str = "storeauth";

/// Somebody who is signed in, and the page that he looks at.
#[derive(Clone, Debug)]
pub(super) struct Visit(Arc<Visitor>);

#[derive(Debug)]
pub(super) struct Visitor {
    pub(super) console: Console,
    pub(super) caller: Caller,
    pub(super) session: Arc<Session>,
    pub(super) cookie: String,
    pub(super) path: String,
    pub(super) query: Fields,
}

impl Visit {
    pub(super) fn may(&self, scope: Scope) -> bool {
        self.caller.may(scope)
    }

    /// How long what an App has been given holds, at most.
    pub(super) fn lifetime(&self) -> String {
        hours(self.console.store.lifetime())
    }
}

impl Deref for Visit {
    type Target = Visitor;

    fn deref(&self) -> &Visitor {
        &self.0
    }
}

impl FromRequestParts<Console> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, console: &Console) -> Result<Self, Response> {
        let now = console.store.clock().now();
        let found = cookies(&parts.headers).find_map(|(is_secure, cookie)| {
            let session = console.sessions.find(&cookie, now)?;
            (session.is_secure == is_secure).then_some((cookie, session))
        });
        let Some((cookie, session)) = found else { return Err(sign_in(parts, "")) };
        let Ok(caller) = taken(&console.store, &session.token) else {
            console.sessions.end(&cookie);
            return Err(sign_in(parts, "&why=ended"));
        };
        let query = Fields::read(parts.uri.query().unwrap_or_default().as_bytes());
        let (console, path) = (console.clone(), parts.uri.path().to_owned());
        Ok(Self(Arc::new(Visitor { console, caller, session, cookie, path, query })))
    }
}

/// The cookies that may be of a session, and whether each came over TLS.
fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (bool, String)> {
    let all = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(';')).filter_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        let is_secure = match name {
            SECURE_COOKIE => true,
            COOKIE_NAME => false,
            _ => return None,
        };
        Some((is_secure, value.to_owned()))
    })
}

/// Where to sign in, to come back to the page.
fn sign_in(parts: &Parts, why: &str) -> Response {
    let page = if parts.method == Method::GET {
        parts.uri.path_and_query().map_or("/console", |page| page.as_str())
    } else {
        "/console"
    };
    let page: String = form_urlencoded::byte_serialize(page.as_bytes()).collect();
    Redirect::to(&format!("/console/sign-in?to={page}{why}")).into_response()
}
