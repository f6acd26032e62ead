//! Escapes of URLs and of HTML, undone where they are well-formed.

use percent_encoding::percent_decode;

/// Percent-decodes what can be decoded, and leaves the rest as it stands.
pub(crate) fn percent_decoded(text: &[u8]) -> Vec<u8> {
    percent_decode(text).collect()
}

/// Without HTML's escapes; `None` where there are none of a delimiter.
pub(crate) fn html_unescaped(query: &[u8]) -> Option<Vec<u8>> {
    without(
        query,
        &[
            (b"&amp;", b'&'),
            (b"&AMP;", b'&'),
            (b"&#38;", b'&'),
            (b"&#x26;", b'&'),
            (b"&#61;", b'='),
            (b"&#x3D;", b'='),
            (b"&quot;", b'"'),
            (b"&#43;", b'+'),
            (b"&plus;", b'+'),
        ],
    )
}

/// Without the escapes that JSON and JavaScript have for delimiters; `None` where there are none.
pub(crate) fn json_unescaped(query: &[u8]) -> Option<Vec<u8>> {
    without(
        query,
        &[
            (b"\\u0026", b'&'),
            (b"\\u003d", b'='),
            (b"\\u003D", b'='),
            (b"\\u002b", b'+'),
            (b"\\u002B", b'+'),
            (b"\\u003a", b':'),
            (b"\\u003A", b':'),
            (b"\\x26", b'&'),
            (b"\\x3d", b'='),
            (b"\\x3D", b'='),
            // A shell's.
            (b"\\&", b'&'),
            (b"\\=", b'='),
        ],
    )
}

fn without(query: &[u8], escapes: &[(&[u8], u8)]) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(query.len());
    let mut rest = query;
    let mut found = false;
    while let [first, tail @ ..] = rest {
        let escape = escapes.iter().find(|(escape, _)| rest.starts_with(escape));
        if let Some((escape, byte)) = escape {
            plain.push(*byte);
            rest = rest.get(escape.len()..).unwrap_or_default();
            found = true;
        } else {
            plain.push(*first);
            rest = tail;
        }
    }
    found.then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_escape_is_left_as_it_stands() {
        assert_eq!(percent_decoded(b"a%2B%2b%%zz%4"), b"a++%%zz%4");
        assert_eq!(percent_decoded(b"%25%"), b"%%");
    }
}
