//! A request: four untrusted strings, and where they come from.

use crate::{
    expiry,
    field::{Field, GivenAs},
    field_text::{FieldText, Sent},
    grammar::{EXPIRY_MAX, ID_MAX, PRODUCT_CODE_MAX, SIGNATURE_DIGITS},
    malformed::{Malformed, Problem},
    query,
    redact::Redacted,
    token,
};
use alloc::borrow::Cow;
use core::fmt;

/// The four untrusted strings of an App's request, borrowed and not looked at yet.
///
/// Making one cannot fail. Whatever is wrong with it, a field that is missing among others, is what
/// [`Verifier::verify`](crate::Verifier::verify) denies it for.
///
/// | field | names |
/// |---|---|
/// | id of a display or company | `id` or `cid` |
/// | product code | `pc` |
/// | expiry | `expiry` or `expiry_time` |
/// | signature | `signature` |
///
/// A name given twice, or both names of a pair, is malformed. Other names are ignored.
///
/// `Debug` masks the signature, wherever in the request it stands: it is a credential until the expiry.
#[derive(Clone, Copy)]
pub struct Request<'a>(Form<'a>);

#[derive(Clone, Copy)]
enum Form<'a> {
    /// As nearly all are: there is nothing to decode, and nothing missing.
    Texts(Texts<'a>),
    Values(Values<'a>),
}

#[derive(Clone, Copy)]
struct Values<'a> {
    id: Value<'a>,
    product_code: Value<'a>,
    expiry: Value<'a>,
    signature: Value<'a>,
}

#[derive(Clone, Copy)]
enum Value<'a> {
    /// The text itself.
    Plain(&'a [u8]),
    /// Text with escapes in it, decoded when it is read: there is nowhere to keep the result.
    Escaped(&'a [u8]),
    /// No one text, but none, or more than one: the first of them.
    Faulty(Fault, Option<Sent<'a>>),
}

/// Why a field has no one text.
#[derive(Clone, Copy)]
enum Fault {
    Missing,
    Repeated,
    BothNames,
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Missing => Self::Missing,
            Fault::Repeated => Self::Repeated,
            Fault::BothNames => Self::BothNames,
        }
    }
}

impl<'a> Request<'a> {
    /// From the four strings: id, product code, expiry and signature, as they are.
    ///
    /// ```
    /// use store_auth::Request;
    ///
    /// let request = Request::new(
    ///     "XU4XHT8XQDWK",
    ///     "b5d78da0853d97e2ec28feb5e31b9953d9c72420",
    ///     "2016-04-26T08:17:59.059+0000",
    ///     "16be1703017fd1001fe63465e50523982f10b0ca",
    /// );
    /// ```
    pub fn new(
        id: &'a (impl AsRef<[u8]> + ?Sized),
        product_code: &'a (impl AsRef<[u8]> + ?Sized),
        expiry: &'a (impl AsRef<[u8]> + ?Sized),
        signature: &'a (impl AsRef<[u8]> + ?Sized),
    ) -> Self {
        Self(Form::Texts(Texts {
            id: id.as_ref(),
            product_code: product_code.as_ref(),
            expiry: expiry.as_ref(),
            signature: signature.as_ref(),
        }))
    }

