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
pub(crate) struct Names<T> {
    of_fields: [Vec<T>; 4],
    renamed: bool,
}

impl<T: Name> Names<T> {
    /// As the scheme names them, in the spelling that `respell` gives its names.
    pub(crate) fn of_the_scheme(respell: impl Fn(&str) -> Option<T>) -> Self {
        let names = |field: Field| [Some(field.name()), field.other_name()].into_iter().flatten();
        let of_fields = Field::ALL.map(|field| names(field).filter_map(&respell).collect());
        Self { of_fields, renamed: false }
    }

    pub(crate) fn of(&self, field: Field) -> &[T] {
        &self.of_fields[field as usize]
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &T> {
        self.of_fields.iter().flatten()
    }

    /// Whether some differ from those of the scheme.
    pub(crate) fn are_renamed(&self) -> bool {
        self.renamed
    }

    /// The field whose name this is.
    pub(crate) fn find(&self, is_it: impl Fn(&T) -> bool) -> Option<Field> {
        Field::ALL.into_iter().find(|field| self.of(*field).iter().any(&is_it))
    }

    /// Each name of a field, and the name of the scheme that stands for it: the field's second where two different
    /// names of it have to be told from one that is given twice.
    pub(crate) fn with_those_of_the_scheme(
        &self,
        field: Field,
    ) -> impl Iterator<Item = (&T, &'static str)> {
        self.of(field).iter().enumerate().map(move |(which, name)| {
            let second = field.other_name().filter(|_| which > 0);
            (name, second.unwrap_or(field.name()))
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
            let taken_by = self
                .find(|taken| *taken == of_this)
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
        self.of_fields[field as usize] = parsed;
        self.renamed = true;
        Ok(())
    }

    /// A field's names for a message.
    pub(crate) fn listed(&self, field: Field) -> String {
        let names: Vec<_> =
            self.of(field).iter().map(|name| format!("`{}`", name.as_ref())).collect();
        names.join(" or ")
    }
}
