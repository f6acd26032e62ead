// Its examples are handlers of axum.
#![cfg_attr(feature = "axum", doc = include_str!("../README.md"))]
#![cfg_attr(not(feature = "axum"), doc = "A tower layer that lets in what the Store authorized.")]
#![cfg_attr(docsrs, feature(doc_cfg))]

/// Pages whose programs need several crates: they are tested here.
#[cfg(all(doctest, feature = "axum"))]
mod pages {
    #[doc = include_str!("../../../docs/fields.md")]
    mod fields {}
    #[doc = include_str!("../../../docs/testing.md")]
    mod testing {}
}

#[cfg(feature = "axum")]
mod authorized;
mod config;
mod copies;
mod field_names;
mod fields;
mod fields_in_headers;
mod fields_in_query;
mod future;
mod layer;
mod respond;
mod response;
mod service;
mod signatures;
mod stripped;
mod trace;

#[cfg(feature = "axum")]
pub use authorized::{Authorized, NoLayer};
pub use field_names::NameError;
pub use fields::Fields;
pub use future::ResponseFuture;
pub use layer::StoreAuthLayer;
pub use respond::{ProblemJson, Respond, WithoutBody};
pub use response::response;
pub use service::StoreAuth;
pub use store_auth::SharedVerifier;
pub use trace::trace_denied;
