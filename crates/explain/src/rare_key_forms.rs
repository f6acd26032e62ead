//! What a signer may have hashed in place of the key, by mistakes that are made with nothing else wrong.

use crate::{
    base64_text::base64_encodings,
    code::Code,
    key_forms::{KeyForm, Origin},
};
use core::iter;
use zeroize::Zeroizing;

/// Fewer bytes are no part of a key that anybody would take for one.
const PART_MIN: usize = 4;

/// What programs print where a variable has no value.
const NOTHING: [&str; 12] = [
    "undefined",
    "null",
    "None",
    "nil",
    "<nil>",
    "NULL",
    "(null)",
    "NaN",
    "false",
    "[object Object]",
    "key",
    "KEY",
];

/// Characters that nobody sees: spaces that are no ASCII, joiners and marks of direction, as UTF-8 or Latin-1.
const INVISIBLE: [&[u8]; 11] = [
    b"\xc2\xa0",
    b"\xe2\x80\x8b",
    b"\xe2\x80\x8c",
    b"\xe2\x80\x8d",
    b"\xe2\x80\x8e",
    b"\xe2\x80\x8f",
    b"\xe2\x80\xaf",
    b"\xe2\x81\xa0",
    b"\xe3\x80\x80",
    b"\xc2\xad",
    b"\xa0",
];

/// Names that keys have in configuration files, as words.
const NAMES: [&[&str]; 18] = [
    &["key"],
    &["secret"],
    &["server", "key"],
    &["store", "key"],
    &["store", "server", "key"],
    &["storeauth", "key"],
    &["storeauth", "server", "key"],
    &["store", "auth", "key"],
    &["store", "auth", "server", "key"],
    &["store", "secret"],
    &["secret", "key"],
    &["server", "secret"],
    &["shared", "secret"],
    &["signing", "key"],
    &["auth", "key"],
    &["api", "key"],
    &["private", "key"],
    &["app", "key"],
];

/// What programs print in place of a key that is not there.
pub(crate) fn of_nothing() -> Vec<KeyForm> {
    let form = |text: &&str| KeyForm {
        bytes: Zeroizing::new(text.as_bytes().to_vec()),
        code: Some(Code::KeyMissing),
        origin: Origin::Nothing,
    };
    NOTHING.iter().map(form).collect()
}

/// What may have been hashed in place of a key.
pub(crate) fn of(key: &[u8], origin: Origin) -> Vec<KeyForm> {
    let mut forms = Forms { forms: Vec::new(), origin };
    forms.encoded(key);
    for prefix in [&b"0x"[..], b"0X", b"\\x", b"x", b"hex:", b"key:", b"sha1:", b"base64:"] {
        for behind in [&b""[..], b"\n"] {
            forms.add(&[prefix, key, behind], Code::KeyPrefix);
        }
        if let Some(bare) = key.strip_prefix(prefix) {
            forms.add(&[bare], Code::KeyPrefix);
        }
    }
    for text in INVISIBLE {
        for (before, behind) in [(&b""[..], text), (text, b""), (text, text)] {
            for end in [&b""[..], b"\n"] {
                forms.add(&[before, key, behind, end], Code::KeyInvisible);
            }
        }
    }
    forms.add(&[key, key], Code::HashedTwice);
    forms.lines(key);
    // What a prefix or a name leaves is an end of the key too: those say more.
    for at in PART_MIN..key.len() {
        forms.add(&[key.get(..at).unwrap_or_default()], Code::KeyTruncated);
        let end = key.len().saturating_sub(at);
        forms.add(&[key.get(end..).unwrap_or_default()], Code::KeyTruncated);
    }
    forms.forms
}

struct Forms {
    forms: Vec<KeyForm>,
    origin: Origin,
}

impl Forms {
    fn add(&mut self, parts: &[&[u8]], code: Code) {
        // Of full size from the start: a buffer that grows leaves copies of the key behind.
        let length = parts.iter().map(|part| part.len()).sum();
        let mut bytes = Zeroizing::new(Vec::with_capacity(length));
        for part in parts {
            bytes.extend_from_slice(part);
        }
        self.forms.push(KeyForm { bytes, code: Some(code), origin: self.origin });
    }

    /// As Base64 or hexadecimal digits of the text, and as Base64 of the bytes that hexadecimal digits say.
    fn encoded(&mut self, key: &[u8]) {
        let mut digits = Zeroizing::new(vec![0; key.len().saturating_mul(2)]);
        let mut bytes = Zeroizing::new(vec![0; key.len() / 2]);
        let is_hex = hex::decode_to_slice(key, &mut bytes).is_ok();
        let of_bytes = if is_hex { base64_encodings(&bytes) } else { Vec::new() };
        let mut texts: Vec<Zeroizing<Vec<u8>>> = base64_encodings(key);
        texts.extend(of_bytes);
        if hex::encode_to_slice(key, &mut digits).is_ok() {
            texts.push(Zeroizing::new(digits.to_ascii_uppercase()));
            texts.push(digits);
        }
        for text in &texts {
            for behind in [&b""[..], b"\n"] {
                self.add(&[text, behind], Code::KeyEncoded);
            }
        }
    }

    /// A line of a configuration file, as it stands there; or, where the key is one, its value alone.
    fn lines(&mut self, key: &[u8]) {
        for words in NAMES {
            let upper = words.join("_").to_ascii_uppercase();
            let camel: String = iter::once((*words.first().unwrap_or(&"")).to_owned())
                .chain(words.iter().skip(1).map(|word| capitalized(word)))
                .collect();
            let mut names = vec![upper, words.join("_"), words.join("-"), words.concat(), camel];
            names.dedup();
            for name in names {
                for before in [
                    format!("{name}="),
                    format!("{name}: "),
                    format!("{name} = "),
                    format!("export {name}="),
                ] {
                    for quote in ["", "\""] {
                        for end in ["", "\n"] {
                            let (start, end) = ([&before, quote].concat(), [quote, end].concat());
                            self.add(&[start.as_bytes(), key, end.as_bytes()], Code::KeyLine);
                        }
                    }
                }
            }
        }
        let mut value = key.splitn(2, |byte| b"=:".contains(byte)).skip(1);
        if let Some(value) = value.next().filter(|value| value.len() >= PART_MIN) {
            self.add(&[value], Code::KeyLine);
            self.add(&[value.trim_ascii()], Code::KeyLine);
        }
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(key: &str, text: &str, code: Code) -> bool {
        let is_it = |form: &KeyForm| *form.bytes == text.as_bytes() && form.code == Some(code);
        of(key.as_bytes(), Origin::Own(0)).iter().any(is_it)
    }

    #[test]
    fn a_line_of_a_configuration_has_a_name_in_any_spelling() {
        for line in [
            "SERVER_KEY=abcd",
            "store_server_key: abcd\n",
            "store-auth-key = \"abcd\"",
            "storeServerKey=abcd",
            "export serverkey=\"abcd\"\n",
            "key=abcd",
        ] {
            assert!(has("abcd", line, Code::KeyLine), "{line}");
        }
    }

    #[test]
    fn of_a_key_that_is_a_line_the_value_may_have_been_meant_if_it_is_long_enough() {
        assert!(has("x=abcd", "abcd", Code::KeyLine));
        assert!(has("x:=abc", "=abc", Code::KeyLine));
        assert!(!has("x=abc", "abc", Code::KeyLine));
    }
}
