//! What the page that says why asks, and what it is answered.
//!
//! [`answer_to`] takes a question as JSON and gives the report of `storeauth explain` on it, as data and as text. It
//! has no clock: the question says what time it is.
//!
//! ```
//! let question = br#"{"text": "/feed?id=A1", "now": "2016-04-26T08:00:00Z", "keys": []}"#;
//! let answer = String::from_utf8(store_auth_why::answer_to(question)).unwrap();
//! assert!(answer.contains(r#""code":"missing-parameter""#));
//! ```

// No input may panic: a page would get no answer.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unreachable,
    clippy::unwrap_used
)]

mod answer;
mod border;
mod problem;
mod question;

pub use answer::answer_to;
