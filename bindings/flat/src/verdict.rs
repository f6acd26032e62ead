//! A verdict as numbers and bytes.

use crate::{
    code::{Code, field_number, field_numbered},
    detail::Detail,
    instant::utc,
};
use chrono::{DateTime, Utc};
use core::{fmt, time::Duration};
use store_auth::{Authorization, Denied, Malformed};

/// A `char` of C.
pub type Char = u8;

/// The bytes of the longest id, and the zero behind them.
pub const ID_SIZE: usize = 65;

/// The bytes of the longest product code, and the zero behind them.
pub const PRODUCT_SIZE: usize = 51;

/// What came of a request. It holds its texts itself, and outlives the request.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "this says whether the request is authorized"]
pub struct Verdict {
    /// The number of the code: 0 if and only if the request is authorized.
    pub code: u32,
    /// The first bad field, where the request is malformed: 1 id, 2 product code, 3 expiry, 4 signature. Else 0.
    pub field: u32,
    /// Which key matched, where authorized: 0 is the current one. Else 0.
    pub key: u32,
    /// How many bytes the id has.
    pub id_length: u32,
    /// How many bytes the product code has.
    pub product_length: u32,
    /// The status to answer with over HTTP: 200, 401 or 403, or 500 where nobody could be asked.
    pub status: u32,
    /// Where authorized, the last instant at which that holds, in milliseconds since 1970-01-01T00:00:00Z, without any
    /// leeway. Where expired or too long, the expiry that the request has. Else 0.
    pub expires_at_ms: i64,
    /// The id of the display or company, where authorized, and zeros behind it.
    pub id: [Char; ID_SIZE],
    /// The product code, where authorized, and zeros behind it.
    pub product: [Char; PRODUCT_SIZE],
    /// What the message is made of.
    pub detail: Detail,
}

impl Verdict {
    /// Of the core's.
    #[inline]
    pub fn of(verdict: &Result<Authorization, Denied>) -> Self {
        match verdict {
            Ok(authorization) => Self::authorized(authorization),
            Err(denied) => Self::denied(denied),
        }
    }

    /// What stands for nobody having been asked, by a number of the caller's that is none of a [`Code`]: it lets nobody in, and
    /// is answered by 500.
    pub const fn failed(code: u32) -> Self {
        Self { code, status: 500, ..Self::BLANK }
    }

    #[inline]
    fn authorized(authorization: &Authorization) -> Self {
        let mut verdict = Self { status: 200, ..Self::BLANK };
        verdict.id_length = put(&mut verdict.id, authorization.id());
        verdict.product_length = put(&mut verdict.product, authorization.product_code());
        verdict.key = u32::try_from(authorization.key_index()).unwrap_or(u32::MAX);
        verdict.expires_at_ms = authorization.expires_at_millis();
        verdict
    }

    fn denied(denied: &Denied) -> Self {
        let mut verdict =
            Self { code: code(denied).number(), status: denied.status().into(), ..Self::BLANK };
        match denied {
            Denied::Malformed(Malformed { field, problem }) => {
                verdict.field = field_number(*field);
                verdict.detail = Detail::of(*problem);
            }
            Denied::Expired { expires_at, now } => {
                verdict.expires_at_ms = expires_at.timestamp_millis();
                verdict.detail.now_ms = now.timestamp_millis();
            }
            Denied::LifetimeTooLong { expires_at, now, max_lifetime } => {
                verdict.expires_at_ms = expires_at.timestamp_millis();
                verdict.detail.now_ms = now.timestamp_millis();
                verdict.detail.max_lifetime_ms =
                    u64::try_from(max_lifetime.as_millis()).unwrap_or(u64::MAX);
            }
            _ => {}
        }
        verdict
    }

