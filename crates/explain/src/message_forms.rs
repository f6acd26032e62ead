//! How the parts of a message may have been put together and hashed.

use crate::code::Code;

/// A part of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Id,
    ProductCode,
    Key,
    Expiry,
    /// An empty text where the key should be.
    NoKey,
}

pub(crate) struct Order {
    pub(crate) parts: Vec<Part>,
    pub(crate) code: Option<Code>,
}

/// All orders, the right one first.
pub(crate) fn orders() -> Vec<Order> {
    use Part::{Expiry, Id, Key, NoKey, ProductCode};
    let mut orders = vec![
        Order { parts: vec![Id, ProductCode, Key, Expiry], code: None },
        Order { parts: vec![ProductCode, Id, Key, Expiry], code: Some(Code::IdPcSwapped) },
        Order { parts: vec![Id, ProductCode, Expiry], code: Some(Code::KeyMissing) },
        Order { parts: vec![Id, ProductCode, NoKey, Expiry], code: Some(Code::KeyMissing) },
    ];
    let all = [Id, ProductCode, Key, Expiry];
    for first in all {
        for second in all {
            for third in all {
                let rest = all.into_iter().find(|part| ![first, second, third].contains(part));
                let is_order = first != second && first != third && second != third;
                let Some(fourth) = rest.filter(|_| is_order) else { continue };
                let parts = vec![first, second, third, fourth];
                if orders.iter().all(|known| known.parts != parts) {
                    orders.push(Order { parts, code: Some(Code::FieldOrder) });
                }
            }
        }
    }
    orders
}

pub(crate) struct Delimiter {
    pub(crate) before: &'static [u8],
    pub(crate) between: &'static [u8],
    pub(crate) behind: &'static [u8],
    pub(crate) code: Option<Code>,
}

const fn between(between: &'static [u8]) -> Delimiter {
    Delimiter { before: b"", between, behind: b"", code: Some(Code::OtherDelimiter) }
}

/// All delimiters, the right one first.
pub(crate) const DELIMITERS: [Delimiter; 29] = [
    Delimiter { before: b"", between: b"#", behind: b"", code: None },
    Delimiter { before: b"", between: b"", behind: b"", code: Some(Code::NoDelimiter) },
    Delimiter { before: b"", between: b"#", behind: b"#", code: Some(Code::OtherDelimiter) },
    Delimiter { before: b"#", between: b"#", behind: b"", code: Some(Code::OtherDelimiter) },
    Delimiter { before: b"#", between: b"#", behind: b"#", code: Some(Code::OtherDelimiter) },
    between(b" "),
    between(b":"),
    between(b"|"),
    between(b","),
    between(b";"),
    between(b"-"),
    between(b"_"),
    between(b"/"),
    between(b"."),
    between(b"&"),
    between(b"+"),
    between(b"\n"),
    between(b"\t"),
    between(b"\0"),
    between(b"::"),
    between(b"##"),
    between(b" # "),
    between(b", "),
    between(b"%23"),
    between(b"="),
    between(b"~"),
    between(b"$"),
    between(b"@"),
    between(b"\\#"),
];

/// How the message is hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hashing {
    Sha1,
    /// With this behind the message.
    Sha1OfMessageAnd(&'static [u8]),
    /// The message as UTF-16, with a byte order mark or without.
    Sha1OfUtf16 {
        big_endian: bool,
        mark: bool,
    },
    Sha256,
    /// Of the message as it is, with the key in it.
    HmacOfMessage,
    /// Of the other three parts.
    HmacWithoutKey,
    /// Of the message with an empty key in it.
    HmacWithEmptyKey,
    /// By the other three parts, of the key.
    HmacSwapped,
}

/// All ways to hash, the right one first.
pub(crate) const HASHINGS: [(Hashing, Option<Code>); 14] = [
    (Hashing::Sha1, None),
    (Hashing::Sha1OfMessageAnd(b"\n"), Some(Code::MessageNewline)),
    (Hashing::Sha1OfMessageAnd(b"\r\n"), Some(Code::MessageNewline)),
    (Hashing::Sha1OfMessageAnd(b"\0"), Some(Code::OtherDelimiter)),
    (Hashing::Sha1OfMessageAnd(b" "), Some(Code::WhiteSpace)),
    (Hashing::Sha1OfUtf16 { big_endian: false, mark: false }, Some(Code::Utf16)),
    (Hashing::Sha1OfUtf16 { big_endian: true, mark: false }, Some(Code::Utf16)),
    (Hashing::Sha1OfUtf16 { big_endian: false, mark: true }, Some(Code::Utf16)),
    (Hashing::Sha1OfUtf16 { big_endian: true, mark: true }, Some(Code::Utf16)),
    (Hashing::Sha256, Some(Code::Sha256)),
    (Hashing::HmacWithoutKey, Some(Code::Hmac)),
    (Hashing::HmacOfMessage, Some(Code::Hmac)),
    (Hashing::HmacWithEmptyKey, Some(Code::Hmac)),
    (Hashing::HmacSwapped, Some(Code::Hmac)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_24_orders_of_the_four_and_two_without_a_key() {
        let orders = orders();
        assert_eq!(orders.len(), 26);
        for order in &orders {
            let is_without = !order.parts.contains(&Part::Key);
            assert_eq!(is_without, order.code == Some(Code::KeyMissing));
        }
    }

    #[test]
    fn the_right_choice_is_the_first_and_the_only_one() {
        assert_eq!(orders().iter().position(|order| order.code.is_none()), Some(0));
        assert_eq!(orders().iter().filter(|order| order.code.is_none()).count(), 1);
        assert_eq!(DELIMITERS.iter().filter(|delimiter| delimiter.code.is_none()).count(), 1);
        assert_eq!(HASHINGS.iter().filter(|hashing| hashing.1.is_none()).count(), 1);
        assert_eq!(DELIMITERS[0].between, b"#");
        assert_eq!(HASHINGS[0].0, Hashing::Sha1);
    }
}
