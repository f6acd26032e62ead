//! What a server is told in its configuration, a TOML file: the sections that every server has, how values are
//! written, and what is wrong with a file, said with its line.
//!
//! A server lists these sections beside its own, so that a name that is none of them is refused with the nearest one:
//!
//! ```
//! use serde::Deserialize;
//! use store_auth_serve::config::{ConfigFile, Limits, ListenKeys, Settings, Spanned};
//!
//! #[derive(Deserialize)]
//! #[serde(deny_unknown_fields)]
//! struct Sections {
//!     #[serde(default)]
//!     listen: Vec<Spanned<ListenKeys>>,
//!     #[serde(default)]
//!     limits: Limits,
//!     greeting: String,
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("server.toml");
//! std::fs::write(&path, "greeting = 'hello'\n[[listen]]\ntcp = '127.0.0.1:9180'\n")?;
//! let file = ConfigFile::read(&path)?;
//! let sections: Sections = file.sections()?;
//! let settings = Settings {
//!     listen: file.each(sections.listen)?,
//!     limits: sections.limits,
//!     ..Settings::default()
//! };
//! assert_eq!(settings.listen[0].address.to_string(), "127.0.0.1:9180");
//!
//! std::fs::write(&path, "greeting = 'hello'\n[[listen]]\ntpc = '127.0.0.1:9180'\n")?;
//! let error = ConfigFile::read(&path)?.sections::<Sections>().err().map(|error| error.to_string());
//! assert!(error.is_some_and(|error| error.ends_with("line 3: unknown key `tpc`: did you mean `tcp`?")));
//! # Ok(())
//! # }
//! ```

mod addresses;
mod file;
pub mod mistake;
mod sections;
mod settings;
pub mod values;

pub use file::ConfigFile;
pub use sections::{Address, Limits, Listen, ListenKeys, Log, LogFormat, LogLevel, TlsFiles};
pub use settings::Settings;
/// A section with the place where it stands.
pub use toml::Spanned;