    const BLANK: Self = Self {
        code: 0,
        field: 0,
        key: 0,
        id_length: 0,
        product_length: 0,
        status: 0,
        expires_at_ms: 0,
        id: [0; ID_SIZE],
        product: [0; PRODUCT_SIZE],
        detail: Detail { problem: 0, byte: 0, place: 0, now_ms: 0, max_lifetime_ms: 0 },
    };

    /// Whether the request is authorized.
    #[must_use]
    pub const fn is_authorized(&self) -> bool {
        self.code == Code::Authorized.number()
    }

    /// The code; [`Code::Malformed`] for a number that is none.
    #[must_use]
    pub fn code(&self) -> Code {
        Code::numbered(self.code).unwrap_or(Code::Malformed)
    }

    /// The id of the display or company, empty where the request is denied.
    #[must_use]
    pub fn id(&self) -> &str {
        text(&self.id, self.id_length)
    }

    /// The product code, empty where the request is denied.
    #[must_use]
    pub fn product(&self) -> &str {
        text(&self.product, self.product_length)
    }

    /// The denial of the core's that this is; `None` where authorized, and for numbers that are no verdict.
    #[must_use]
    pub fn denial(&self) -> Option<Denied> {
        let max_lifetime = Duration::from_millis(self.detail.max_lifetime_ms);
        self.denial_with(utc(self.expires_at_ms), utc(self.detail.now_ms), max_lifetime)
    }

    fn denial_with(
        &self,
        expires_at: DateTime<Utc>,
        now: DateTime<Utc>,
        max_lifetime: Duration,
    ) -> Option<Denied> {
        Some(match Code::numbered(self.code)? {
            Code::Authorized => return None,
            Code::Malformed => {
                let (field, problem) = (field_numbered(self.field)?, self.detail.problem()?);
                Malformed { field, problem }.into()
            }
            Code::Expired => Denied::Expired { expires_at, now },
            Code::SignatureMismatch => Denied::SignatureMismatch,
            Code::ProductNotAllowed => Denied::ProductNotAllowed,
            Code::LifetimeTooLong => Denied::LifetimeTooLong { expires_at, now, max_lifetime },
        })
    }

    /// What the core says of it, for people: no signature, no key. `authorized` where it is.
    #[must_use]
    pub fn message(&self) -> Message<'_> {
        Message(self)
    }

    /// The `WWW-Authenticate` header to answer a 401 with; a 403 has none.
    #[must_use]
    pub fn challenge(&self) -> Option<&'static str> {
        // No challenge tells of a time.
        let (expires_at, now, max_lifetime) = Default::default();
        self.denial_with(expires_at, now, max_lifetime)?.challenge()
    }
}

/// What is said of a verdict.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a>(&'a Verdict);

impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.denial() {
            Some(denied) => denied.fmt(f),
            None => f.write_str(self.0.code().name()),
        }
    }
}

fn code(denied: &Denied) -> Code {
    match denied {
        Denied::Expired { .. } => Code::Expired,
        Denied::SignatureMismatch => Code::SignatureMismatch,
        Denied::ProductNotAllowed => Code::ProductNotAllowed,
        Denied::LifetimeTooLong { .. } => Code::LifetimeTooLong,
        // A test of the codes fails before the core can know of yet another.
        _ => Code::Malformed,
    }
}

/// Copies a text, behind which zeros stay, and says how long it is. One that is too long is left out.
#[inline]
fn put<const SIZE: usize>(to: &mut [Char; SIZE], text: &str) -> u32 {
    match to.split_last_mut().and_then(|(_, to)| to.get_mut(..text.len())) {
        Some(to) => {
            to.copy_from_slice(text.as_bytes());
            u32::try_from(text.len()).unwrap_or_default()
        }
        None => 0,
    }
}

fn text(bytes: &[Char], length: u32) -> &str {
    let text = usize::try_from(length).ok().and_then(|length| bytes.get(..length));
    text.and_then(|text| core::str::from_utf8(text).ok()).unwrap_or_default()
}
