//! Explanations of denials: of mistakes that were made with the tools that people make them with, of right requests,
//! and of requests that are wrong in no known way.

#[path = "../util/mod.rs"]
mod util;

mod cases;
mod mistakes;
mod random;
mod report;
mod troubleshooting;
