//! The client over real sockets: Stores, data servers, files.

mod asking;
mod cache_file;
mod data_requests;
mod recorded;
mod secrets;
mod tls;
mod util;
