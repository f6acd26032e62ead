//! What is wrong with a question.

use serde::Serialize;
use std::fmt::Display;

/// What is wrong with which member of a question.
#[derive(Serialize)]
pub(crate) struct Problem {
    /// The member, or empty where it is the question as a whole.
    member: &'static str,
    message: String,
}

impl Problem {
    pub(crate) fn with(member: &'static str, message: impl Display) -> Self {
        Self { member, message: message.to_string() }
    }
}
