//! Events of denials.

use crate::Fields;
use http::HeaderMap;
use std::str;
use store_auth::{Denied, Field};

/// No id and no product code is longer.
const LONGEST: usize = 64;

/// A signature has so many hexadecimal digits.
const SIGNATURE_DIGITS: usize = 40;

/// Says in a `tracing` event that a request was denied, as the layer does: level info, target `store_auth_tower`.
///
/// | field | value |
/// |---|---|
/// | `code` | the reason, [`Denied::code`] |
/// | `field` | the first bad field, where the request is malformed |
/// | `id`, `product` | as they were sent, where they are short visible ASCII |
///
/// Those two are whatever a stranger sent. A long id, and one that looks like a signature, is left out: a signature is
/// never logged. A product code always looks like one, so an App that sends its signature *as* the product code has it
/// logged.
pub fn trace_denied(denied: &Denied, fields: &Fields, query: Option<&str>, headers: &HeaderMap) {
    let shown = |field| fields.text_of(field, query, headers).and_then(fit_to_show);
    tracing::info!(
        target: "store_auth_tower",
        code = denied.code(),
        field = denied.field().map(Field::name),
        id = shown(Field::Id).filter(|id| !has_signature(id)),
        product = shown(Field::ProductCode),
        "request denied"
    );
}

fn fit_to_show(text: &[u8]) -> Option<&str> {
    let fits = text.len() <= LONGEST && text.iter().all(u8::is_ascii_graphic);
    str::from_utf8(text).ok().filter(|_| fits)
}

fn has_signature(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_hexdigit()).any(|run| run.len() >= SIGNATURE_DIGITS)
}
