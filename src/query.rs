//! Query strings: `name=value` pairs between `&`, percent-decoded and nothing else.
//!
//! A literal `+` stays a plus: `+0000` is often sent unescaped, and form decoding would turn it into a space.

use crate::malformed::Problem;

/// The query of a URL or request target: what lies between the first `?` and a `#`, or nothing.
pub(crate) fn of_url(url: &[u8]) -> &[u8] {
    let without_fragment = url.split(|byte| *byte == b'#').next().unwrap_or_default();
    split_at_first(without_fragment, b'?').1
}

/// Names and values as they were sent. A part without `=` is a name with an empty value.
pub(crate) fn pairs(query: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    query.split(|byte| *byte == b'&').map(|part| split_at_first(part, b'='))
}

fn split_at_first(text: &[u8], separator: u8) -> (&[u8], &[u8]) {
    let mut parts = text.splitn(2, |byte| *byte == separator);
    let mut next = || parts.next().unwrap_or_default();
    (next(), next())
}

pub(crate) fn has_escape(text: &[u8]) -> bool {
    text.contains(&b'%')
}

/// Percent-decodes `text` into `buffer`.
///
/// An escape without its two digits is refused rather than left as it stands, so that a value has one meaning.
pub(crate) fn decode<'b>(text: &[u8], buffer: &'b mut [u8]) -> Result<&'b [u8], Problem> {
    let mut found = 0_usize;
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        let byte;
        (byte, rest) = match (*first, tail) {
            (b'%', tail) => {
                let offset = text.len().saturating_sub(rest.len());
                escaped(tail).ok_or(Problem::Escape { offset })?
            }
            (literal, tail) => (literal, tail),
        };
        if let Some(to) = buffer.get_mut(found) {
            *to = byte;
        }
        found = found.saturating_add(1);
    }
    buffer.get(..found).ok_or(Problem::Length { found })
}

/// The byte that two hexadecimal digits in either case mean, and what follows them.
fn escaped(text: &[u8]) -> Option<(u8, &[u8])> {
    let (digits, rest) = text.split_at_checked(2)?;
    let mut byte = [0];
    hex::decode_to_slice(digits, &mut byte).ok()?;
    Some((byte[0], rest))
}
