//! What a path asks for.

use crate::decode::decode;
use std::borrow::Cow;

/// What a path asks for. What is named in it may be anything, known or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint<'p> {
    /// `/v1/widget/auth`
    WidgetAuth,
    /// `/v1/company/{cid}/product/status`
    CompanyStatus {
        /// The id of a company.
        company: Cow<'p, str>,
    },
    /// `/v1/product/{pc}/status`
    ProductStatus {
        /// A product code.
        product: Cow<'p, str>,
    },
    /// `/v1/product/{pc}/company/{cid}/trial/start`
    TrialStart {
        /// A product code.
        product: Cow<'p, str>,
        /// The id of a company.
        company: Cow<'p, str>,
    },
}

impl<'p> Endpoint<'p> {
    /// Reads a path as it was sent. The slash that it begins with may be doubled, as clients join URLs.
    ///
    /// An empty segment names what is unknown, as an App sends it that has not been told its company.
    pub(crate) fn of(path: &'p str) -> Option<Self> {
        let path = path.strip_prefix('/')?;
        let path = path.strip_prefix('/').unwrap_or(path);
        let mut segments = path.split('/').map(decode);
        let mut next = move || segments.next();
        if next()? != "v1" {
            return None;
        }
        let endpoint = match &*next()? {
            "widget" if next()? == "auth" => Self::WidgetAuth,
            "company" => {
                let company = next()?;
                if next()? != "product" || next()? != "status" {
                    return None;
                }
                Self::CompanyStatus { company }
            }
            "product" => {
                let product = next()?;
                match &*next()? {
                    "status" => Self::ProductStatus { product },
                    "company" => {
                        let company = next()?;
                        if next()? != "trial" || next()? != "start" {
                            return None;
                        }
                        Self::TrialStart { product, company }
                    }
                    _ => return None,
                }
            }
            _ => return None,
        };
        if next().is_some() { None } else { Some(endpoint) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_endpoint_has_its_path() {
        assert_eq!(Endpoint::of("/v1/widget/auth"), Some(Endpoint::WidgetAuth));
        assert_eq!(
            Endpoint::of("/v1/company/c/product/status"),
            Some(Endpoint::CompanyStatus { company: "c".into() })
        );
        assert_eq!(
            Endpoint::of("/v1/product/p/status"),
            Some(Endpoint::ProductStatus { product: "p".into() })
        );
        assert_eq!(
            Endpoint::of("/v1/product/p/company/c/trial/start"),
            Some(Endpoint::TrialStart { product: "p".into(), company: "c".into() })
        );
    }

    #[test]
    fn the_first_slash_may_be_doubled_and_no_other() {
        assert_eq!(Endpoint::of("//v1/widget/auth"), Some(Endpoint::WidgetAuth));
        for path in ["///v1/widget/auth", "/v1//widget/auth", "v1/widget/auth", "/v1/widget/auth/"]
        {
            assert_eq!(Endpoint::of(path), None, "{path}");
        }
    }

    #[test]
    fn segments_are_decoded_after_they_are_split() {
        assert_eq!(Endpoint::of("/%761/widget/%61uth"), Some(Endpoint::WidgetAuth));
        assert_eq!(
            Endpoint::of("/v1/product/a%2Fb+%25/status"),
            Some(Endpoint::ProductStatus { product: "a/b+%".into() })
        );
    }

    #[test]
    fn what_is_named_may_be_nothing_or_no_text() {
        for (segment, company) in [("", ""), ("%ff", "\u{fffd}"), ("%", "%"), ("%zz", "%zz")] {
            let path = format!("/v1/company/{segment}/product/status");
            let company = company.into();
            assert_eq!(Endpoint::of(&path), Some(Endpoint::CompanyStatus { company }), "{path}");
        }
    }

    #[test]
    fn every_other_path_is_none() {
        for path in [
            "",
            "*",
            "/",
            "//",
            "/v1",
            "/v1/",
            "/v2/widget/auth",
            "/V1/widget/auth",
            "/v1/widget",
            "/v1/widget/authorize",
            "/v1/widget/auth/more",
            "/v1/company/c/product",
            "/v1/company/c/product/status/more",
            "/v1/product/p",
            "/v1/product/p/company/c/trial",
            "/v1/product/p/company/c/trial/stop",
            "/v1/product/p/display/d/trial/start",
        ] {
            assert_eq!(Endpoint::of(path), None, "{path}");
        }
    }
}
