//! The function that a script calls with an answer.

use std::{fmt, str::FromStr};

/// The name of a JavaScript function: identifiers of ASCII joined by dots, at most 128 characters in all.
///
/// An answer in a call runs in the page that asked for it. Nothing but such a name may stand before its parenthesis.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Callback(String);

/// A text is no name of a function. It is not repeated here: it may be a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected the name of a function such as `app.onAnswer`: letters, digits, `_` and `$` joined by dots, \
     at most 128 characters"
)]
pub struct CallbackError;

const LENGTH_MAX: usize = 128;

impl Callback {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The call of the function with a value, as a script: `f({…});`.
    ///
    /// `json` is one JSON text.
    #[must_use]
    pub fn call(&self, json: &str) -> String {
        // Older engines take these two for the end of a line, even in a string. JSON has them nowhere else.
        let json = json.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
        format!("{self}({json});")
    }
}

impl FromStr for Callback {
    type Err = CallbackError;

    fn from_str(text: &str) -> Result<Self, CallbackError> {
        if text.len() <= LENGTH_MAX && text.split('.').all(is_identifier) {
            Ok(Self(text.to_owned()))
        } else {
            Err(CallbackError)
        }
    }
}

fn is_identifier(text: &str) -> bool {
    let may_stand_behind = |byte: &u8| byte.is_ascii_alphanumeric() || b"_$".contains(byte);
    text.as_bytes().first().is_some_and(|first| !first.is_ascii_digit())
        && text.as_bytes().iter().all(may_stand_behind)
}

impl fmt::Display for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
