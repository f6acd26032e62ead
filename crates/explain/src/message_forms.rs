//! How the parts of a message may have been put together.

use crate::code::Code;

/// A part of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Id,
    ProductCode,
    Key,
    Expiry,
    /// An empty text.
    Empty,
    /// The parts around it stand together without a delimiter.
    Joint,
}

pub(crate) struct Order {
    pub(crate) parts: Vec<Part>,
    pub(crate) code: Option<Code>,
}

/// All orders, the right one first.
pub(crate) fn orders() -> Vec<Order> {
    use Part::{Empty, Expiry, Id, Joint, Key, ProductCode};
    let mut orders = vec![
        Order { parts: vec![Id, ProductCode, Key, Expiry], code: None },
        Order { parts: vec![ProductCode, Id, Key, Expiry], code: Some(Code::IdPcSwapped) },
        Order { parts: vec![Id, ProductCode, Expiry], code: Some(Code::KeyMissing) },
        Order { parts: vec![Id, ProductCode, Empty, Expiry], code: Some(Code::KeyMissing) },
        // One part, or one delimiter, twice.
        Order { parts: vec![Id, Id, ProductCode, Key, Expiry], code: Some(Code::HashedTwice) },
        Order {
            parts: vec![Id, ProductCode, ProductCode, Key, Expiry],
            code: Some(Code::HashedTwice),
        },
        Order { parts: vec![Id, ProductCode, Key, Key, Expiry], code: Some(Code::HashedTwice) },
        Order { parts: vec![Id, ProductCode, Key, Expiry, Expiry], code: Some(Code::HashedTwice) },
        Order {
            parts: vec![Id, Empty, ProductCode, Key, Expiry],
            code: Some(Code::OtherDelimiter),
        },
        Order {
            parts: vec![Id, ProductCode, Empty, Key, Expiry],
            code: Some(Code::OtherDelimiter),
        },
        Order {
            parts: vec![Id, ProductCode, Key, Empty, Expiry],
            code: Some(Code::OtherDelimiter),
        },
        Order { parts: vec![Id, Joint, ProductCode, Key, Expiry], code: Some(Code::NoDelimiter) },
        Order { parts: vec![Id, ProductCode, Joint, Key, Expiry], code: Some(Code::NoDelimiter) },
        Order { parts: vec![Id, ProductCode, Key, Joint, Expiry], code: Some(Code::NoDelimiter) },
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_24_orders_of_the_four_two_without_a_key_and_ten_with_something_twice_or_not_at_all()
     {
        let orders = orders();
        assert_eq!(orders.len(), 36);
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
        assert_eq!(DELIMITERS[0].between, b"#");
    }
}
