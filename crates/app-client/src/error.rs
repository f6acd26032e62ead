//! What can go wrong with a request to a data server.

use crate::state::State;

/// Why a request to a data server was not sent, or has no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Nothing in force is held.
    #[error("expected an authorization in force, found {state}")]
    NotAuthorized {
        /// The state, with its reason.
        state: State,
    },
    /// The Store did not sign for this data server.
    #[error("server {server}: expected one that the Store signed for, found {}", list(.signed))]
    NoSignature {
        /// The id of the server.
        server: String,
        /// The ids of those that it signed for: of those that the client was built with, the ones that the Store knows.
        signed: Vec<String>,
    },
    /// The URL of the data server is none.
    #[error("url: expected that of a data server")]
    Url(#[source] reqwest::Error),
    /// The data server did not answer.
    #[error("expected an answer of the data server, found none")]
    Http(#[source] reqwest::Error),
}

/// Without the URL, in which there is a signature.
impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error.without_url())
    }
}

fn list(ids: &[String]) -> String {
    if ids.is_empty() { "none".to_owned() } else { ids.join(", ") }
}
