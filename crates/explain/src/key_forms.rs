//! What a signer may have hashed in place of the key.

use crate::{base64_text::base64_decoded, code::Code};
use zeroize::Zeroizing;

/// Bytes in place of a key. They are as secret.
pub(crate) struct KeyForm {
    pub(crate) bytes: Zeroizing<Vec<u8>>,
    pub(crate) code: Option<Code>,
    pub(crate) origin: Origin,
}

/// All that may have been hashed in place of the keys.
pub(crate) struct KeyForms {
    /// Few enough to be tried together with another mistake: the keys as they are first.
    pub(crate) few: Vec<KeyForm>,
    /// Tried alone.
    pub(crate) many: Vec<KeyForm>,
}

/// Which of the explainer's keys it was made of, each kind counted from 0.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Origin {
    /// A key of this server.
    Own(usize),
    /// One that was accepted once.
    Retired(usize),
    /// That of another server.
    OtherServer(usize),
    /// None: a word that programs print where there is nothing.
    Nothing,
}

/// What may have been hashed in place of a key, by the mistakes that are most often made with one.
pub(crate) fn of(key: &[u8], origin: Origin) -> Vec<KeyForm> {
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
    let mut bytes = Zeroizing::new(vec![0; key.len() / 2]);
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
