//! What the words of a denial are made of.

use store_auth::Problem;

/// What the message of a denial needs beside its code, its field and its expiry. It says nothing of its own.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Detail {
    /// What is wrong with a field, by its number.
    pub(crate) problem: u32,
    /// The byte that has no place.
    pub(crate) byte: u32,
    /// An offset, or how many bytes there are.
    pub(crate) place: u64,
    /// The time of the check.
    pub(crate) now_ms: i64,
    /// The longest lifetime that is accepted.
    pub(crate) max_lifetime_ms: u64,
}

impl Detail {
    pub(crate) fn of(problem: Problem) -> Self {
        let (problem, byte, place) = match problem {
            Problem::Missing => (1, 0, 0),
            Problem::Repeated => (2, 0, 0),
            Problem::BothNames => (3, 0, 0),
            Problem::Escape { offset } => (4, 0, offset),
            Problem::Length { found } => (5, 0, found),
            Problem::Byte { offset, found } => (6, found, offset),
            Problem::Range { offset } => (7, 0, offset),
            Problem::Year => (8, 0, 0),
            // The core has learnt of another, which has no number yet: the message names the field alone.
            _ => (0, 0, 0),
        };
        let place = u64::try_from(place).unwrap_or(u64::MAX);
        Self { problem, byte: byte.into(), place, ..Self::default() }
    }

    pub(crate) fn problem(&self) -> Option<Problem> {
        let place = usize::try_from(self.place).unwrap_or(usize::MAX);
        Some(match self.problem {
            1 => Problem::Missing,
            2 => Problem::Repeated,
            3 => Problem::BothNames,
            4 => Problem::Escape { offset: place },
            5 => Problem::Length { found: place },
            6 => Problem::Byte { offset: place, found: u8::try_from(self.byte).ok()? },
            7 => Problem::Range { offset: place },
            8 => Problem::Year,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_comes_back_as_it_went() {
        for problem in [
            Problem::Missing,
            Problem::Repeated,
            Problem::BothNames,
            Problem::Escape { offset: 3 },
            Problem::Length { found: 8000 },
            Problem::Byte { offset: 63, found: 255 },
            Problem::Range { offset: 5 },
            Problem::Year,
        ] {
            assert_eq!(Detail::of(problem).problem(), Some(problem));
        }
    }

    #[test]
    fn what_never_was_a_problem_is_none() {
        for (problem, byte) in [(0, 0), (9, 0), (u32::MAX, 0), (6, 256)] {
            assert_eq!(Detail { problem, byte, ..Detail::default() }.problem(), None);
        }
    }
}
