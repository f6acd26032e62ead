//! What a signer may have hashed in place of the key, and what stands around a key in a file.

use super::code::Code;
use crate::key::{KeyError, ServerKey};
use alloc::vec::Vec;
use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use zeroize::Zeroizing;

/// Bytes in place of a key. They are as secret.
pub(super) struct KeyForm {
    pub(super) bytes: Zeroizing<Vec<u8>>,
    pub(super) code: Option<Code>,
    /// Which of the explainer's keys it was made of.
    pub(super) origin: usize,
}

/// With either alphabet, padded or not.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);

pub(super) fn base64_decoded(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    [&alphabet::STANDARD, &alphabet::URL_SAFE].into_iter().find_map(|alphabet| {
        let mut bytes = Zeroizing::new(alloc::vec![0; text.len()]);
        let length = GeneralPurpose::new(alphabet, LENIENT).decode_slice(text, &mut bytes).ok()?;
        bytes.truncate(length);
        Some(bytes)
    })
}

/// What may have been hashed in place of a key.
pub(super) fn of(key: &[u8], origin: usize) -> Vec<KeyForm> {
    let mut forms: Vec<KeyForm> = Vec::new();
    let mut add = |before: &[u8], text: &[u8], behind: &[u8], code| {
        // Of full size from the start: a buffer that grows leaves copies of the key behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(
            before.len().saturating_add(text.len()).saturating_add(behind.len()),
        ));
        for part in [before, text, behind] {
            bytes.extend_from_slice(part);
        }
        forms.push(KeyForm { bytes, code: Some(code), origin });
    };
    add(b"", key, b"\n", Code::KeyTrailingNewline);
    add(b"", key, b"\r\n", Code::KeyCrlf);
    add(b"", key, b"\r", Code::KeyCrlf);
    add(b"", key, b"\n\n", Code::KeyTrailingNewline);
    for behind in ["", "\n", "\r\n"] {
        add(b"\xef\xbb\xbf", key, behind.as_bytes(), Code::KeyByteOrderMark);
    }
    for quote in ["\"", "'", "`"] {
        for behind in ["", "\n"] {
            add(
                quote.as_bytes(),
                key,
                [quote.as_bytes(), behind.as_bytes()].concat().as_slice(),
                Code::KeyQuotes,
            );
        }
    }
    for (before, behind) in
        [("", " "), (" ", ""), (" ", " "), ("", "\t"), ("\t", ""), ("", " \n"), (" ", "\n")]
    {
        add(before.as_bytes(), key, behind.as_bytes(), Code::KeySpaces);
    }
    let (upper, lower) =
        (Zeroizing::new(key.to_ascii_uppercase()), Zeroizing::new(key.to_ascii_lowercase()));
    for other in [upper, lower] {
        if *other != key {
            add(b"", &other, b"", Code::KeyCase);
        }
    }
    let mut bytes = Zeroizing::new(alloc::vec![0; key.len() / 2]);
    if hex::decode_to_slice(key, &mut bytes).is_ok() {
        add(b"", &bytes, b"", Code::KeyHexDecoded);
    }
    if let Some(bytes) = base64_decoded(key) {
        add(b"", &bytes, b"", Code::KeyBase64Decoded);
    }
    let mut utf16 = Zeroizing::new(Vec::with_capacity(key.len().saturating_mul(2)));
    utf16.extend(key.iter().flat_map(|byte| [*byte, 0]));
    for (before, behind) in [("", ""), ("", "\r\0\n\0")] {
        add(before.as_bytes(), &utf16, behind.as_bytes(), Code::KeyUtf16);
        add(b"\xff\xfe", &utf16, behind.as_bytes(), Code::KeyUtf16);
    }
    forms
}

/// The key in a file that holds more than the key, and what more that is.
///
/// A [`ServerKey`] is the key alone, and refuses anything else. Whoever explains denials wants the key all the same,
/// and to know that a server could not have used the file.
///
/// ```
/// use store_auth::explain::{Code, clean_key};
///
/// let (key, blemish) = clean_key(b"e4232e0620f9290025cb3783768c9c8c4686078c\r\n")?;
/// assert_eq!(blemish, Some(Code::KeyCrlf));
///
/// let (key, blemish) = clean_key(b"e4232e0620f9290025cb3783768c9c8c4686078c")?;
/// assert_eq!(blemish, None);
/// # Ok::<(), store_auth::KeyError>(())
/// ```
///
/// # Errors
/// A [`KeyError`] where there is no key even without what is around it.
pub fn clean_key(file: &[u8]) -> Result<(ServerKey, Option<Code>), KeyError> {
    let narrow = narrowed(file);
    let mut rest = narrow.as_deref().map_or(file, Vec::as_slice);
    let mut blemish = narrow.as_ref().map(|_| Code::KeyUtf16);
    let mut found = |code| {
        blemish.get_or_insert(code);
    };
    if let Some(text) = rest.strip_prefix(b"\xef\xbb\xbf") {
        found(Code::KeyByteOrderMark);
        rest = text;
    }
    let without_breaks = rest.trim_ascii_end();
    if let Some(behind) = rest.get(without_breaks.len()..).filter(|behind| !behind.is_empty()) {
        found(if behind.starts_with(b"\r") {
            Code::KeyCrlf
        } else if behind.starts_with(b"\n") {
            Code::KeyTrailingNewline
        } else {
            Code::KeySpaces
        });
        rest = without_breaks;
    }
    let without_spaces = rest.trim_ascii_start();
    if without_spaces.len() < rest.len() {
        found(Code::KeySpaces);
        rest = without_spaces;
    }
    if let [first @ (b'"' | b'\'' | b'`'), inside @ .., last] = rest {
        if first == last {
            found(Code::KeyQuotes);
            rest = inside;
        }
    }
    let key = ServerKey::new(rest)?;
    Ok((key, blemish))
}

/// The letters of UTF-16, where each is ASCII.
fn narrowed(file: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let text = file.strip_prefix(b"\xff\xfe").unwrap_or(file);
    let is_wide = |pair: &[u8]| matches!(pair, [1..=127, 0]);
    if text.len() < 2 || !text.chunks(2).all(is_wide) {
        return None;
    }
    let mut letters = Zeroizing::new(Vec::with_capacity(text.len() / 2));
    letters.extend(text.iter().step_by(2));
    Some(letters)
}
