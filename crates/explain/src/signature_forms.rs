//! How a signature may be written, and which hash that says.

use crate::{base64_text::base64_decoded, code::Code, repairs, signature_target::Target};

/// The signature of the documentation's example: the SHA-1 of `12345`.
pub(crate) const SAMPLE: &[u8] = b"8cb2237d0679ca88db6464eac60da96345513964";

/// The hash that a text says, and what is wrong with the way it says it.
pub(crate) fn read(text: &[u8]) -> Option<(Target, Option<Code>)> {
    if let Some(target) = Target::of_hex(text) {
        let is_lower = !text.iter().any(u8::is_ascii_uppercase);
        return Some((target, (!is_lower).then_some(Code::SignatureCase)));
    }
    // Digits are letters of Base64 too.
    let is_hex = text.iter().all(u8::is_ascii_hexdigit);
    if let Some(target) = of_base64(text).filter(|_| !is_hex) {
        return Some((target, Some(Code::SignatureBase64)));
    }
    let repaired = repairs::of(text).into_iter().find_map(|(repaired, code)| {
        let target = Target::of_hex(&repaired).or_else(|| of_base64(&repaired))?;
        Some((target, Some(code)))
    });
    let separated = || Target::of_hex(&without_separators(text));
    repaired
        .or_else(|| separated().map(|target| (target, Some(Code::SignatureSeparators))))
        .or_else(|| Some((Target::of_odd_hex(text)?, None)))
}

/// Base64 of the hash, or of its hexadecimal digits.
fn of_base64(text: &[u8]) -> Option<Target> {
    let bytes = base64_decoded(text)?;
    Target::of(&bytes).or_else(|| Target::of_hex(&bytes))
}

fn without_separators(text: &[u8]) -> Vec<u8> {
    let prefixes: [&[u8]; 6] = [b"0x", b"0X", b"sha1=", b"sha1:", b"sha1-", b"sha256="];
    let text = prefixes.iter().find_map(|prefix| text.strip_prefix(*prefix)).unwrap_or(text);
    text.iter().filter(|byte| !b"-: ".contains(byte)).copied().collect()
}

/// Whether it may be the start of a signature.
pub(crate) fn is_cut_off(text: &[u8]) -> bool {
    (8..40).contains(&text.len()) && text.iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_signature_is_read() {
        let mut bytes = [0; 20];
        let decoded = hex::decode_to_slice("16be1703017fd1001fe63465e50523982f10b0ca", &mut bytes);
        assert_eq!(decoded, Ok(()));
        for (text, code) in [
            ("16be1703017fd1001fe63465e50523982f10b0ca", None),
            ("16BE1703017FD1001FE63465E50523982F10B0CA", Some(Code::SignatureCase)),
            ("Fr4XAwF/0QAf5jRl5QUjmC8QsMo=", Some(Code::SignatureBase64)),
            ("Fr4XAwF_0QAf5jRl5QUjmC8QsMo", Some(Code::SignatureBase64)),
            (
                "MTZiZTE3MDMwMTdmZDEwMDFmZTYzNDY1ZTUwNTIzOTgyZjEwYjBjYQ==",
                Some(Code::SignatureBase64),
            ),
            (
                "16-BE-17-03-01-7F-D1-00-1F-E6-34-65-E5-05-23-98-2F-10-B0-CA",
                Some(Code::SignatureSeparators),
            ),
            ("0x16be1703017fd1001fe63465e50523982f10b0ca", Some(Code::SignatureSeparators)),
            (" 16be1703017fd1001fe63465e50523982f10b0ca\n", Some(Code::WhiteSpace)),
            ("\"16be1703017fd1001fe63465e50523982f10b0ca\"", Some(Code::QuotedValue)),
        ] {
            let found = read(text.as_bytes()).map(|(target, code)| (target.bytes, code));
            assert_eq!(found, Some((Some(bytes.to_vec()), code)), "{text}");
        }
    }

    #[test]
    fn what_says_no_hash_is_none() {
        for text in ["", "16be", "signature", &"g".repeat(40), &"a".repeat(161)] {
            assert_eq!(read(text.as_bytes()), None, "{text}");
        }
    }
}
