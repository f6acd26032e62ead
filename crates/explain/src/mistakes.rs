//! The mistakes that one text has.

use crate::code::Code;

/// Up to two mistakes that a text has.
#[derive(Clone, Copy, Default)]
pub(crate) struct Mistakes([Option<Code>; 2]);

impl Mistakes {
    /// With one more, unless that would be more than `most`. The same one twice is one.
    pub(crate) fn with(self, code: Option<Code>, most: usize) -> Option<Self> {
        if code.is_none() || self.0.contains(&code) {
            return Some(self);
        }
        let Self([first, second]) = self;
        match (first, second, most) {
            (None, _, 1..) => Some(Self([code, None])),
            (Some(_), None, 2..) => Some(Self([first, code])),
            _ => None,
        }
    }

    pub(crate) fn count(self) -> usize {
        self.0.iter().flatten().count()
    }

    pub(crate) fn codes(self) -> impl Iterator<Item = Code> {
        self.0.into_iter().flatten()
    }
}
