//! A change that is asked for: by whom, under which conditions, with which key, and its body.

use super::{
    caller::{self, Caller},
    conditions::Conditions,
    problem::Problem,
    request_id::RequestId,
};
use crate::{document::from_json, media_type::is_of_type};
use axum::{
    body::Body,
    extract::{FromRequest, Request},
};
use bytes::Bytes;
use http::HeaderMap;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

/// A change that is asked for.
#[derive(Debug)]
pub(super) struct Asked<B> {
    pub(super) caller: Caller,
    pub(super) request_id: String,
    pub(super) conditions: Conditions,
    pub(super) once: Option<Once>,
    pub(super) body: B,
}

/// That it is to be made once, however often it is asked for with its key.
#[derive(Clone, Debug)]
pub(super) struct Once {
    pub(super) key: String,
    /// The SHA-256 of the method, the path and the body.
    pub(super) request: [u8; 32],
}

/// What the body of a request is.
pub(super) trait Content: Sized {
    /// How long it may be.
    const LONGEST: usize = 1 << 20;

    /// Reads it.
    fn read(headers: &HeaderMap, body: Bytes) -> Result<Self, Problem>;
}

impl<S: Sync, B: Content> FromRequest<S> for Asked<B> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let caller = caller::of(&parts)?;
        let request_id = parts.extensions.get().map(|RequestId(id)| id.clone()).unwrap_or_default();
        let conditions = Conditions::of(&parts.headers)?;
        let key = key(&parts.headers)?;
        let body = whole(body, B::LONGEST).await?;
        let once = key.map(|key| {
            let mut request = Sha256::new();
            // None of the first two has a line end.
            for part in [parts.method.as_str(), "\n", &parts.uri.to_string(), "\n"] {
                request.update(part);
            }
            request.update(&body);
            Once { key, request: request.finalize().into() }
        });
        let body = B::read(&parts.headers, body)?;
        Ok(Self { caller, request_id, conditions, once, body })
    }
}

impl<B> Asked<B> {
    /// The body, and what is asked besides.
    pub(super) fn split(self) -> (B, Asked<()>) {
        let Self { caller, request_id, conditions, once, body } = self;
        (body, Asked { caller, request_id, conditions, once, body: () })
    }
}

const LONGEST_KEY: usize = 255;

fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let mut given = headers.get_all("idempotency-key").iter();
    let Some(key) = given.next() else { return Ok(None) };
    let is_key = |key: &&str| (1..=LONGEST_KEY).contains(&key.len());
    let key = key.to_str().ok().filter(is_key).filter(|_| given.next().is_none());
    let expected = "expected one key of 1 to 255 visible ASCII characters";
    let key = key.ok_or_else(|| Problem::invalid("Idempotency-Key", expected))?;
    Ok(Some(key.to_owned()))
}

async fn whole(body: Body, longest: usize) -> Result<Bytes, Problem> {
    let read = Limited::new(body, longest).collect().await;
    read.map(http_body_util::Collected::to_bytes).map_err(|error| {
        if error.is::<LengthLimitError>() {
            Problem::too_long(longest)
        } else {
            Problem::invalid("", "the body broke off")
        }
    })
}

const JSON: &str = "application/json";

/// A body of JSON.
#[derive(Debug)]
pub(super) struct Json<T>(pub(super) T);

impl<T: DeserializeOwned> Content for Json<T> {
    fn read(headers: &HeaderMap, body: Bytes) -> Result<Self, Problem> {
        if !is_of_type(headers, &[JSON]) {
            return Err(Problem::media_type(JSON));
        }
        let text = std::str::from_utf8(&body);
        let text = text.map_err(|_| Problem::invalid("", "expected a body in UTF-8"))?;
        let read = from_json(text);
        read.map(Self).map_err(|mistake| Problem::invalid(mistake.field(), mistake.problem))
    }
}

/// A body of JSON that may be left out.
#[derive(Debug)]
pub(super) struct Maybe<T>(pub(super) T);

impl<T: DeserializeOwned + Default> Content for Maybe<T> {
    fn read(headers: &HeaderMap, body: Bytes) -> Result<Self, Problem> {
        if body.is_empty() {
            return Ok(Self(T::default()));
        }
        Json::read(headers, body).map(|Json(body)| Self(body))
    }
}

/// No body.
#[derive(Debug)]
pub(super) struct Nothing;

impl Content for Nothing {
    fn read(_: &HeaderMap, body: Bytes) -> Result<Self, Problem> {
        if body.is_empty() { Ok(Self) } else { Err(Problem::invalid("", "expected no body")) }
    }
}
