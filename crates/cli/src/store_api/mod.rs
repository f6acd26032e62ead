//! A client of a Store's admin interface.

mod at;
mod client;
mod problem;

pub(crate) use at::At;
pub(crate) use client::{Answer, Client, path};
