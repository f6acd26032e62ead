#![doc = include_str!("../README.md")]
// No input may panic: whatever could is denied where it stands.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unreachable,
    clippy::unwrap_used
)]

mod base64_text;
mod code;
mod confidence;
mod contents;
mod date_texts;
mod dates;
mod escapes;
mod expiry_form;
mod expiry_forms;
mod explainer;
mod explanation;
#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, clippy::unwrap_used, reason = "it is a test")]
mod family_costs;
mod finding;
mod findings;
mod hashings;
mod identifiers;
mod json_object;
mod key_forms;
mod key_mask;
mod key_text;
mod known_keys;
mod known_mistakes;
mod likely;
mod message_forms;
mod mistakes;
mod names;
mod parameter_names;
mod past;
mod pasted;
mod pattern_letters;
mod placeholders;
mod proven;
mod query_forms;
mod rare_key_forms;
mod repairs;
mod report;
mod report_text;
mod search;
mod sent_fields;
mod signature_forms;
mod signature_target;
mod spans;
mod step;
mod text;
mod time_and_policy;
mod told_by;
mod topic;
mod url;
mod verification_steps;

pub use code::Code;
pub use confidence::Confidence;
pub use explainer::Explainer;
pub use explanation::Explanation;
pub use finding::{Comparison, Finding};
pub use key_text::KeyText;
pub use report::Report;
pub use report_text::Tone;
pub use step::{Status, Step};
pub use store_auth_key_file::Flaw;
pub use text::TEXT_MAX;
pub use told_by::ToldBy;
pub use topic::Topic;
