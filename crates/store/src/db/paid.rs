//! How a record of usage says how it was paid for: by a number.

use crate::model::{Paid, Plan};

const NUMBERS: [Paid; 4] =
    [Paid::Free, Paid::Trial, Paid::Subscribed(Plan::Display), Paid::Subscribed(Plan::Company)];

pub(super) fn number(paid: Paid) -> u8 {
    match paid {
        Paid::Free => 0,
        Paid::Trial => 1,
        Paid::Subscribed(Plan::Display) => 2,
        Paid::Subscribed(Plan::Company) => 3,
    }
}

/// What a number says; nothing, where no Store has written it.
pub(super) fn of(number: i64) -> Option<Paid> {
    NUMBERS.get(usize::try_from(number).ok()?).copied()
}
