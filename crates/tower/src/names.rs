//! The names under which fields are looked for.

use store_auth::Field;

/// Why a field can't have a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NameError {
    /// No name at all: the field could not be given.
    #[error("names of {field}: expected at least one, found none")]
    NoName {
        /// The field.
        field: Field,
    },
    /// A name that no parameter, or no header, can have.
    #[error("names of {field}: expected {expected}, found {name:?}")]
    Form {
        /// The field.
        field: Field,
        /// What a name is made of.
        expected: &'static str,
        /// The name.
        name: String,
    },
    /// A name that is taken already.
    #[error("names of {field}: {name:?} is a name of {taken_by} already")]
    Taken {
        /// The field.
        field: Field,
        /// The name.
        name: String,
        /// The field that has it.
        taken_by: Field,
    },
}

/// A kind of name.
pub(crate) trait Name: AsRef<str> + PartialEq + Sized {
    const EXPECTED: &'static str;

    fn parse(name: &str) -> Option<Self>;
}

/// The names of each field, at least one, in the order of [`Field::ALL`].
#[derive(Clone, Debug)]
pub(crate) struct Names<T>([Vec<T>; 4]);

impl<T: Name> Names<T> {
    /// As named by the scheme, in the spelling that `respell` gives them.
    pub(crate) fn of_the_scheme(respell: impl Fn(&str) -> T) -> Self {
        Self(Field::ALL.map(|field| {
            [Some(field.name()), field.other_name()].into_iter().flatten().map(&respell).collect()
        }))
    }

    pub(crate) fn of(&self, field: Field) -> &[T] {
        &self.0[field as usize]
    }

    /// The field whose name this is, and which of its names.
    pub(crate) fn find(&self, is_it: impl Fn(&T) -> bool) -> Option<(Field, usize)> {
        Field::ALL.into_iter().find_map(|field| {
            let which = self.of(field).iter().position(&is_it)?;
            Some((field, which))
        })
    }

    /// Gives a field other names, and leaves all as they are on an error.
    pub(crate) fn rename<N: AsRef<str>>(
        &mut self,
        field: Field,
        names: impl IntoIterator<Item = N>,
    ) -> Result<(), NameError> {
        let mut parsed = Vec::new();
        for name in names {
            let name = name.as_ref();
            let of_this = T::parse(name).ok_or_else(|| NameError::Form {
                field,
                expected: T::EXPECTED,
                name: name.to_owned(),
            })?;
            let other = self.find(|taken| *taken == of_this).map(|(other, _)| other);
            let taken_by = other
                .filter(|other| *other != field)
                .or_else(|| parsed.contains(&of_this).then_some(field));
            if let Some(taken_by) = taken_by {
                return Err(NameError::Taken { field, name: name.to_owned(), taken_by });
            }
            parsed.push(of_this);
        }
        if parsed.is_empty() {
            return Err(NameError::NoName { field });
        }
        self.0[field as usize] = parsed;
        Ok(())
    }

    /// A field's names for a message.
    pub(crate) fn listed(&self, field: Field) -> String {
        let names: Vec<_> =
            self.of(field).iter().map(|name| format!("`{}`", name.as_ref())).collect();
        names.join(" or ")
    }
}
