//! For what requests are denied, as it is counted: by the code and, where it is malformed, the field.

use store_auth::{Denied, Field};

/// How many reasons there are: of the first code, one for each field.
pub(crate) const REASONS: usize = Denied::CODES.len() - 1 + Field::ALL.len();

/// For what a request is denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reason {
    pub(crate) code: &'static str,
    /// Which field is malformed, where one is.
    pub(crate) field: Option<Field>,
}

impl Reason {
    /// All reasons, in the order of the checks.
    pub(crate) fn all() -> [Self; REASONS] {
        let [malformed, others @ ..] = Denied::CODES;
        std::array::from_fn(|place| match Field::ALL.get(place) {
            Some(field) => Self { code: malformed, field: Some(*field) },
            None => Self { code: others[place - Field::ALL.len()], field: None },
        })
    }

    pub(crate) fn of(denied: &Denied) -> Self {
        Self { code: denied.code(), field: denied.field() }
    }

    /// Where it stands among [all](Self::all), as every one does.
    pub(crate) fn place(self) -> Option<usize> {
        Self::all().iter().position(|known| *known == self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use store_auth::{Malformed, Problem};

    #[test]
    fn every_field_and_every_code_of_a_denial_is_a_reason_of_its_own() {
        let reasons = Reason::all();
        let codes: HashSet<_> = reasons.iter().map(|reason| reason.code).collect();
        assert_eq!(codes, HashSet::from(Denied::CODES));
        let fields: Vec<_> = reasons.iter().filter_map(|reason| reason.field).collect();
        assert_eq!(fields, Field::ALL);
        for (place, reason) in reasons.iter().enumerate() {
            assert_eq!(reason.place(), Some(place));
        }
    }

    #[test]
    fn a_denial_has_a_place() {
        let malformed = Malformed { field: Field::Expiry, problem: Problem::Missing };
        assert_eq!(Reason::of(&malformed.into()).place(), Some(2));
        assert_eq!(Reason::of(&Denied::SignatureMismatch).place(), Some(5));
        assert_eq!(Reason::of(&Denied::ProductNotAllowed).place(), Some(6));
    }
}
