//! The folder of a Store: its database, its secrets, and where it is served.

mod error;
mod first_token;
mod folder;
mod given_key;
mod init;
mod listening;
mod made;
mod master_key;
mod receive;
mod restore;
mod secret_file;
mod token_file;

pub use error::DataDirError;
pub use folder::DataDir;
pub use listening::Listening;
pub(crate) use listening::Note;
pub use master_key::MasterKey;
pub use restore::Restored;
pub use token_file::read_token;
