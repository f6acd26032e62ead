//! A catalogue as edits, from the document that describes it.

use serde_json::Value;
use std::{sync::Arc, time::Duration};
use store_auth_store::{
    Catalogue, Seal,
    document::{Document, plan},
    model::{Edit, Millis, ServerKeyRecord},
};

pub(crate) const DAY: Duration = Duration::from_hours(24);

/// What the server keys of tests are sealed with.
pub(crate) fn seal() -> Seal {
    Seal::new(&[7; 32])
}

/// A key of a server as it is kept.
pub(crate) fn server_key(
    server: &str,
    number: u32,
    key: &str,
    current_from: Option<Millis>,
) -> ServerKeyRecord {
    let server = server.parse().unwrap();
    let sealed = seal().seal(&server, number, key).unwrap();
    ServerKeyRecord { server, number, sealed, made: Millis(0), current_from, safe_to_drop: None }
}

/// All that a document has, imported at an instant.
pub(crate) fn edits(document: &Value, now: Millis) -> Vec<Edit> {
    let text = document.to_string();
    let document = Document::read(text.as_bytes()).unwrap();
    let empty = Catalogue::new(Arc::new(seal()));
    plan(&document, &empty, now, DAY).unwrap_or_else(|error| panic!("{error}")).edits
}
