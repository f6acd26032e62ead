//! Lines of a log without the signatures in them: whoever has one is let in until its expiry.

/// What stands where a signature was.
const MASK: &[u8] = b"[signature]";

/// A signature has so many hexadecimal digits.
const DIGITS: usize = 40;

/// Replaces every run of 40 or more hexadecimal digits, in either case and escaped or not, but for `shown`: a product
/// code looks like a signature.
///
/// It doesn't ask where the digits stand: a URL may be logged a second time, as the page that a request came from.
pub(crate) fn mask(line: &[u8], shown: Option<&[u8]>) -> Vec<u8> {
    let mut masked = Vec::with_capacity(line.len());
    let mut at = 0;
    while at < line.len() {
        let (mut end, mut digits) = (at, 0);
        while let Some(length) = digit_length(&line[end..]) {
            end += length;
            digits += 1;
        }
        let run = &line[at..end];
        if digits >= DIGITS && Some(run) != shown {
            masked.extend_from_slice(MASK);
        } else {
            masked.extend_from_slice(run);
        }
        if let Some(other) = line.get(end) {
            masked.push(*other);
        }
        at = end + 1;
    }
    masked
}

/// The length of the hexadecimal digit that the text starts with: itself, or an escape of a URL, of JSON or of a log.
fn digit_length(text: &[u8]) -> Option<usize> {
    let is_escaped_digit = |digits: &[u8]| {
        let text = str::from_utf8(digits).ok();
        let byte = text.and_then(|text| u8::from_str_radix(text, 16).ok());
        byte.is_some_and(|byte| byte.is_ascii_hexdigit())
    };
    match text {
        [digit, ..] if digit.is_ascii_hexdigit() => Some(1),
        [b'%', high, low, ..] if is_escaped_digit(&[*high, *low]) => Some(3),
        [b'\\', b'x', high, low, ..] if is_escaped_digit(&[*high, *low]) => Some(4),
        [b'\\', b'u', b'0', b'0', high, low, ..] if is_escaped_digit(&[*high, *low]) => Some(6),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNATURE: &str = "16be1703017fd1001fe63465e50523982f10b0ca";
    const PRODUCT_CODE: &str = "b5d78da0853d97e2ec28feb5e31b9953d9c72420";

    fn masked(line: &str) -> String {
        String::from_utf8(mask(line.as_bytes(), Some(PRODUCT_CODE.as_bytes()))).unwrap()
    }

    #[test]
    fn signatures_are_masked_and_the_product_code_is_not() {
        let line = format!("GET /?pc={PRODUCT_CODE}&signature={SIGNATURE} HTTP/1.1");
        let expected = format!("GET /?pc={PRODUCT_CODE}&signature=[signature] HTTP/1.1");
        assert_eq!(masked(&line), expected);
        assert_eq!(masked(SIGNATURE), "[signature]");
        assert_eq!(masked(&SIGNATURE.to_uppercase()), "[signature]");
    }

    #[test]
    fn every_signature_of_a_line_is_masked() {
        let line = format!("{SIGNATURE} {PRODUCT_CODE}0,{SIGNATURE}");
        assert_eq!(masked(&line), "[signature] [signature],[signature]");
    }

    #[test]
    fn escaped_digits_are_digits() {
        let rest = &SIGNATURE[1..];
        for first in ["%31", r"\x31", r"\u0031"] {
            assert_eq!(masked(&format!("={first}{rest}&")), "=[signature]&");
        }
        // The escape of another letter may look like more digits.
        assert_eq!(masked(&format!("signature%3D{SIGNATURE}")), "signature%[signature]");
    }

    #[test]
    fn other_text_stays_as_it_is() {
        for line in ["", "abc", "%", "%3", r"\x", &SIGNATURE[1..], "é%zz\\u00"] {
            assert_eq!(masked(line), line);
        }
    }
}
