//! A file or a folder.

use super::contents::Contents;
use std::time::SystemTime;

#[derive(Debug)]
pub(crate) struct Node {
    /// None is a folder.
    pub(super) contents: Option<Contents>,
    pub(crate) attributes: Attributes,
    pub(crate) modified: SystemTime,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Attributes {
    pub(crate) mode: u32,
    pub(crate) user: u32,
    pub(crate) group: u32,
}

impl Node {
    pub(super) fn new(contents: Option<Contents>, attributes: Attributes) -> Self {
        Self { contents, attributes, modified: SystemTime::now() }
    }

    pub(crate) fn is_folder(&self) -> bool {
        self.contents.is_none()
    }

    pub(crate) fn size(&self) -> u64 {
        self.contents.as_ref().map_or(0, Contents::size)
    }
}
