//! What an App asks of a Store, out of a URL.

use crate::{
    callback::Callback,
    denial::Denial,
    endpoint::Endpoint,
    parameters::{Parameters, list},
    question::{NAMES, Question},
};
use std::borrow::Cow;

/// What an App asks of a Store: its URL, read.
///
/// Parameters are taken in any order, those that are unknown are passed over, and what is named may be anything. Text
/// is percent-decoded and nothing else: a `+` stays one.
///
/// ```
/// use store_auth_wire::{AppRequest, Asks};
///
/// let request = AppRequest::of("//v1/product/p/status", "_=1&displayIds=a%2Cb&callback=f")?;
/// assert_eq!(request.callback, Some("f".parse()?));
/// assert_eq!(request.asks, Asks::ProductStatus { product: "p".into(), displays: "a,b".into() });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppRequest<'u> {
    /// The function that is to be called with the answer.
    pub callback: Option<Callback>,
    /// What is asked for.
    pub asks: Asks<'u>,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asks<'u> {
    /// `/v1/widget/auth`: an authorization, unless the question is none.
    Authorization(Result<Question<'u>, Denial>),
    /// `/v1/company/{cid}/product/status`: what a company has of products.
    CompanyStatus {
        /// The id of a company.
        company: Cow<'u, str>,
        /// Product codes between commas.
        products: String,
    },
    /// `/v1/product/{pc}/status`: what displays have of a product.
    ProductStatus {
        /// A product code.
        product: Cow<'u, str>,
        /// Ids of displays between commas.
        displays: String,
    },
    /// `/v1/product/{pc}/company/{cid}/trial/start`: the trial of a product.
    TrialStart {
        /// A product code.
        product: Cow<'u, str>,
        /// The id of a company.
        company: Cow<'u, str>,
    },
}

impl<'u> AppRequest<'u> {
    /// Reads a path and a query as they were sent.
    ///
    /// # Errors
    /// [`Denial::NoSuchPath`], or [`Denial::BadCallback`], which goes before anything else that is wrong.
    pub fn of(path: &'u str, query: &'u str) -> Result<Self, Denial> {
        let endpoint = Endpoint::of(path).ok_or(Denial::NoSuchPath)?;
        let parameters = Parameters::read(query, NAMES);
        let callback = parameters.callback()?;
        let asks = match endpoint {
            Endpoint::WidgetAuth => Asks::Authorization(Question::of(&parameters)),
            Endpoint::CompanyStatus { company } => {
                Asks::CompanyStatus { company, products: list(query, "pc") }
            }
            Endpoint::ProductStatus { product } => {
                Asks::ProductStatus { product, displays: list(query, "displayIds") }
            }
            Endpoint::TrialStart { product, company } => Asks::TrialStart { product, company },
        };
        Ok(Self { callback, asks })
    }
}

impl Asks<'_> {
    /// A name for its endpoint, such as `widget/auth`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Authorization(_) => "widget/auth",
            Self::CompanyStatus { .. } => "company/product/status",
            Self::ProductStatus { .. } => "product/status",
            Self::TrialStart { .. } => "trial/start",
        }
    }
}
