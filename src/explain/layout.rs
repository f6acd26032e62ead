//! How the parts of a message may have been put together, and what may have been hashed of it.

use super::code::Code;
use alloc::{vec, vec::Vec};

/// A part of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Id,
    ProductCode,
    Key,
    Expiry,
    /// Where a key should be.
    Nothing,
}

pub(super) struct Order {
    pub(super) parts: Vec<Part>,
    pub(super) code: Option<Code>,
}

/// All orders, the right one first.
pub(super) fn orders() -> Vec<Order> {
    use Part::{Expiry, Id, Key, Nothing, ProductCode};
    let mut orders = vec![
        Order { parts: vec![Id, ProductCode, Key, Expiry], code: None },
        Order { parts: vec![ProductCode, Id, Key, Expiry], code: Some(Code::IdPcSwapped) },
        Order { parts: vec![Id, ProductCode, Expiry], code: Some(Code::KeyMissing) },
        Order { parts: vec![Id, ProductCode, Nothing, Expiry], code: Some(Code::KeyMissing) },
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

pub(super) struct Delimiter {
    pub(super) before: &'static [u8],
    pub(super) between: &'static [u8],
    pub(super) behind: &'static [u8],
    pub(super) code: Option<Code>,
}

const fn between(between: &'static [u8]) -> Delimiter {
    Delimiter { before: b"", between, behind: b"", code: Some(Code::OtherDelimiter) }
}

/// All delimiters, the right one first.
pub(super) const DELIMITERS: [Delimiter; 29] = [
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

/// What is hashed of the message, and by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coat {
    Plain,
    /// With this behind it.
    Behind(&'static [u8]),
    /// With a byte order mark or without.
    Utf16 {
        big_endian: bool,
        mark: bool,
    },
    Sha256,
    /// The message has a key in it.
    HmacOfAll,
    /// The message has none.
    HmacWithoutKey,
    /// The message has an empty key.
    HmacOfGap,
    /// Key and message in each other's place.
    HmacSwapped,
}

/// All coats, the right one first.
pub(super) const COATS: [(Coat, Option<Code>); 14] = [
    (Coat::Plain, None),
    (Coat::Behind(b"\n"), Some(Code::MessageNewline)),
    (Coat::Behind(b"\r\n"), Some(Code::MessageNewline)),
    (Coat::Behind(b"\0"), Some(Code::OtherDelimiter)),
    (Coat::Behind(b" "), Some(Code::WhiteSpace)),
    (Coat::Utf16 { big_endian: false, mark: false }, Some(Code::Utf16)),
    (Coat::Utf16 { big_endian: true, mark: false }, Some(Code::Utf16)),
    (Coat::Utf16 { big_endian: false, mark: true }, Some(Code::Utf16)),
    (Coat::Utf16 { big_endian: true, mark: true }, Some(Code::Utf16)),
    (Coat::Sha256, Some(Code::Sha256)),
    (Coat::HmacWithoutKey, Some(Code::Hmac)),
    (Coat::HmacOfAll, Some(Code::Hmac)),
    (Coat::HmacOfGap, Some(Code::Hmac)),
    (Coat::HmacSwapped, Some(Code::Hmac)),
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
        assert_eq!(COATS.iter().filter(|coat| coat.1.is_none()).count(), 1);
        assert_eq!(DELIMITERS[0].between, b"#");
        assert_eq!(COATS[0].0, Coat::Plain);
    }
}
