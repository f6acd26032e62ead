//! Made-up requests, and the logs that they leave.

pub(crate) mod log;
pub(crate) mod request;
