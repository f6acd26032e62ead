//! The parameters of a request: each known, and once.

use super::problem::Problem;
use crate::document::in_words;
use axum::extract::{FromRequestParts, RawPathParams};
use http::request::Parts;
use serde::{
    Deserialize, Deserializer,
    de::{self, DeserializeOwned},
};
use std::{fmt::Display, str::FromStr};
use store_auth_serve::config::mistake::unknown;

/// The parameters behind the `?`.
#[derive(Debug)]
pub(super) struct Query<T>(pub(super) T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        read(parts.uri.query().unwrap_or_default()).map(Self)
    }
}

/// Reads parameters.
pub(super) fn read<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    let pairs = form_urlencoded::parse(query.as_bytes());
    let deserializer = serde_urlencoded::Deserializer::new(pairs);
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let (path, message) = (error.path().to_string(), error.inner().to_string());
        let rest = message.strip_prefix("unknown field `");
        if let Some((name, expected)) = rest.and_then(|rest| rest.split_once("`, ")) {
            let known = expected.strip_prefix("expected ").unwrap_or("no parameter");
            return Problem::invalid(name, unknown("parameter", name, known));
        }
        let words = in_words(&message);
        // What is missing or there twice is named by the message alone.
        let named = message.split('`').nth(1).filter(|_| path == ".");
        Problem::invalid(named.unwrap_or(&path), words)
    })
}

/// A parameter that is one of a few names.
#[derive(Debug)]
pub(super) struct Named<T>(pub(super) T);

impl<'de, T: FromStr<Err = &'static str>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse().map(Self).map_err(de::Error::custom)
    }
}

/// A part of the path.
#[derive(Debug)]
pub(super) struct At<T>(pub(super) T);

impl<S: Send + Sync, T: FromStr<Err: Display>> FromRequestParts<S> for At<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let found = raw(parts, state).await?;
        Ok(Self(part(&mut found.iter())?))
    }
}

/// Two parts of the path.
#[derive(Debug)]
pub(super) struct AtBoth<T, U>(pub(super) T, pub(super) U);

impl<S, T, U> FromRequestParts<S> for AtBoth<T, U>
where
    S: Send + Sync,
    T: FromStr<Err: Display>,
    U: FromStr<Err: Display>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let found = raw(parts, state).await?;
        let mut found = found.iter();
        Ok(Self(part(&mut found)?, part(&mut found)?))
    }
}

async fn raw<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<RawPathParams, Problem> {
    let found = RawPathParams::from_request_parts(parts, state).await;
    found.map_err(|_| Problem::not_found("no such path"))
}

fn part<'a, T: FromStr<Err: Display>>(
    parts: &mut impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<T, Problem> {
    let (name, text) = parts.next().ok_or_else(|| Problem::not_found("no such path"))?;
    text.parse().map_err(|error: T::Err| {
        let message = error.to_string();
        let is_ours = message.starts_with("expected ");
        Problem::invalid(name, if is_ours { message } else { "expected a whole number".into() })
    })
}
