//! Server keys: the secret that the Store and one data server share.

use crate::instant::Instant;
use alloc::boxed::Box;
use chrono::{DateTime, Utc};
use core::fmt;
#[cfg(feature = "batch")]
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

pub(crate) const KEY_MAX: usize = 128;

/// Most keys fit with their delimiter. To copy a known number of bytes is measurably faster.
pub(crate) const SHORT: usize = 64;

/// A server key: 1 to 128 bytes of visible ASCII, shared by the Store and one data server.
///
/// Zeroised when dropped. `Debug` shows no byte of it, and there is no way to compare, print or clone it: each copy of a
/// secret is one more to be wiped. Whoever needs a key twice, a signer beside a verifier, makes it twice from where it is
/// kept; whoever needs a verifier in many places shares that one (`SharedVerifier`, or an `Arc`).
///
/// ```
/// use store_auth::{KeyError, ServerKey};
///
/// let key = ServerKey::new("e4232e0620f9290025cb3783768c9c8c4686078c")?;
/// assert_eq!(format!("{key:?}"), "ServerKey(..)");
///
/// // The commonest way to make every signature fail is refused with its reason.
/// let error = ServerKey::new("e4232e0620f9290025cb3783768c9c8c4686078c\n").unwrap_err();
/// assert_eq!(error, KeyError::TrailingWhiteSpace);
/// # Ok::<(), KeyError>(())
/// ```
pub struct ServerKey {
    /// With the delimiter that follows a key in every message, padded with zeros.
    bytes: Box<Zeroizing<[u8; KEY_MAX + 1]>>,
    len: usize,
    accept_until: Option<Instant>,
}

impl ServerKey {
    /// Takes the bytes of a key, exactly as the Store issued them.
    ///
    /// The caller's copy is not zeroised: read key files into a [`Zeroizing`] buffer of your own.
    ///
    /// # Errors
    /// A [`KeyError`] for an empty key, white space around it, more than 128 bytes, or a byte that is not visible
    /// ASCII. It shows no byte of the key.
    pub fn new(key: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        let key = key.as_ref();
        // White space first: it is the mistake that people make.
        match (key.first(), key.last()) {
            (None, _) | (_, None) => return Err(KeyError::Empty),
            (Some(first), _) if is_white_space(*first) => return Err(KeyError::LeadingWhiteSpace),
            (_, Some(last)) if is_white_space(*last) => return Err(KeyError::TrailingWhiteSpace),
            _ => {}
        }
        // On the heap from the start: a move would leave a copy behind.
        let mut bytes = Box::new(Zeroizing::new([0; KEY_MAX + 1]));
        let Some((delimiter, to)) = bytes.get_mut(..=key.len()).and_then(<[u8]>::split_last_mut)
        else {
            return Err(KeyError::TooLong { found: key.len() });
        };
        to.copy_from_slice(key);
        *delimiter = b'#';
        if let Some(offset) = key.iter().position(|byte| !byte.is_ascii_graphic()) {
            return Err(KeyError::NotVisibleAscii { offset });
        }
        Ok(Self { bytes, len: key.len(), accept_until: None })
    }

    /// Accepts the key up to and at `instant`, not after it: for the previous key of a rotation.
    ///
    /// A [`Verifier`](crate::Verifier) passes over a key past its instant. A [`Signer`](crate::Signer) does not ask.
    #[must_use]
    pub fn accept_until(mut self, instant: DateTime<Utc>) -> Self {
        self.accept_until = Some(Instant::of(instant));
        self
    }

    /// The last instant at which the key is accepted, to the millisecond; `None` for no end.
    #[must_use]
    pub fn accepted_until(&self) -> Option<DateTime<Utc>> {
        self.accept_until.map(Instant::utc)
    }

    /// Whether a verifier tries the key at `now`.
    #[must_use]
    pub fn is_accepted_at(&self, now: DateTime<Utc>) -> bool {
        self.is_accepted_at_instant(Instant::of(now))
    }

    /// Whether the key is too short for what it is made of to hold 128 random bits, so that one authorization is
    /// enough to find it by trying.
    ///
    /// That takes 32 hexadecimal digits, 22 letters and digits, or 20 bytes of all visible ASCII. A longer key that
    /// was not drawn at random is weak as well; nobody can see that from the key.
    ///
    /// ```
    /// # use store_auth::ServerKey;
    /// assert!(ServerKey::new("correct horse".replace(' ', "-"))?.is_weak());
    /// assert!(!ServerKey::new("e4232e0620f9290025cb3783768c9c8c")?.is_weak());
    /// # Ok::<(), store_auth::KeyError>(())
    /// ```
    #[must_use]
    pub fn is_weak(&self) -> bool {
        let key = self.as_bytes();
        let enough = if key.iter().all(u8::is_ascii_digit) {
            39
        } else if key.iter().all(u8::is_ascii_hexdigit) {
            32
        } else if key.iter().all(u8::is_ascii_alphanumeric) {
            22
        } else {
            20
        };
        key.len() < enough
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// The key and the delimiter behind it.
    #[inline]
    pub(crate) fn delimited(&self) -> &[u8] {
        self.bytes.get(..=self.len).unwrap_or_default()
    }

    /// The same, with zeros behind, of a key that is short.
    #[inline]
    pub(crate) fn delimited_short(&self) -> Option<&[u8; SHORT]> {
        self.bytes.first_chunk().filter(|_| self.len < SHORT)
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Whether it is the same key, in a time that tells nothing of it but its length.
    #[cfg(feature = "batch")]
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.delimited().ct_eq(other.delimited()).into()
    }

    #[inline]
    pub(crate) fn is_accepted_at_instant(&self, now: Instant) -> bool {
        self.accept_until.is_none_or(|until| until >= now)
    }
}

impl fmt::Debug for ServerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerKey(..)")
    }
}

fn is_white_space(byte: u8) -> bool {
    // The vertical tab is white space to most languages' trim functions, though not to `is_ascii_whitespace`.
    byte.is_ascii_whitespace() || byte == 0x0b
}

/// Why a server key was refused. No byte of the key is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// No key at all, where at least one is needed.
    #[error("no server key: expected at least one")]
    NoKey,
    /// No byte at all.
    #[error("server key is empty: expected 1 to 128 bytes")]
    Empty,
    /// White space or a line break before the key.
    #[error("server key starts with white space or a line break: expected the key alone")]
    LeadingWhiteSpace,
    /// White space or a line break behind the key, as editors and `echo` leave it.
    #[error(
        "server key ends with white space or a line break: expected the key alone, as `printf %s` writes it"
    )]
    TrailingWhiteSpace,
    /// More than 128 bytes.
    #[error("server key is too long: expected 1 to 128 bytes, found {found}")]
    TooLong {
        /// How many bytes there are.
        found: usize,
    },
    /// A space or control character inside the key, or a byte that is not ASCII.
    #[error("server key has a byte other than visible ASCII at offset {offset}")]
    NotVisibleAscii {
        /// Where the byte stands, from 0.
        offset: usize,
    },
}
