#![doc = include_str!("../README.md")]

mod instant;
mod vectors;
mod verdict;
mod written_as;

pub use instant::Instant;
pub use vectors::{Group, GroupError, Key, Policy, Test, Vectors, VectorsError};
pub use verdict::{Difference, Outcome, Verdict};
pub use written_as::{object, string};
