//! What pages for people are made of, the console's and those for strangers alike: the document, its style sheet and icon, what
//! a browser may do with it, and fields that say what is wrong with them.
//!
//! `base` is the path that the pages of one kind begin with.

mod assets;
mod document;
mod field;
mod fields;
mod headers;

pub(crate) use assets::router as assets;
pub(crate) use document::document;
pub(crate) use field::{Labelled, id, problem, sentence};
pub(crate) use fields::Fields;
pub(crate) use headers::restricted;
