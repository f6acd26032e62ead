#![doc = include_str!("../README.md")]

mod audit;
mod chunks;
mod combined;
mod control;
mod csv;
mod denied_line;
mod frequent;
mod in_order;
mod input;
mod json;
mod layout;
mod mask;
mod report;
mod request_line;
mod summary;
mod tally;
mod time;
mod zstd;

pub use audit::Audit;
pub use chunks::LINE_MAX;
pub use control::Control;
pub use input::{Compression, Input};
pub use layout::{Format, LoggedRequest};
pub use report::report_html;
pub use request_line::RequestLine;
pub use summary::{
    FileSummary, Frequency, HourSummary, IdSummary, KeySummary, LineProblem, ProductSummary,
    ReasonSummary, Summary,
};
