//! A denied request, as a line of JSON.

use chrono::{DateTime, Utc};
use serde::Serialize;
use store_auth::{Denied, Field, Iso8601, Redacted};
use store_auth_requests::RequestLine;

/// A denied request and where it stands.
pub(crate) struct DeniedLine<'a> {
    pub(crate) file: &'a str,
    pub(crate) line: u64,
    pub(crate) raw: &'a [u8],
    pub(crate) request: &'a RequestLine<'a>,
    pub(crate) now: DateTime<Utc>,
    pub(crate) denied: &'a Denied,
}

/// The members, in their order.
#[derive(Serialize)]
struct Object<'a> {
    file: &'a str,
    line: u64,
    time: String,
    reason: &'static str,
    field: Option<&'static str>,
    message: String,
    id: Option<String>,
    pc: Option<String>,
    expiry: Option<String>,
    request: String,
}

impl DeniedLine<'_> {
    /// Writes it behind what is there.
    pub(crate) fn write(&self, to: &mut Vec<u8>, keep_signatures: bool) {
        let request = self.request.request();
        let shown = |text: &[u8], redacted: Redacted<'_>| {
            let redacted = redacted.into_bytes();
            let text = if keep_signatures { text } else { &redacted };
            String::from_utf8_lossy(text).into_owned()
        };
        let [id, pc, expiry] = [Field::Id, Field::ProductCode, Field::Expiry].map(|field| {
            // What is no string was not sent as this field.
            let sent = self.request.text(field)?;
            request.text(field).map(|text| shown(&sent, text.redacted()))
        });
        let object = Object {
            file: self.file,
            line: self.line,
            time: Iso8601(self.now).to_string(),
            reason: self.denied.code(),
            field: self.denied.field().map(Field::name),
            message: self.request.explain(self.denied),
            id,
            pc,
            expiry,
            request: shown(self.raw, request.redact(self.raw)),
        };
        // Writing strings and numbers to memory has nothing to fail for.
        if serde_json::to_writer(&mut *to, &object).is_ok() {
            to.push(b'\n');
        }
    }
}
