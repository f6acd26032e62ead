//! Parameters of a query.

use crate::{callback::Callback, decode::decode, denial::Denial};
use std::borrow::Cow;

/// The parameters of a query that have one of `N` names, in any order and with any others among them.
#[derive(Debug)]
pub(crate) struct Parameters<'q, const N: usize> {
    names: [&'static str; N],
    values: [Value<'q>; N],
    callback: Value<'q>,
}

/// What a parameter was given.
#[derive(Debug)]
struct Value<'q> {
    /// The first value, as it was sent.
    sent: Option<&'q str>,
    is_repeated: bool,
}

impl<'q, const N: usize> Parameters<'q, N> {
    /// Reads a query. Each endpoint takes a `callback` as well.
    pub(crate) fn read(query: &'q str, names: [&'static str; N]) -> Self {
        let mut parameters =
            Self { names, values: [const { Value::EMPTY }; N], callback: Value::EMPTY };
        for (name, value) in pairs(query) {
            let place = names.iter().position(|known| *known == name);
            if let Some(known) = place.and_then(|place| parameters.values.get_mut(place)) {
                known.take(value);
            } else if name == CALLBACK {
                parameters.callback.take(value);
            }
        }
        parameters
    }

    /// The function that the answer calls.
    ///
    /// # Errors
    /// [`Denial::BadCallback`]
    pub(crate) fn callback(&self) -> Result<Option<Callback>, Denial> {
        if self.callback.is_repeated {
            return Err(Denial::BadCallback);
        }
        self.callback.text().map(|text| text.parse()).transpose().map_err(|_| Denial::BadCallback)
    }

    /// The values by the order of their names, decoded. An empty one counts as absent.
    ///
    /// # Errors
    /// [`Denial::GivenTwice`] with the first of the names that comes more than once, be the values empty or the same.
    pub(crate) fn values(&self) -> Result<[Option<Cow<'q, str>>; N], Denial> {
        match self.names.iter().zip(&self.values).find(|(_, value)| value.is_repeated) {
            Some((name, _)) => Err(Denial::GivenTwice(name)),
            None => Ok(self.values.each_ref().map(Value::text)),
        }
    }
}

const CALLBACK: &str = "callback";

impl<'q> Value<'q> {
    const EMPTY: Self = Self { sent: None, is_repeated: false };

    fn take(&mut self, value: &'q str) {
        self.is_repeated = self.sent.is_some();
        self.sent.get_or_insert(value);
    }

    fn text(&self) -> Option<Cow<'q, str>> {
        self.sent.filter(|sent| !sent.is_empty()).map(decode)
    }
}

/// All values of a name, decoded, with a comma between them: a list that may be sent in parts.
///
/// An empty value counts as absent. The list is split only now, so that an escaped comma is one as well.
pub(crate) fn list(query: &str, name: &str) -> String {
    let given = pairs(query).filter(|(given, value)| given == name && !value.is_empty());
    given.map(|(_, value)| decode(value)).collect::<Vec<_>>().join(",")
}

/// Names, decoded, and values as they were sent.
fn pairs(query: &str) -> impl Iterator<Item = (Cow<'_, str>, &str)> {
    query.split('&').map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(name), value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_values(query: &str, expected: Result<[Option<&str>; 2], Denial>) {
        let parameters = Parameters::read(query, ["id", "pc"]);
        let expected = expected.map(|values| values.map(|value| value.map(Cow::from)));
        assert_eq!(parameters.values(), expected, "{query}");
    }

    #[track_caller]
    fn assert_callback(query: &str, expected: Result<Option<&str>, Denial>) {
        let callback = Parameters::read(query, []).callback();
        let found = callback.as_ref().map(|callback| callback.as_ref().map(Callback::as_str));
        assert_eq!(found, expected.as_ref().map(|callback| *callback), "{query}");
    }

    #[test]
    fn parameters_come_in_any_order_among_others() {
        assert_values("id=x&pc=y", Ok([Some("x"), Some("y")]));
        assert_values("_=1&pc=y&&=&ID=z&id=x&", Ok([Some("x"), Some("y")]));
    }

    #[test]
    fn names_and_values_are_decoded_and_a_plus_stays_one() {
        assert_values("%69d=a%2Bb+c%26%3D", Ok([Some("a+b+c&="), None]));
        assert_values("id=%&pc=%f%zz", Ok([Some("%"), Some("%f%zz")]));
        assert_values("id=%ff", Ok([Some("\u{fffd}"), None]));
    }

    #[test]
    fn what_is_empty_is_absent() {
        assert_values("", Ok([None, None]));
        assert_values("id=&pc", Ok([None, None]));
    }

    #[test]
    fn what_comes_twice_is_named_in_one_order_whatever_its_values() {
        assert_values("id=x&id=x", Err(Denial::GivenTwice("id")));
        assert_values("pc&pc=", Err(Denial::GivenTwice("pc")));
        assert_values("pc=1&pc=2&pc=3&%69d=&id=x", Err(Denial::GivenTwice("id")));
    }

    #[test]
    fn a_callback_is_one_dotted_identifier() {
        assert_callback("callback=a.b%5Fc&x=callback", Ok(Some("a.b_c")));
        assert_callback("callback=", Ok(None));
        for query in ["callback=f&callback=f", "callback=&callback", "callback=a-b", "callback=%ff"]
        {
            assert_callback(query, Err(Denial::BadCallback));
        }
    }

    #[test]
    fn a_list_is_decoded_before_it_is_split_and_may_come_in_parts() {
        for (query, expected) in
            [("", ""), ("pc=", ""), ("pc=a%2Cb,,c", "a,b,,c"), ("pc=&pc=a&x=y&%70c=b,c", "a,b,c")]
        {
            assert_eq!(list(query, "pc"), expected, "{query}");
        }
    }
}
