// Its examples are handlers of axum.
#![cfg_attr(feature = "axum", doc = include_str!("../README.md"))]
#![cfg_attr(not(feature = "axum"), doc = "A tower layer that lets in what the Store authorized.")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "axum")]
mod extract;
mod fields;
mod future;
mod header;
mod layer;
mod names;
mod query;
mod response;
mod service;
mod shared_verifier;
mod trace;

#[cfg(feature = "axum")]
pub use extract::{Authorized, NoLayer};
pub use fields::Fields;
pub use future::ResponseFuture;
pub use layer::StoreAuthLayer;
pub use names::NameError;
pub use response::{ProblemJson, Respond, response, status};
pub use service::StoreAuth;
pub use shared_verifier::SharedVerifier;
pub use trace::trace_denied;
