//! Why a call gets no authorization: what the Store says.

use crate::answer::Answer;
use std::fmt;

/// Why a call gets no authorization. Its `Display` is the text of the answer, which Apps look for.
///
/// ```
/// use store_auth_wire::{Answer, Denial};
///
/// let answer = Answer::from(Denial::CompanyNotFound);
/// assert!(answer.to_json().ends_with(r#""error":{"message":"Company not found."}}"#));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Denial {
    /// A parameter of ours comes more than once.
    GivenTwice(&'static str),
    /// Both `id` and `cid` are there.
    BothIds,
    /// Neither is.
    NoId,
    /// There is no `pc`.
    NoProductCode,
    /// The product is unknown or withdrawn.
    ProductNotFound,
    /// The display is unknown.
    DisplayNotFound,
    /// The company is unknown.
    CompanyNotFound,
    /// The table of who is authorized says no.
    NotActive,
    /// The callback is no name of a function, or comes more than once.
    BadCallback,
    /// It is no request of HTTP, or too large a one.
    BadRequest,
    /// There were too many calls.
    TooMany,
    /// What must be recorded cannot be.
    Unavailable,
    /// There is nothing under this path.
    NoSuchPath,
    /// The method is none that is answered.
    BadMethod,
}

impl Denial {
    /// A word for it, such as `company-not-found`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::GivenTwice(_) => "given-twice",
            Self::BothIds => "both-ids",
            Self::NoId => "no-id",
            Self::NoProductCode => "no-product-code",
            Self::ProductNotFound => "product-not-found",
            Self::DisplayNotFound => "display-not-found",
            Self::CompanyNotFound => "company-not-found",
            Self::NotActive => "not-active",
            Self::BadCallback => "bad-callback",
            Self::BadRequest => "bad-request",
            Self::TooMany => "too-many",
            Self::Unavailable => "unavailable",
            Self::NoSuchPath => "no-such-path",
            Self::BadMethod => "bad-method",
        }
    }

    /// One of each.
    pub const ALL: [Self; 14] = [
        Self::GivenTwice(""),
        Self::BothIds,
        Self::NoId,
        Self::NoProductCode,
        Self::ProductNotFound,
        Self::DisplayNotFound,
        Self::CompanyNotFound,
        Self::NotActive,
        Self::BadCallback,
        Self::BadRequest,
        Self::TooMany,
        Self::Unavailable,
        Self::NoSuchPath,
        Self::BadMethod,
    ];
}

impl std::error::Error for Denial {}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::GivenTwice(name) => return write!(f, "Parameter is given twice: {name}."),
            Self::BothIds => "Display Id and Company Id cannot both be given.",
            Self::NoId => "Display Id or Company Id is required.",
            Self::NoProductCode => "Product Code is required.",
            Self::ProductNotFound => "Product not found.",
            Self::DisplayNotFound => "Display not found.",
            Self::CompanyNotFound => "Company not found.",
            Self::NotActive => "Subscription is not active.",
            Self::BadCallback => "Callback is not valid.",
            Self::BadRequest => "Request is not valid.",
            Self::TooMany => "Too many requests.",
            Self::Unavailable => "Store is unavailable.",
            Self::NoSuchPath => "Path not found.",
            Self::BadMethod => "Method is not allowed.",
        })
    }
}

impl From<Denial> for Answer {
    fn from(denial: Denial) -> Self {
        Self::Denied { message: denial.to_string() }
    }
}
