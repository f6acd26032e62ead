//! Events of denials.

use store_auth::{Denied, Field, FieldText, Request};

/// No id and no product code is longer.
const LONGEST: usize = 64;

/// Says in a `tracing` event that a request was denied, as the layer does: level info, target `store_auth_tower`.
///
/// | field | value |
/// |---|---|
/// | `reason` | the reason, [`Denied::code`] |
/// | `field` | the first bad field, where the request is malformed |
/// | `id`, `pc` | as they were meant, where they were sent as short visible ASCII |
///
/// Those two are whatever a stranger sent. What may be a signature is masked in them, as [`FieldText`] writes it. A
/// product code always looks like a signature: it is shown unless it is the one that the request has. An App that sends
/// its signature as the product code, and something else as the signature, has it logged.
pub fn trace_denied(denied: &Denied, request: &Request<'_>) {
    if !tracing::enabled!(target: "store_auth_tower", tracing::Level::INFO) {
        return;
    }
    let [id, pc] = [Field::Id, Field::ProductCode]
        .map(|field| short_text(request, field).map(|text| text.to_string()));
    tracing::info!(
        target: "store_auth_tower",
        reason = denied.code(),
        field = denied.field().map(Field::name),
        id,
        pc,
        "request denied"
    );
}

/// What is not worth a line of a log is left out of it.
fn short_text<'a>(request: &Request<'a>, field: Field) -> Option<FieldText<'a>> {
    request.text(field).filter(|text| {
        let text = text.as_bytes();
        text.len() <= LONGEST && text.iter().all(u8::is_ascii_graphic)
    })
}
