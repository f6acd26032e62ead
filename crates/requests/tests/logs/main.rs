//! Logs, line by line: what is read of each, by the crate's public interface alone.

mod alike;
mod arrays;
mod collectors;
mod columns;
mod cut;
mod directives;
mod found;
mod lines;
mod objects;
mod ranks;
mod recognized;
mod times;
mod told;
mod util;
mod written;
