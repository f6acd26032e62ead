//! An answer about one thing, whose tag, where it can be replaced, is made of what it says.

use super::request_id::CATALOGUE_VERSION;
use axum::response::{IntoResponse, Response};
use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, LOCATION},
};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// An answer about one thing.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    /// JSON, or nothing.
    pub(super) body: String,
    /// Whether a change can ask for what it says.
    has_tag: bool,
    location: Option<String>,
    /// The version of the catalogue that the change made which is answered.
    version: Option<u64>,
    /// Whether it is given once more.
    is_repeated: bool,
}

impl Answer {
    pub(super) fn new(status: StatusCode, body: String) -> Self {
        let (location, version, is_repeated) = (None, None, false);
        Self { status, body, has_tag: true, location, version, is_repeated }
    }

    /// What a thing is.
    pub(super) fn thing(thing: &impl Serialize) -> Self {
        Self::new(StatusCode::OK, json(thing))
    }

    /// What a thing is that was made, or was there before; and where.
    pub(super) fn put(is_new: bool, at: &str, thing: &impl Serialize) -> Self {
        let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
        let location = is_new.then(|| format!("/admin/v1{at}"));
        Self { location, ..Self::new(status, json(thing)) }
    }

    /// What was made.
    pub(super) fn made(thing: &impl Serialize) -> Self {
        Self::new(StatusCode::CREATED, json(thing))
    }

    /// Without a tag: nothing that can be replaced is what it says.
    pub(super) fn untagged(self) -> Self {
        Self { has_tag: false, ..self }
    }

    /// That there is nothing to say.
    pub(super) fn nothing() -> Self {
        Self::new(StatusCode::NO_CONTENT, String::new())
    }

    /// Of the change that made a version.
    pub(super) fn of_version(self, version: u64) -> Self {
        Self { version: Some(version), ..self }
    }

    /// One that was given before.
    pub(super) fn repeated(status: u16, body: String) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
        Self { is_repeated: true, ..Self::new(status, body) }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let tag = (self.has_tag && !self.body.is_empty()).then(|| tag(&self.body));
        let mut response = (self.status, self.body).into_response();
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.remove(CONTENT_TYPE);
        if self.status != StatusCode::NO_CONTENT {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        if let Some(tag) = tag {
            headers.extend(HeaderValue::from_str(&tag).ok().map(|tag| (ETAG, tag)));
        }
        let location = self.location.and_then(|at| HeaderValue::from_str(&at).ok());
        headers.extend(location.map(|at| (LOCATION, at)));
        headers.extend(self.version.map(|version| (CATALOGUE_VERSION, version.into())));
        if self.is_repeated {
            headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
        }
        response
    }
}

/// A thing as it is answered.
pub(super) fn json(thing: &impl Serialize) -> String {
    // Texts and numbers: there is nothing that could not be written.
    serde_json::to_string(thing).unwrap_or_default()
}

/// The tag of what is answered: of two that differ the tags do.
pub(super) fn tag(body: &str) -> String {
    let digest = hex::encode(Sha256::digest(body.as_bytes()));
    format!("\"{}\"", digest.get(..32).unwrap_or(&digest))
}
