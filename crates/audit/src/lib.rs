#![doc = include_str!("../README.md")]

mod array;
mod audit;
mod chunks;
mod control;
mod denied_line;
mod frequent;
mod gzip;
mod in_order;
mod input;
mod json;
mod merge;
mod object;
mod objects;
mod reason;
mod report;
mod sink;
mod summary;
mod tally;
mod worker;
mod zstd;

pub use audit::Audit;
pub use control::Control;
pub use input::{Compression, Input};
pub use report::report_html;
pub use store_auth_requests::Format;
pub use summary::{
    FileSummary, Frequency, HourSummary, IdSummary, KeySummary, LineProblem, ProductSummary,
    ReasonSummary, Summary,
};
