//! Base64 as people write it: with either alphabet, padded or not.

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use zeroize::Zeroizing;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);

/// What a text stands for, which may be a secret.
pub(crate) fn base64_decoded(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    [&alphabet::STANDARD, &alphabet::URL_SAFE].into_iter().find_map(|alphabet| {
        let mut bytes = Zeroizing::new(vec![0; text.len()]);
        let length = GeneralPurpose::new(alphabet, LENIENT).decode_slice(text, &mut bytes).ok()?;
        bytes.truncate(length);
        Some(bytes)
    })
}

/// How a secret is written in Base64: with either alphabet, padded or not.
pub(crate) fn base64_encodings(bytes: &[u8]) -> Vec<Zeroizing<Vec<u8>>> {
    let mut texts: Vec<Zeroizing<Vec<u8>>> = Vec::new();
    for alphabet in [&alphabet::STANDARD, &alphabet::URL_SAFE] {
        for is_padded in [true, false] {
            let config = GeneralPurposeConfig::new().with_encode_padding(is_padded);
            // Four letters for three bytes.
            let mut text = Zeroizing::new(vec![0; bytes.len().div_ceil(3).saturating_mul(4)]);
            let length = GeneralPurpose::new(alphabet, config).encode_slice(bytes, &mut text);
            let Ok(length) = length else { continue };
            text.truncate(length);
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_in_either_alphabet_padded_or_not_each_text_once() {
        for (bytes, expected) in [
            (&b"\xfb\xff"[..], &["+/8=", "+/8", "-_8=", "-_8"][..]),
            (b"a", &["YQ==", "YQ"]),
            (b"abc", &["YWJj"]),
            (b"", &[""]),
        ] {
            let texts = base64_encodings(bytes);
            let texts: Vec<_> = texts.iter().map(|text| String::from_utf8_lossy(text)).collect();
            assert_eq!(texts, expected, "{bytes:?}");
        }
    }

    #[test]
    fn every_way_to_write_bytes_is_read_back() {
        for length in 0..8 {
            let bytes: Vec<u8> = (0..length).map(|number| 0xff_u8.saturating_sub(number)).collect();
            for text in base64_encodings(&bytes) {
                assert_eq!(base64_decoded(&text).as_deref(), Some(&bytes), "{text:?}");
            }
        }
        assert_eq!(base64_decoded(b"a b").as_deref(), None);
    }
}
