//! The signatures that a request gave.

use std::borrow::Cow;
use store_auth::Field;

/// Those values of a request's signature that have the form of one: what may let somebody in. One, as a rule.
pub(crate) struct Signatures<'a>(Vec<Cow<'a, [u8]>>);

impl Signatures<'_> {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().map(|signature| &**signature)
    }

    pub(crate) fn into_owned(self) -> Signatures<'static> {
        Signatures(self.0.into_iter().map(|signature| Cow::Owned(signature.into_owned())).collect())
    }
}

impl<'a> FromIterator<Cow<'a, [u8]>> for Signatures<'a> {
    fn from_iter<T: IntoIterator<Item = Cow<'a, [u8]>>>(values: T) -> Self {
        let has_its_form =
            |value: &Cow<'_, [u8]>| Field::Signature.check(&value.to_ascii_lowercase()).is_ok();
        Self(values.into_iter().filter(has_its_form).collect())
    }
}
