#![doc = include_str!("../README.md")]

pub mod admin;
pub mod billing;
mod books;
mod catalogue;
mod change;
mod clock;
mod config;
mod data_dir;
mod db;
pub mod document;
mod key_change;
pub mod maintenance;
pub mod model;
pub mod public;
mod random_ids;
mod seal;
mod served;
mod server;
mod server_keys;
mod status;
mod store;
pub mod tokens;
pub mod upkeep;

pub use books::Books;
pub use catalogue::Catalogue;
pub use change::{AuditEntry, Draft, Idempotency};
pub use clock::Clock;
pub use config::{Addresses, Config, NoCredentials};
pub use data_dir::{DataDir, DataDirError, Listening, MasterKey, Restored, read_token};
pub use db::{DatabasePlace, OpenError, PlaceError, PostgresPlace, Unavailable, UsagePlace};
pub use seal::{Seal, SealError};
pub use server::{StartError, StoreServer};
pub use server_keys::ServerKeys;
pub use status::Status;
pub use store::{ChangeError, Store};