    /// From names and values that are decoded already, in the order in which they came: headers, columns, the members of
    /// a JSON object.
    ///
    /// Give every pair that was sent. A name given twice is malformed, and only the pairs show it: a `HashMap` or a
    /// `serde_json::Map` has lost one of the two before it is asked. What a query is denied for would be let in, under
    /// the id that came last, while another program may take the first. And leave out what was not given: an empty cell
    /// `cid` beside one `id` of a table is both names of one field.
    ///
    /// ```
    /// use std::collections::HashMap;
    /// use store_auth::{Denied, Malformed, Problem, Request, ServerKey, Verifier};
    /// use store_auth::chrono::{TimeZone, Utc};
    ///
    /// let sent = [
    ///     ("id", "somebody else"),
    ///     ("id", "XU4XHT8XQDWK"),
    ///     ("pc", "b5d78da0853d97e2ec28feb5e31b9953d9c72420"),
    ///     ("expiry", "2016-04-26T08:17:59.059+0000"),
    ///     ("signature", "16be1703017fd1001fe63465e50523982f10b0ca"),
    /// ];
    /// let verifier = Verifier::new(ServerKey::new("e4232e0620f9290025cb3783768c9c8c4686078c")?);
    /// let morning = Utc.with_ymd_and_hms(2016, 4, 26, 8, 0, 0).unwrap();
    /// let denied = verifier.verify_at(&Request::from_pairs(sent), morning).unwrap_err();
    /// assert!(matches!(denied, Denied::Malformed(Malformed { problem: Problem::Repeated, .. })));
    ///
    /// // The mistake: a map has forgotten the first id.
    /// let map = HashMap::from(sent);
    /// assert!(verifier.verify_at(&Request::from_pairs(map), morning).is_ok());
    /// # Ok::<(), store_auth::KeyError>(())
    /// ```
    ///
    /// A form in a body is written as a query is: [`from_query`](Self::from_query) reads it. For JSON there is the crate
    /// `store-auth-requests`, for headers `store-auth-tower`; [docs/fields.md] shows them, and how to do without.
    ///
    /// [docs/fields.md]: https://docs.rs/crate/store-auth/latest/source/docs/fields.md
    pub fn from_pairs<N, V>(pairs: impl IntoIterator<Item = (&'a N, &'a V)>) -> Self
    where
        N: AsRef<[u8]> + ?Sized + 'a,
        V: AsRef<[u8]> + ?Sized + 'a,
    {
        let mut names = Names::default();
        for (name, value) in pairs {
            names.take(name.as_ref(), Value::Plain(value.as_ref()));
        }
        Self(names.values.into())
    }

    /// From a raw query string, such as `id=…&pc=…&expiry=…&signature=…`.
    ///
    /// Names and values are percent-decoded and nothing else: a `+` is a plus, since `+0000` is often sent unescaped.
    ///
    /// ```
    /// use store_auth::Request;
    ///
    /// let request = Request::from_query(
    ///     "id=XU4XHT8XQDWK&pc=b5d78da0853d97e2ec28feb5e31b9953d9c72420\
    ///      &expiry=2016-04-26T08%3A17%3A59.059%2B0000\
    ///      &signature=16be1703017fd1001fe63465e50523982f10b0ca",
    /// );
    /// ```
    pub fn from_query<T: AsRef<[u8]> + ?Sized>(query: &'a T) -> Self {
        let query = query.as_ref();
        // Asked once for all: most have none.
        let any_escape = query::has_escape(query);
        let has_escape = |text| any_escape && query::has_escape(text);
        let mut names = Names::default();
        for (name, value) in query::pairs(query) {
            let value = if has_escape(value) { Value::Escaped(value) } else { Value::Plain(value) };
            if has_escape(name) {
                // Room for the longest name; what does not fit is none of ours.
                let mut decoded = [0; 16];
                if let Ok(name) = query::decode(name, &mut decoded) {
                    names.take(name, value);
                }
            } else {
                names.take(name, value);
            }
        }
        Self(names.values.into())
    }

    /// From a URL or a request target such as `/data?id=…`: its query, as [`from_query`](Self::from_query) reads it.
    ///
    /// Nothing else of the URL is looked at, and a fragment behind `#` is left out.
    pub fn from_url<T: AsRef<[u8]> + ?Sized>(url: &'a T) -> Self {
        Self::from_query(query::of_url(url.as_ref()))
    }

