//! The public endpoints, which Apps ask: nobody needs to prove who he is.
//!
//! A call goes one way: its URL is read ([`store_auth_wire::AppRequest`]), it is counted (`limiter`), decided by the
//! catalogue (`found`), recorded, signed (`widget_auth`) and answered (`reply`).

mod applications;
mod apps;
mod buckets;
mod call;
mod call_log;
mod client_address;
mod found;
mod gzip;
mod limiter;
mod limits;
mod metrics;
mod no_request;
mod remedy;
mod reply;
mod statuses;
mod trial_start;
mod why;
mod widget_auth;

pub use applications::ApplicationRules;
pub use apps::Apps;
pub use client_address::ClientAddress;
pub use limits::{CallLimits, Rate, RateError};
pub(crate) use metrics::Figures;
pub use metrics::PublicMetrics;
pub use no_request::no_request;
pub use why::{Step, Why, why};
