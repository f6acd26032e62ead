//! The commands, each in a file of its name.

#[cfg(feature = "audit")]
pub(crate) mod audit;
pub(crate) mod conformance;
pub(crate) mod demo;
pub(crate) mod documentation;
pub(crate) mod explain;
#[cfg(all(unix, feature = "gateway"))]
pub(crate) mod gateway;
pub(crate) mod generate;
pub(crate) mod keygen;
pub(crate) mod sign;
#[cfg(all(unix, feature = "store"))]
pub(crate) mod store;
pub(crate) mod verify;
