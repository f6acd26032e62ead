//! Which products share a file.

use crate::model::ProductCode;
use std::fmt;

/// A quarter of all product codes, by their first digit: `0-3`, `4-7`, `8-b` or `c-f`. Codes are hashes, so that each has about
/// as many; and what product is in which group never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ProductGroup {
    First,
    Second,
    Third,
    Fourth,
}

impl ProductGroup {
    pub(super) fn of(product: &ProductCode) -> Self {
        match product.as_str().bytes().next() {
            Some(b'c'..) => Self::Fourth,
            Some(b'8'..) => Self::Third,
            Some(b'4'..) => Self::Second,
            _ => Self::First,
        }
    }
}

impl fmt::Display for ProductGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::First => "0-3",
            Self::Second => "4-7",
            Self::Third => "8-b",
            Self::Fourth => "c-f",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_digit_is_in_one_group() {
        let groups = "0123456789abcdef".chars().map(|digit| {
            let code = format!("{digit}219fb87cdbe1089e7efcf69e4232e0620f92900");
            ProductGroup::of(&code.parse().unwrap()).to_string()
        });
        let expected = ["0-3", "4-7", "8-b", "c-f"].map(|group| [group; 4]).concat();
        assert_eq!(groups.collect::<Vec<_>>(), expected);
    }
}
