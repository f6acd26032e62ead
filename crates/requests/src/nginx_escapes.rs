//! What nginx writes into JSON unless it is told `escape=json`: `\x22`, which no JSON may hold.

/// A line with each `\x22` as JSON writes it. None where there is none.
pub(crate) fn undone(line: &[u8]) -> Option<Vec<u8>> {
    memchr::memmem::find(line, b"\\x")?;
    let mut json = Vec::with_capacity(line.len() + 16);
    let (mut rest, mut has_any) = (line, false);
    while let Some(at) = memchr::memchr(b'\\', rest) {
        json.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        match rest {
            [_, b'x', high, low, tail @ ..]
                if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() =>
            {
                json.extend_from_slice(&[b'\\', b'u', b'0', b'0', *high, *low]);
                (rest, has_any) = (tail, true);
            }
            // The backslash, and what it escapes.
            _ => {
                let end = rest.len().min(2);
                json.extend_from_slice(&rest[..end]);
                rest = &rest[end..];
            }
        }
    }
    json.extend_from_slice(rest);
    has_any.then_some(json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_escape_of_nginx_becomes_one_of_json() {
        let undone = |text: &str| undone(text.as_bytes()).map(|it| String::from_utf8(it).unwrap());
        assert_eq!(undone(r"a\x22b\x5Cc").as_deref(), Some(r"a\u0022b\u005Cc"));
        assert_eq!(undone(r"\\x22\x7f").as_deref(), Some(r"\\x22\u007f"));
        for text in ["", "x22", r"\\x22", r"\xg0", r"\x2", "\\"] {
            assert_eq!(undone(text), None, "{text}");
        }
    }
}
