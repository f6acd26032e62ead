//! Who asks: the bearer token of a request or that of a session of the console, and what may be done with it.

use super::problem::Problem;
use crate::{
    Store,
    model::{Scope, Token, TokenHash},
    tokens,
};
use axum::{
    extract::{FromRequestParts, Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, header::AUTHORIZATION, request::Parts};
use std::{marker::PhantomData, sync::Arc};

/// Whoever has sent a request, known by his token.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// The name of his token.
    pub(crate) name: Arc<str>,
    pub(crate) scopes: Arc<[Scope]>,
}

/// What the token of a session is known by: an extension of a request that is made in this process. No header is one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SignedIn(pub(crate) TokenHash);

impl Caller {
    /// Whether his token is for a scope.
    pub(crate) fn may(&self, scope: Scope) -> bool {
        self.scopes.iter().any(|held| *held == scope || *held == Scope::Admin)
    }

    /// Refuses him if his token is not for a scope.
    pub(super) fn needs(&self, scope: Scope) -> Result<(), Problem> {
        if self.may(scope) { Ok(()) } else { Err(Problem::forbidden(scope)) }
    }
}

/// Lets nobody in without a token that is taken now.
pub(super) async fn authenticate(
    State(store): State<Store>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let hash = match request.extensions().get::<SignedIn>() {
        Some(SignedIn(hash)) => *hash,
        None => given(request.headers())?,
    };
    let caller = taken(&store, &hash);
    let caller = caller.map_err(|detail| Problem::unauthenticated(true, detail))?;
    request.extensions_mut().insert(caller);
    Ok(next.run(request).await)
}

/// What the token of a request is known by.
fn given(headers: &HeaderMap) -> Result<TokenHash, Problem> {
    let mut given = headers.get_all(AUTHORIZATION).iter();
    let (Some(header), None) = (given.next(), given.next()) else {
        let detail = "expected one Authorization header with a bearer token";
        return Err(Problem::unauthenticated(false, detail));
    };
    let text = header.to_str().unwrap_or_default();
    let token = text.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let (_, token) = token.ok_or_else(|| {
        Problem::unauthenticated(false, "expected the Authorization header to be `Bearer TOKEN`")
    })?;
    Ok(tokens::hash(token.trim()))
}

/// Whose token it is, if it is taken now; else why it is not.
pub(crate) fn taken(store: &Store, hash: &TokenHash) -> Result<Caller, &'static str> {
    let now = store.clock().now();
    let catalogue = store.catalogue();
    let token = catalogue.token(hash).ok_or("this token is not one of this Store's")?;
    if token.revoked {
        return Err("this token was revoked");
    }
    if token.expires.is_some_and(|expires| expires <= now) {
        return Err("this token has expired");
    }
    let Token { name, scopes, .. } = token;
    Ok(Caller { name: name.as_str().into(), scopes: scopes.as_slice().into() })
}

/// A scope, as a type for [`May`].
pub(super) trait Needed {
    /// Which.
    const SCOPE: Scope;
}

macro_rules! needed {
    ($($name:ident),*) => {$(
        #[derive(Debug)]
        pub(super) struct $name;

        impl Needed for $name {
            const SCOPE: Scope = Scope::$name;
        }
    )*};
}

needed!(Read, Catalogue, Keys, Billing, Admin);

/// That the caller's token is for a scope: a handler that takes it answers nobody else. It comes first, before a body is
/// read.
#[derive(Debug)]
pub(super) struct May<N>(PhantomData<N>);

impl<S: Sync, N: Needed> FromRequestParts<S> for May<N> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let caller = of(parts)?;
        caller.needs(N::SCOPE)?;
        Ok(Self(PhantomData))
    }
}

/// Whoever has sent a request that was let in.
pub(super) fn of(parts: &Parts) -> Result<Caller, Problem> {
    let caller = parts.extensions.get::<Caller>().cloned();
    caller.ok_or_else(|| Problem::unauthenticated(false, "expected a bearer token"))
}