    /// What was sent as a field: the first, where there are several.
    ///
    /// ```
    /// use store_auth::{Field, Request};
    ///
    /// let request = Request::from_url("/feed?id=XU4XHT8XQDWK&expiry=2016-04-26T08%3A17%3A59.059Z&id=x");
    /// let id = request.text(Field::Id).unwrap();
    /// assert_eq!(id.to_string(), "XU4XHT8XQDWK"); // for a log: nothing that may be a signature, on one line
    /// let expiry = request.text(Field::Expiry).unwrap();
    /// assert_eq!(expiry.as_bytes(), b"2016-04-26T08%3A17%3A59.059Z");
    /// assert_eq!(*expiry.decoded(), *b"2016-04-26T08:17:59.059Z");
    /// assert!(request.text(Field::Signature).is_none());
    /// ```
    #[must_use]
    pub fn text(&self, field: Field) -> Option<FieldText<'a>> {
        let values = Values::from(self.0);
        let signature = values.signature.first();
        values.of(field).first().map(|sent| FieldText { field, sent, signature })
    }

    /// Takes out of a text everything that may be a signature, but for the product code of this request.
    ///
    /// For a text in which the request stands, such as a line of a log.
    ///
    /// ```
    /// use store_auth::Request;
    ///
    /// let line = "GET /feed?pc=b5d78da0853d97e2ec28feb5e31b9953d9c72420\
    ///             &signature=16be1703017fd1001fe63465e50523982f10b0ca";
    /// assert_eq!(
    ///     Request::from_url(line).redact(line).to_string(),
    ///     "GET /feed?pc=b5d78da0853d97e2ec28feb5e31b9953d9c72420&signature=[signature]",
    /// );
    /// ```
    #[must_use]
    pub fn redact<'t, T: AsRef<[u8]> + ?Sized>(&self, text: &'t T) -> Redacted<'t> {
        let product_code = self.text(Field::ProductCode);
        let shown = product_code.map(|product_code| product_code.redacted().into_bytes());
        Redacted::of(Cow::Borrowed(text.as_ref()), shown.as_deref())
    }

    /// The four texts, where none has to be decoded and none is missing.
    #[inline]
    pub(crate) fn texts(&self) -> Option<Texts<'_>> {
        match self.0 {
            Form::Texts(texts) => Some(texts),
            Form::Values(_) => None,
        }
    }

    /// The four texts, percent-decoded.
    ///
    /// # Errors
    /// The first bad field, be it one that cannot be decoded or one of another form than the scheme's.
    #[cold]
    pub(crate) fn decode<'b>(&self, decoded: &'b mut Decoded) -> Result<Texts<'b>, Malformed>
    where
        'a: 'b,
    {
        let Values { id, product_code, expiry, signature } = self.0.into();
        let malformed = |field| move |problem| Malformed { field, problem };
        let id = id.text(&mut decoded.id).map_err(malformed(Field::Id))?;
        let product_code = product_code.text(&mut decoded.product_code).or_else(|problem| {
            token::check_id(id)?;
            Err(malformed(Field::ProductCode)(problem))
        })?;
        let expiry = expiry.text(&mut decoded.expiry).or_else(|problem| {
            token::check_id(id)?;
            token::check_product_code(product_code)?;
            Err(malformed(Field::Expiry)(problem))
        })?;
        let signature = signature.text(&mut decoded.signature).or_else(|problem| {
            token::check_id(id)?;
            token::check_product_code(product_code)?;
            expiry::instant(expiry)?;
            Err(malformed(Field::Signature)(problem))
        })?;
        Ok(Texts { id, product_code, expiry, signature })
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values = self.0.into();
        f.debug_struct("Request")
            .field("id", &DebugField(values, Field::Id))
            .field("product_code", &DebugField(values, Field::ProductCode))
            .field("expiry", &DebugField(values, Field::Expiry))
            .finish_non_exhaustive()
    }
}

impl<'a> From<Values<'a>> for Form<'a> {
    fn from(values: Values<'a>) -> Self {
        match values {
            Values {
                id: Value::Plain(id),
                product_code: Value::Plain(product_code),
                expiry: Value::Plain(expiry),
                signature: Value::Plain(signature),
            } => Self::Texts(Texts { id, product_code, expiry, signature }),
            values => Self::Values(values),
        }
    }
}

impl<'a> From<Form<'a>> for Values<'a> {
    fn from(form: Form<'a>) -> Self {
        match form {
            Form::Values(values) => values,
            Form::Texts(Texts { id, product_code, expiry, signature }) => Self {
                id: Value::Plain(id),
                product_code: Value::Plain(product_code),
                expiry: Value::Plain(expiry),
                signature: Value::Plain(signature),
            },
        }
    }
}

