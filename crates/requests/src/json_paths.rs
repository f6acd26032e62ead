//! Members of a JSON object, found by their paths in one pass and borrowed from the text.

use serde::{
    Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use std::{borrow::Cow, fmt};

/// The value of a member.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Scalar<'a> {
    Text(Cow<'a, str>),
    Integer(i64),
    Float(f64),
    /// Something that is neither a string nor a number: its kind.
    Other(&'static str),
}

impl Scalar<'_> {
    /// What it is, for a message.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
            Self::Integer(_) | Self::Float(_) => "a number",
            Self::Other(kind) => kind,
        }
    }
}

/// Paths of members that are looked for, each with what it means.
#[derive(Debug)]
pub(crate) struct Paths<R> {
    paths: Vec<(Vec<Box<str>>, R)>,
    /// The paths with a name of this [`class`]: a name of the text is compared with few.
    by_class: [u64; CLASSES],
}

const CLASSES: usize = 64;

/// A number that is the same for the same name, and seldom for another.
pub(crate) fn class(name: &str) -> usize {
    let first = name.as_bytes().first().copied().unwrap_or_default();
    (usize::from(first) + 5 * name.len()) % CLASSES
}

/// Paths are counted in the bits of a word.
const PATHS_MAX: usize = 64;

impl<R: Copy> Paths<R> {
    /// `request.uri` is the member `uri` of the object `request`, or a member of just that name.
    ///
    /// # Panics
    /// For more than 64 paths, those with dots counting twice. No input decides on their number.
    pub(crate) fn new<P: AsRef<str>>(paths: impl IntoIterator<Item = (P, R)>) -> Self {
        let mut split: Vec<(Vec<Box<str>>, R)> = Vec::new();
        for (path, meaning) in paths {
            let path = path.as_ref();
            split.push((vec![path.into()], meaning));
            if path.contains('.') {
                split.push((path.split('.').map(Box::from).collect(), meaning));
            }
        }
        assert!(split.len() <= PATHS_MAX, "expected at most {PATHS_MAX} paths");
        let mut by_class = [0; CLASSES];
        for (index, (path, _)) in split.iter().enumerate() {
            for name in path {
                by_class[class(name)] |= 1 << index;
            }
        }
        Self { paths: split, by_class }
    }

    /// The meanings of the paths that start with this name.
    pub(crate) fn of_name(&self, name: &str) -> Vec<R> {
        let starts = |(path, _): &&(Vec<Box<str>>, R)| path.first().is_some_and(|it| **it == *name);
        self.paths.iter().filter(starts).map(|(_, meaning)| *meaning).collect()
    }

    /// Calls `found` with each member that is there, in the order of the text, and returns whether there are others.
    pub(crate) fn find<'a>(
        &self,
        json: &'a [u8],
        mut found: impl FnMut(R, Scalar<'a>),
    ) -> serde_json::Result<bool> {
        // All at once is faster than string by string. Where that fails, it may yet be in what nobody looks for.
        match std::str::from_utf8(json) {
            Ok(json) => self.read(serde_json::Deserializer::from_str(json), &mut found),
            Err(_) => self.read(serde_json::Deserializer::from_slice(json), &mut found),
        }
    }

    fn read<'a>(
        &self,
        mut json: serde_json::Deserializer<impl serde_json::de::Read<'a>>,
        found: &mut impl FnMut(R, Scalar<'a>),
    ) -> serde_json::Result<bool> {
        let mut has_others = false;
        json.deserialize_map(Members {
            paths: self,
            active: u64::MAX,
            depth: 0,
            found,
            has_others: &mut has_others,
        })?;
        json.end()?;
        Ok(has_others)
    }
}

/// Reads a value at a depth where some paths are still followed.
struct Members<'p, F, R> {
    paths: &'p Paths<R>,
    active: u64,
    depth: usize,
    found: &'p mut F,
    has_others: &'p mut bool,
}

impl<F, R: Copy> Members<'_, F, R> {
    /// The paths that go on with this name.
    fn following(&self, name: &str) -> u64 {
        let paths = &self.paths.paths;
        bits(self.active & self.paths.by_class[class(name)])
            .filter(|index| paths[*index].0.get(self.depth).is_some_and(|part| **part == *name))
            .map(|index| 1_u64 << index)
            .sum()
    }

    /// Hands the value to every path that ends here.
    fn end<'a>(self, scalar: &Scalar<'a>)
    where
        F: FnMut(R, Scalar<'a>),
    {
        for (path, meaning) in bits(self.active).map(|index| &self.paths.paths[index]) {
            if path.len() == self.depth {
                (self.found)(*meaning, scalar.clone());
            }
        }
    }
}

