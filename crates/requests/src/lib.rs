#![doc = include_str!("../README.md")]

mod byte_order_mark;
mod combined;
mod csv;
mod embedded;
mod entry;
mod form;
mod format;
mod json_members;
mod json_paths;
mod layout;
mod log_line;
mod log_options;
mod log_reader;
mod log_time;
mod logged_request;
mod meaning;
mod request_line;
mod request_target;

pub use byte_order_mark::without_byte_order_mark;
pub use embedded::embedded_request;
pub use entry::Entry;
pub use form::Form;
pub use format::Format;
pub use json_members::json_members;
pub use layout::Layout;
pub use log_options::LogOptions;
pub use log_reader::LogReader;
pub use logged_request::LoggedRequest;
pub use request_line::{LINE_MAX, RequestLine};
pub use request_target::request_target;
