//! The module as nginx knows it: its tables, and what nginx calls, each of which catches panics.

#![allow(unsafe_code, reason = "nginx is written in C")]

mod callbacks;
mod caught;
mod status;
mod tables;
