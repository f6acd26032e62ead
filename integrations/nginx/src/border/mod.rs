//! The border to nginx: its callbacks, and what they are given as types that are safe to use. All unsafe code is here.
//!
//! nginx calls in one thread of a process, one callback at a time, and what it passes is valid as long as a call lasts.

#![allow(unsafe_code, reason = "nginx is written in C")]

mod callbacks;
mod caught;
mod configuration;
mod module;
mod request;
mod status;
mod text;

pub(crate) use configuration::Configuration;
pub(crate) use request::{Kept, Request};
