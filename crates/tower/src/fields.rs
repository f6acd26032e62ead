//! Where the four fields of a request are found, and under which names.

use crate::{
    copies::strip_copies,
    field_names::{NameError, Names},
    fields_in_headers::headers_of_the_scheme,
    fields_in_query::{ParameterName, parameters_of_the_scheme},
};
use http::{HeaderMap, HeaderName, Uri};
use store_auth::chrono::{DateTime, Utc};
use store_auth::{Authorization, Denied, Field, Malformed, Problem, Request, Verifier};

/// Where the four fields of a request are found, and under which names: all in its query, or all in headers.
///
/// | field | in the query | in headers |
/// |---|---|---|
/// | id of a display or company | `id` or `cid` | `Store-Id` or `Store-Cid` |
/// | product code | `pc` | `Store-Pc` |
/// | expiry | `expiry` or `expiry_time` | `Store-Expiry` or `Store-Expiry-Time` |
/// | signature | `signature` | `Store-Signature` |
///
/// A name given twice, or two names of one field, is malformed. Names in a query are percent-decoded before they are
/// compared, as values are before they are checked; header values are taken as they are.
///
/// ```
/// use store_auth::{Denied, Field, ServerKey, Verifier};
/// use store_auth_tower::Fields;
///
/// let fields = Fields::headers().named(Field::Signature, ["X-Data-Signature"])?;
/// let verifier = Verifier::new(ServerKey::new("e4232e0620f9290025cb3783768c9c8c4686078c")?);
///
/// let request = http::Request::get("/feed")
///     .header("Store-Id", "XU4XHT8XQDWK")
///     .header("Store-Pc", "b5d78da0853d97e2ec28feb5e31b9953d9c72420")
///     .header("Store-Expiry", "2016-04-26T08:17:59.059+0000")
///     .header("X-Data-Signature", "16be1703017fd1001fe63465e50523982f10b0ca")
///     .body(())?;
/// let verdict = fields.verify(&verifier, request.uri().query(), request.headers());
/// assert!(matches!(verdict, Err(Denied::Expired { .. })));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Fields(Place);

#[derive(Clone, Debug)]
enum Place {
    Query(Names<ParameterName>),
    Headers(Names<HeaderName>),
}

impl Fields {
    /// In the query of the request's URI, under the names of the scheme.
    #[must_use]
    pub fn query() -> Self {
        Self(Place::Query(parameters_of_the_scheme()))
    }

    /// In headers, named as in the scheme behind `Store-`.
    #[must_use]
    pub fn headers() -> Self {
        Self(Place::Headers(headers_of_the_scheme()))
    }

    /// Takes a field under these names instead: one, or several of which a request gives one.
    ///
    /// # Errors
    /// A [`NameError`] for no name, for one that no request can give, and for one that is taken already.
    pub fn named<T: AsRef<str>>(
        mut self,
        field: Field,
        names: impl IntoIterator<Item = T>,
    ) -> Result<Self, NameError> {
        match &mut self.0 {
            Place::Query(known) => known.rename(field, names)?,
            Place::Headers(known) => known.rename(field, names)?,
        }
        Ok(self)
    }

    /// Verifies a request now, by the system clock, from its query and its headers.
    ///
    /// It allocates nothing, unless fields of the query are [`named`](Self::named) otherwise than in the scheme.
    ///
    /// # Errors
    /// See [`Verifier::verify_at`].
    pub fn verify(
        &self,
        verifier: &Verifier,
        query: Option<&str>,
        headers: &HeaderMap,
    ) -> Result<Authorization, Denied> {
        self.with_request(query, headers, |request| verifier.verify(request))
    }

    /// Verifies a request as of `now`.
    ///
    /// # Errors
    /// See [`Verifier::verify_at`].
    pub fn verify_at(
        &self,
        verifier: &Verifier,
        query: Option<&str>,
        headers: &HeaderMap,
        now: DateTime<Utc>,
    ) -> Result<Authorization, Denied> {
        self.with_request(query, headers, |request| verifier.verify_at(request, now))
    }

    /// Takes the four fields out of a URI, or out of headers, and leaves the rest, byte for byte and in its order.
    /// Returns whether there was any.
    ///
    /// Of the headers, copies go too. Browsers send the URL of a page in `Referer`, and proxies that of the request in
    /// `X-Original-URI`, `X-Original-URL`, `X-Forwarded-Uri` and others: these lose the fields, be they those of this
    /// request or not, and keep the rest of the URL. Where the signature of this request stands in any other header,
    /// such as a cookie, `[signature]` takes its place; a header that has it percent-encoded is dropped.
    ///
    /// ```
    /// use http::{HeaderMap, Uri, header::REFERER};
    /// use store_auth_tower::Fields;
    ///
    /// let mut uri = Uri::from_static("/feed.js?id=XU4XHT8XQDWK&signature=16be1703017fd1001fe63465e50523982f10b0ca&v=2");
    /// let mut headers = HeaderMap::new();
    /// let page = "https://data.example/?signature=16be1703017fd1001fe63465e50523982f10b0ca&page=1";
    /// headers.insert(REFERER, page.parse()?);
    ///
    /// assert!(Fields::query().strip(&mut uri, &mut headers));
    /// assert_eq!(uri, "/feed.js?v=2");
    /// assert_eq!(headers[REFERER], "https://data.example/?page=1");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn strip(&self, uri: &mut Uri, headers: &mut HeaderMap) -> bool {
        match &self.0 {
            Place::Query(names) => {
                let signatures = names.signatures(uri.query().unwrap_or_default());
                strip_copies(headers, Some(names), &signatures);
                names.strip(uri)
            }
            Place::Headers(names) => {
                let signatures = names.signatures(headers).into_owned();
                let found = names.strip(headers);
                strip_copies(headers, None, &signatures);
                found
            }
        }
    }

    /// Hands over what the core reads in a request.
    pub(crate) fn with_request<T>(
        &self,
        query: Option<&str>,
        headers: &HeaderMap,
        then: impl FnOnce(&Request<'_>) -> T,
    ) -> T {
        match &self.0 {
            Place::Query(names) => names.with_request(query.unwrap_or_default(), then),
            Place::Headers(names) => then(&names.request(headers)),
        }
    }

    /// Whether a name under which the other ones look for `field` is one of these fields' names.
    pub(crate) fn share_a_name_with(&self, others: &Self, field: Field) -> bool {
        match (&self.0, &others.0) {
            (Place::Query(ours), Place::Query(theirs)) => {
                ours.all().any(|name| theirs.of(field).contains(name))
            }
            (Place::Headers(ours), Place::Headers(theirs)) => {
                ours.all().any(|name| theirs.of(field).contains(name))
            }
            _ => false,
        }
    }

    /// The message of a denial. Where names are meant it has those that are looked for here; the core only knows the
    /// scheme's.
    pub(crate) fn message(&self, denied: &Denied) -> String {
        let Denied::Malformed(Malformed { field, problem }) = *denied else {
            return denied.to_string();
        };
        let (place, names) = match &self.0 {
            Place::Query(names) => ("parameter", names.listed(field)),
            Place::Headers(names) => ("header", names.listed(field)),
        };
        match problem {
            Problem::Missing => {
                format!("malformed {field}: expected the {place} {names}, found none")
            }
            Problem::BothNames => {
                format!("malformed {field}: expected one {place} {names}, found more than one")
            }
            _ => denied.to_string(),
        }
    }
}

impl Default for Fields {
    /// [`Fields::query`].
    fn default() -> Self {
        Self::query()
    }
}
