//! What a call is answered, as HTTP.

use super::gzip;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use std::time::Duration;
use store_auth_wire::{Answer, Callback, Denial};

/// An answer: its status, its JSON, and the function that is called with it.
#[derive(Debug)]
pub(super) struct Reply {
    status: StatusCode,
    body: String,
    content_type: &'static str,
    more: Vec<(HeaderName, HeaderValue)>,
}

/// After which time a database is mostly there again.
pub(super) const RECOVERY: Duration = Duration::from_secs(10);
const METHODS: &str = "GET, HEAD, OPTIONS";

impl Reply {
    /// JSON, or a script where there is a callback.
    pub(super) fn of(json: String, callback: Option<&Callback>) -> Self {
        let (body, content_type) = match callback {
            None => (json, "application/json"),
            Some(callback) => (callback.call(&json), "application/javascript"),
        };
        Self { status: StatusCode::OK, body, content_type, more: Vec::new() }
    }

    /// A denial, which has a body as well where the status says that it is none of the App's.
    pub(super) fn denied(denial: Denial, callback: Option<&Callback>) -> Self {
        let status = match denial {
            Denial::BadCallback | Denial::BadRequest => StatusCode::BAD_REQUEST,
            Denial::NoSuchPath => StatusCode::NOT_FOUND,
            Denial::BadMethod => StatusCode::METHOD_NOT_ALLOWED,
            // A script with any other status than 200 never runs: so this one gets that.
            Denial::TooMany if callback.is_none() => StatusCode::TOO_MANY_REQUESTS,
            // And this one must not run: an App would take it for a denial, and give up what it keeps while the Store
            // cannot be reached.
            Denial::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::OK,
        };
        let reply = Self { status, ..Self::of(Answer::from(denial).to_json(), callback) };
        match denial {
            Denial::BadMethod => reply.with(header::ALLOW, HeaderValue::from_static(METHODS)),
            Denial::Unavailable => reply.retry_after(RECOVERY),
            _ => reply,
        }
    }

    /// A call too many.
    pub(super) fn too_many(wait: Duration, callback: Option<&Callback>) -> Self {
        Self::denied(Denial::TooMany, callback).retry_after(wait)
    }

    /// What may be asked, to a browser that asks beforehand: with any headers, for a day.
    pub(super) fn options() -> Self {
        let json = r#"{"methods":["GET","HEAD","OPTIONS"]}"#.to_owned();
        Self::of(json, None)
            .with(header::ALLOW, HeaderValue::from_static(METHODS))
            .with(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(METHODS))
            .with(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("*"))
            .with(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"))
    }

    fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.more.push((name, value));
        self
    }

    /// Pages may see it.
    fn retry_after(self, wait: Duration) -> Self {
        let exposed = HeaderValue::from_static("retry-after");
        self.with(header::RETRY_AFTER, whole_seconds(wait).into())
            .with(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed)
    }

    /// The answer to a request with these headers.
    pub(super) fn into_response(self, asked: &HeaderMap) -> Response<Bytes> {
        let Self { status, body, content_type, more } = self;
        let is_compressed = gzip::is_asked_for(asked);
        let body = if is_compressed { gzip::compress(body.as_bytes()) } else { body.into_bytes() };
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.reserve(8);
        for (name, value) in [
            (header::CONTENT_TYPE, content_type),
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
            (header::CACHE_CONTROL, "no-store"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::VARY, "accept-encoding"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if is_compressed {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        headers.extend(more);
        response
    }
}

/// How long to wait in whole seconds, rounded up, so that who obeys is not refused again.
pub(super) fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_as_long_as_he_is_told_to_has_waited_long_enough() {
        for (millis, told) in [(0, "1"), (1, "1"), (1000, "1"), (1001, "2"), (119_999, "120")] {
            let reply = Reply::too_many(Duration::from_millis(millis), None);
            let response = reply.into_response(&HeaderMap::new());
            assert_eq!(response.headers()[header::RETRY_AFTER], told, "{millis}");
        }
    }
}
