//! What nginx passes, as types that are safe to use.
//!
//! nginx calls in one thread of a process, one callback at a time, and what it passes is valid as long as a call lasts.

#![allow(unsafe_code, reason = "nginx is written in C")]

mod configuration;
mod request;
mod text;

pub(crate) use configuration::Configuration;
pub(crate) use request::{Kept, Request, set_place};
pub(crate) use text::constant;
