//! The URI that a proxy asks about, from the one place that is believed.

use crate::config::Source;
use http::Request;

impl Source {
    /// The URI as the client sent it.
    ///
    /// # Errors
    /// What was expected: a proxy that passes a client's own header on may send two, and the first of them is anybody's.
    pub(crate) fn uri<'a, B>(&self, request: &'a Request<B>) -> Result<&'a [u8], &'static str> {
        match self {
            Self::Header(name) => {
                let mut values = request.headers().get_all(name).iter();
                match (values.next(), values.next()) {
                    (Some(value), None) => Ok(value.as_bytes()),
                    (None, _) => Err(
                        "the proxy did not name the URI: expected the header that is configured",
                    ),
                    (Some(_), Some(_)) => {
                        Err("the URI was named more than once: expected one header of the proxy's")
                    }
                }
            }
            Self::PathPrefix(prefix) => request
                .uri()
                .path_and_query()
                .and_then(|target| target.as_str().strip_prefix(prefix.as_str()))
                .filter(|rest| rest.starts_with(['/', '?']))
                .map(str::as_bytes)
                .ok_or("the proxy did not name the URI: expected it behind the configured prefix"),
        }
    }
}
