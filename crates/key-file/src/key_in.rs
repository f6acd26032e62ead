//! The key that the bytes of a file are, and what makes it easy to get at or most likely wrong.

use crate::{clean::clean, flaw::Flaw};
use store_auth::{KeyError, ServerKey};

/// The server key that is all of a file's bytes. `warn` is told, without a byte of the key, of one that is short enough to
/// be guessed, and of quotes around it, `0x` or a variable's name before it, which are most likely not the key's.
///
/// # Errors
/// A [`KeyError`] for anything but a key.
///
/// ```
/// use store_auth_key_file::key_in;
///
/// let mut warnings = Vec::new();
/// key_in(b"\"e4232e0620f9290025cb3783768c9c8c4686078c\"", |warning| warnings.push(warning))?;
/// assert_eq!(warnings, ["the key has quotes around it, which signatures cover: expected the key alone"]);
/// # Ok::<(), store_auth::KeyError>(())
/// ```
pub fn key_in(file: &[u8], mut warn: impl FnMut(&'static str)) -> Result<ServerKey, KeyError> {
    let key = ServerKey::new(file)?;
    if let Some(warning) = weak(&key) {
        warn(warning);
    }
    if let Some(warning) = clean(file).ok().and_then(|(_, flaw)| flaw).and_then(visible) {
        warn(warning);
    }
    Ok(key)
}

/// What is to be said of a key that can be guessed.
pub(crate) fn weak(key: &ServerKey) -> Option<&'static str> {
    let warning =
        "the key is too short to hold 128 random bits, so one authorization is enough to guess it";
    key.is_weak().then_some(warning)
}

/// What is to be said of a flaw in letters that a key could have as well.
fn visible(flaw: Flaw) -> Option<&'static str> {
    match flaw {
        Flaw::Quotes => {
            Some("the key has quotes around it, which signatures cover: expected the key alone")
        }
        Flaw::Prefix => {
            Some("the key has `0x` before it, which signatures cover: expected the key alone")
        }
        Flaw::Line => Some(
            "the key has a name and `=` before it, which signatures cover: expected the key alone",
        ),
        _ => None,
    }
}