/// The numbers of the bits that are set.
fn bits(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let index = word.trailing_zeros();
        word &= word.checked_sub(1)?;
        Some(index as usize)
    })
}

impl<'de, F: FnMut(R, Scalar<'de>), R: Copy> DeserializeSeed<'de> for Members<'_, F, R> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, F: FnMut(R, Scalar<'de>), R: Copy> Visitor<'de> for Members<'_, F, R> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(following) = map.next_key_seed(Name(&self))? {
            if following == 0 {
                *self.has_others = true;
                map.next_value::<IgnoredAny>()?;
            } else {
                map.next_value_seed(Members {
                    paths: self.paths,
                    active: following,
                    depth: self.depth + 1,
                    found: &mut *self.found,
                    has_others: &mut *self.has_others,
                })?;
            }
        }
        if self.depth > 0 {
            self.end(&Scalar::Other("an object"));
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        self.end(&Scalar::Other("an array"));
        Ok(())
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<(), E> {
        self.end(&Scalar::Text(Cow::Borrowed(text)));
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.end(&Scalar::Text(Cow::Owned(text.to_owned())));
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.end(&Scalar::Integer(number));
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        self.end(&i64::try_from(number).map_or(Scalar::Other("a number"), Scalar::Integer));
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.end(&Scalar::Float(number));
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.end(&Scalar::Other("true or false"));
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.end(&Scalar::Other("null"));
        Ok(())
    }
}

/// Reads a name: which paths go on with it.
struct Name<'m, 'p, F, R>(&'m Members<'p, F, R>);

impl<'de, F, R: Copy> DeserializeSeed<'de> for Name<'_, '_, F, R> {
    type Value = u64;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u64, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<F, R: Copy> Visitor<'_> for Name<'_, '_, F, R> {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<u64, E> {
        Ok(self.0.following(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(json: &str) -> Vec<(usize, Scalar<'_>)> {
        let paths = Paths::new([("uri", 0), ("request.uri", 1), ("request", 2), ("ts", 3)]);
        let mut found = Vec::new();
        paths.find(json.as_bytes(), |path, scalar| found.push((path, scalar))).unwrap();
        found
    }

    fn text(text: &str) -> Scalar<'_> {
        Scalar::Text(Cow::Borrowed(text))
    }

    #[test]
    fn members_are_found_at_their_paths_and_nowhere_else() {
        let json = r#"{"a":{"uri":"no"},"uri":"1","request":{"x":[{"uri":1}],"uri":"2"},"ts":3}"#;
        let object = (2, Scalar::Other("an object"));
        assert_eq!(find(json), [(0, text("1")), (1, text("2")), object, (3, Scalar::Integer(3))]);
    }

    #[test]
    fn a_path_may_be_one_name_with_a_dot() {
        assert_eq!(
            find(r#"{"request.uri":"/","request":"GET /"}"#),
            [(1, text("/")), (2, text("GET /"))]
        );
    }

    #[test]
    fn escapes_are_decoded_in_names_and_values() {
        assert_eq!(find(r#"{"u\u0072i":"\u002f?a\"b"}"#), [(0, text("/?a\"b"))]);
    }

    #[test]
    fn each_kind_of_value_is_told() {
        let json = r#"{"uri":null,"ts":1.5,"request":[1,{"uri":2}],"uri":true,"ts":-1}"#;
        let kinds: Vec<_> = find(json).iter().map(|(_, scalar)| scalar.kind()).collect();
        assert_eq!(kinds, ["null", "a number", "an array", "true or false", "a number"]);
    }

    #[test]
    fn what_follows_the_object_is_an_error() {
        let paths = Paths::new([("uri", ())]);
        assert!(paths.find(b"{} {}", |(), _| ()).is_err());
        assert!(paths.find(b"{\"uri\":\"\xff\"}", |(), _| ()).is_err());
        let error = paths.find(b"[]", |(), _| ()).unwrap_err().to_string();
        assert_eq!(error, "invalid type: sequence, expected an object at line 1 column 0");
    }
}
