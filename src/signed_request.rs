//! A signed request as a query string: what an App sends to a data server.

use crate::{field::Field, request::Request};
use core::fmt;

/// An authorization as an App passes it on. `Display` writes the query string, percent-encoded.
///
/// Everything that has a meaning in a query is escaped, the `+` of `+0000` too: many servers read it as a space.
///
/// ```
/// use store_auth::{Expiry, ServerKey, SignedRequest, Signer};
/// # use chrono::{TimeZone, Utc};
///
/// let (id, pc) = ("XU4XHT8XQDWK", "b5d78da0853d97e2ec28feb5e31b9953d9c72420");
/// let expiry = Expiry::java(Utc.with_ymd_and_hms(2016, 4, 26, 8, 17, 59).unwrap())?;
/// let signer = Signer::new(ServerKey::new("e4232e0620f9290025cb3783768c9c8c4686078c")?);
/// let signature = signer.sign(id, pc, &expiry)?;
///
/// let request = SignedRequest::for_display(id, pc, expiry.as_str(), signature.as_str());
/// assert_eq!(
///     format!("https://data.example/feed?{request}"),
///     "https://data.example/feed?id=XU4XHT8XQDWK&pc=b5d78da0853d97e2ec28feb5e31b9953d9c72420\
///      &expiry=2016-04-26T08:17:59.059%2B0000&signature=16be1703017fd1001fe63465e50523982f10b0ca",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Whoever reads it is let in until the expiry: `Debug` masks the signature.
#[derive(Clone, Copy)]
pub struct SignedRequest<'a> {
    is_company: bool,
    id: &'a str,
    product_code: &'a str,
    expiry: &'a str,
    signature: &'a str,
}

impl<'a> SignedRequest<'a> {
    /// For a display, whose id goes under `id`. Nothing is checked: whoever receives it does that.
    #[must_use]
    pub const fn for_display(
        id: &'a str,
        product_code: &'a str,
        expiry: &'a str,
        signature: &'a str,
    ) -> Self {
        Self { is_company: false, id, product_code, expiry, signature }
    }

    /// For a company, whose id goes under `cid`.
    #[must_use]
    pub const fn for_company(
        id: &'a str,
        product_code: &'a str,
        expiry: &'a str,
        signature: &'a str,
    ) -> Self {
        Self { is_company: true, id, product_code, expiry, signature }
    }
}

impl fmt::Display for SignedRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = Field::Id;
        let id = if self.is_company { id.other_name().unwrap_or_default() } else { id.name() };
        let rest = [
            (Field::ProductCode.name(), self.product_code),
            (Field::Expiry.name(), self.expiry),
            (Field::Signature.name(), self.signature),
        ];
        write!(f, "{id}={}", Escaped(self.id))?;
        rest.into_iter().try_for_each(|(name, value)| write!(f, "&{name}={}", Escaped(value)))
    }
}

impl fmt::Debug for SignedRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A request masks a signature in any of its fields.
        let request = Request::new(self.id, self.product_code, self.expiry, self.signature);
        f.debug_tuple("SignedRequest").field(&request).finish()
    }
}

/// Percent-encoded, but for what [RFC 3986] calls unreserved, and the colons of a time.
///
/// [RFC 3986]: https://www.rfc-editor.org/rfc/rfc3986#section-2.3
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.bytes().try_for_each(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b':' => {
                write!(f, "{}", char::from(byte))
            }
            _ => write!(f, "%{byte:02X}"),
        })
    }
}
