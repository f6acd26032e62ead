//! A request: four untrusted strings, and where they come from.

use crate::{
    expiry::{self, Expiry},
    malformed::{Field, Malformed, Problem},
    query,
    signature::{self, Digest},
    token::{self, Id, ProductCode},
};
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
/// `Debug` masks the signature: it is a credential until the expiry.
#[derive(Clone, Copy)]
pub struct Request<'a> {
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
    /// No one text.
    Faulty(Problem),
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
        Self {
            id: Value::Plain(id.as_ref()),
            product_code: Value::Plain(product_code.as_ref()),
            expiry: Value::Plain(expiry.as_ref()),
            signature: Value::Plain(signature.as_ref()),
        }
    }

    /// From names and values that are decoded already: a form, headers, the members of a JSON object.
    ///
    /// ```
    /// use store_auth::Request;
    ///
    /// let request = Request::from_pairs([
    ///     ("cid", "ed4ca9da-4ee2-4b5c-8c5a-13ee3e4a9c0a"),
    ///     ("pc", "b5d78da0853d97e2ec28feb5e31b9953d9c72420"),
    ///     ("expiry_time", "2016-04-26T08:17:59.059Z"),
    ///     ("signature", "98538dbb8c3fc1f4c00871cf0b4a9f4a5454dc9c"),
    /// ]);
    /// ```
    pub fn from_pairs<N, V>(pairs: impl IntoIterator<Item = (&'a N, &'a V)>) -> Self
    where
        N: AsRef<[u8]> + ?Sized + 'a,
        V: AsRef<[u8]> + ?Sized + 'a,
    {
        let mut names = Names::default();
        for (name, value) in pairs {
            names.take(name.as_ref(), Value::Plain(value.as_ref()));
        }
        names.request
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
        let mut names = Names::default();
        for (name, value) in query::pairs(query.as_ref()) {
            let value =
                if query::has_escape(value) { Value::Escaped(value) } else { Value::Plain(value) };
            if query::has_escape(name) {
                // Room for the longest name; what does not fit is none of ours.
                let mut decoded = [0; 16];
                if let Ok(name) = query::decode(name, &mut decoded) {
                    names.take(name, value);
                }
            } else {
                names.take(name, value);
            }
        }
        names.request
    }

    /// From a URL or a request target such as `/data?id=…`: its query, as [`from_query`](Self::from_query) reads it.
    ///
    /// Nothing else of the URL is looked at, and a fragment behind `#` is left out.
    pub fn from_url<T: AsRef<[u8]> + ?Sized>(url: &'a T) -> Self {
        Self::from_query(query::of_url(url.as_ref()))
    }

    /// Checks the grammar of all fields, in the order that the scheme asks for.
    pub(crate) fn parse(&self) -> Result<Parsed, Malformed> {
        Ok(Parsed {
            id: self.id.read::<{ token::ID_MAX }, _>(Field::Id, token::parse_id)?,
            product_code: self.product_code.read::<{ token::PRODUCT_CODE_MAX }, _>(
                Field::ProductCode,
                token::parse_product_code,
            )?,
            expiry: self.expiry.read::<{ expiry::MAX }, _>(Field::Expiry, Expiry::parse)?,
            signature: self
                .signature
                .read::<{ signature::DIGITS }, _>(Field::Signature, Digest::parse)?,
        })
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("id", &self.id)
            .field("product_code", &self.product_code)
            .field("expiry", &self.expiry)
            .finish_non_exhaustive()
    }
}

impl Value<'_> {
    /// Has the text read that it stands for. Escaped text is decoded into `MAX` bytes, the field at its longest.
    #[inline]
    fn read<const MAX: usize, T>(
        self,
        field: Field,
        parse: impl Fn(&[u8]) -> Result<T, Malformed>,
    ) -> Result<T, Malformed> {
        let malformed = |problem| Malformed { field, problem };
        match self {
            Self::Plain(text) => parse(text),
            Self::Escaped(text) => parse(query::decode(text, &mut [0; MAX]).map_err(malformed)?),
            Self::Faulty(problem) => Err(malformed(problem)),
        }
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(text) | Self::Escaped(text) => write!(f, "\"{}\"", text.escape_ascii()),
            Self::Faulty(problem) => problem.fmt(f),
        }
    }
}

/// Finds the four fields among names and values.
struct Names<'a> {
    request: Request<'a>,
    /// Under which of its names each field came first.
    seen: [Option<Name>; 4],
}

#[derive(Clone, Copy, PartialEq)]
enum Name {
    First,
    Other,
}

impl Default for Names<'_> {
    fn default() -> Self {
        let missing = Value::Faulty(Problem::Missing);
        Self {
            request: Request {
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
        let request = &mut self.request;
        let [id, product_code, expiry, signature] = &mut self.seen;
        let (place, seen, name) = match name {
            b"id" => (&mut request.id, id, Name::First),
            b"cid" => (&mut request.id, id, Name::Other),
            b"pc" => (&mut request.product_code, product_code, Name::First),
            b"expiry" => (&mut request.expiry, expiry, Name::First),
            b"expiry_time" => (&mut request.expiry, expiry, Name::Other),
            b"signature" => (&mut request.signature, signature, Name::First),
            _ => return,
        };
        *place = match *seen {
            None => value,
            Some(before) if before == name => Value::Faulty(Problem::Repeated),
            Some(_) => Value::Faulty(Problem::BothNames),
        };
        seen.get_or_insert(name);
    }
}

/// Four fields that have the form the scheme asks for.
pub(crate) struct Parsed {
    pub(crate) id: Id,
    pub(crate) product_code: ProductCode,
    pub(crate) expiry: Expiry,
    pub(crate) signature: Digest,
}
