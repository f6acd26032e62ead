//! The text of a server key, for whoever has to change it to see what a signer made of it.

use chrono::{DateTime, Utc};
use core::fmt;
use store_auth::{KeyError, ServerKey};
use zeroize::Zeroizing;

/// The text of a server key.
///
/// A [`ServerKey`] never gives out its bytes, and no mistake with a key can be found without them. So an explainer takes
/// texts, and makes the server keys of its verifier itself.
///
/// Zeroised when dropped. `Debug` shows no byte of it.
///
/// ```
/// use store_auth::KeyError;
/// use store_auth_explain::KeyText;
///
/// let key = KeyText::new("e4232e0620f9290025cb3783768c9c8c4686078c")?;
/// assert_eq!(format!("{key:?}"), "KeyText(..)");
/// assert_eq!(KeyText::new("a key\n").unwrap_err(), KeyError::TrailingWhiteSpace);
/// # Ok::<(), KeyError>(())
/// ```
pub struct KeyText {
    text: Zeroizing<Vec<u8>>,
    accepted_until: Option<DateTime<Utc>>,
}

impl KeyText {
    /// Takes the text of a key, as [`ServerKey::new`] does.
    ///
    /// The caller's copy is not zeroised.
    ///
    /// # Errors
    /// What [`ServerKey::new`] refuses.
    pub fn new(key: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        let key = key.as_ref();
        ServerKey::new(key)?;
        Ok(Self { text: Zeroizing::new(key.to_vec()), accepted_until: None })
    }

    /// Has the server accept the key up to and at `instant`, as [`ServerKey::accept_until`] does.
    #[must_use]
    pub fn accept_until(mut self, instant: DateTime<Utc>) -> Self {
        self.accepted_until = Some(instant);
        self
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.text
    }

    pub(crate) fn server_key(&self) -> Result<ServerKey, KeyError> {
        let key = ServerKey::new(&*self.text)?;
        Ok(match self.accepted_until {
            Some(instant) => key.accept_until(instant),
            None => key,
        })
    }
}

impl fmt::Debug for KeyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyText(..)")
    }
}
