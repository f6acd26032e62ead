//! What is written: standard output, errors and warnings on standard error, and the exit code.

#[cfg(feature = "audit")]
pub(crate) mod audit_summary;
pub(crate) mod conformance_report;
pub(crate) mod console;
pub(crate) mod file_name;
pub(crate) mod man_page;
pub(crate) mod report;
pub(crate) mod secret_file;
#[cfg(all(unix, feature = "store"))]
pub(crate) mod shell;
pub(crate) mod status;
#[cfg(all(unix, feature = "store"))]
pub(crate) mod things;
pub(crate) mod verdict;
