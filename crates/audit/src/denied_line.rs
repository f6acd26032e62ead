//! A denied request, as a line of JSON.

use crate::{mask::mask, request_line::RequestLine, summary};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::borrow::Cow;
use store_auth::{Denied, Field};

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
#[serde(rename_all = "camelCase")]
struct Object<'a> {
    file: &'a str,
    line: u64,
    time: String,
    reason: &'static str,
    field: Option<&'static str>,
    message: String,
    id: Option<Cow<'a, str>>,
    product_code: Option<Cow<'a, str>>,
    expiry: Option<Cow<'a, str>>,
    request: Cow<'a, str>,
}

impl DeniedLine<'_> {
    /// Writes it behind what is there.
    pub(crate) fn write(&self, to: &mut Vec<u8>, keep_signatures: bool) {
        let [id, product_code, expiry] =
            [Field::Id, Field::ProductCode, Field::Expiry].map(|field| self.request.text_of(field));
        let shown = |text: Cow<'_, [u8]>, of: Option<&[u8]>| -> Cow<'_, str> {
            let text = if keep_signatures { text.into_owned() } else { mask(&text, of) };
            String::from_utf8_lossy(&text).into_owned().into()
        };
        let object = Object {
            file: self.file,
            line: self.line,
            time: summary::text(self.now),
            reason: self.denied.code(),
            field: self.denied.field().map(Field::name),
            message: self.request.explain(self.denied),
            request: shown(Cow::Borrowed(self.raw), product_code.as_deref()),
            id: id.map(|id| shown(id, None)),
            expiry: expiry.map(|expiry| shown(expiry, None)),
            product_code: product_code
                .map(|code| Cow::Owned(String::from_utf8_lossy(&code).into_owned())),
        };
        // Writing strings and numbers to memory has nothing to fail for.
        if serde_json::to_writer(&mut *to, &object).is_ok() {
            to.push(b'\n');
        }
    }
}