impl<'a> Values<'a> {
    fn of(&self, field: Field) -> Value<'a> {
        match field {
            Field::Id => self.id,
            Field::ProductCode => self.product_code,
            Field::Expiry => self.expiry,
            Field::Signature => self.signature,
        }
    }
}

impl<'a> Value<'a> {
    /// The text that the value stands for, in the buffer where it had to be decoded.
    #[inline]
    fn text<const MAX: usize>(
        self,
        buffer: &'a mut Option<[u8; MAX]>,
    ) -> Result<&'a [u8], Problem> {
        match self {
            Self::Plain(text) => Ok(text),
            Self::Escaped(text) => decode(text, buffer),
            Self::Faulty(fault, _) => Err(fault.into()),
        }
    }

    /// The first text that was sent.
    fn first(self) -> Option<Sent<'a>> {
        match self {
            Self::Plain(text) => Some(Sent { text, is_escaped: false }),
            Self::Escaped(text) => Some(Sent { text, is_escaped: true }),
            Self::Faulty(_, first) => first,
        }
    }
}

/// A field of a request as `Debug` writes it: escapes as they were sent.
struct DebugField<'a>(Values<'a>, Field);

impl fmt::Debug for DebugField<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(values, field) = *self;
        match values.of(field) {
            Value::Plain(text) | Value::Escaped(text) => {
                let sent = Sent { text, is_escaped: false };
                fmt::Debug::fmt(&FieldText { field, sent, signature: values.signature.first() }, f)
            }
            Value::Faulty(fault, _) => fmt::Debug::fmt(&Problem::from(fault), f),
        }
    }
}

#[cold]
#[inline(never)]
fn decode<'a, const MAX: usize>(
    text: &[u8],
    buffer: &'a mut Option<[u8; MAX]>,
) -> Result<&'a [u8], Problem> {
    query::decode(text, buffer.insert([0; MAX]))
}

/// Finds the four fields among names and values.
struct Names<'a> {
    values: Values<'a>,
    /// Under which of its names each field came first.
    seen: [Option<GivenAs>; 4],
}

impl Default for Names<'_> {
    fn default() -> Self {
        let missing = Value::Faulty(Fault::Missing, None);
        Self {
            values: Values {
                id: missing,
                product_code: missing,
                expiry: missing,
                signature: missing,
            },
            seen: [None; 4],
        }
    }
}

impl<'a> Names<'a> {
    fn take(&mut self, name: &[u8], value: Value<'a>) {
        let values = &mut self.values;
        let [id, product_code, expiry, signature] = &mut self.seen;
        let Some((field, given_as)) = Field::given_as(name) else { return };
        let (place, seen) = match field {
            Field::Id => (&mut values.id, id),
            Field::ProductCode => (&mut values.product_code, product_code),
            Field::Expiry => (&mut values.expiry, expiry),
            Field::Signature => (&mut values.signature, signature),
        };
        *place = match *seen {
            None => value,
            Some(before) if before == given_as => Value::Faulty(Fault::Repeated, place.first()),
            Some(_) => Value::Faulty(Fault::BothNames, place.first()),
        };
        seen.get_or_insert(given_as);
    }
}

/// Where fields that have to be percent-decoded are kept, each at its longest.
#[derive(Default)]
pub(crate) struct Decoded {
    id: Option<[u8; ID_MAX]>,
    product_code: Option<[u8; PRODUCT_CODE_MAX]>,
    expiry: Option<[u8; EXPIRY_MAX]>,
    signature: Option<[u8; SIGNATURE_DIGITS]>,
}

/// The texts of the four fields, of which nothing is checked.
#[derive(Clone, Copy)]
pub(crate) struct Texts<'a> {
    pub(crate) id: &'a [u8],
    pub(crate) product_code: &'a [u8],
    pub(crate) expiry: &'a [u8],
    pub(crate) signature: &'a [u8],
}
