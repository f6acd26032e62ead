//! The keys that a verifier accepts, in the order in which it tries them.

use crate::{
    instant::Instant,
    key::{KeyError, ServerKey},
};
use alloc::{vec, vec::Vec};
use chrono::{DateTime, Utc};
use core::{iter::Enumerate, slice};

/// The current server key and, during a rotation, previous ones.
///
/// Keys are tried in order and numbered from 0, the current one. There is always one, which does not mean that anybody is
/// let in: where each key has an [end](ServerKey::accept_until) and all of those are past, every request is denied with
/// `signature-mismatch`. A server asks [`accepts_any_at`](Self::accepts_any_at) when it starts.
///
/// ```
/// use chrono::{TimeZone, Utc};
/// use store_auth::{KeyRing, ServerKey};
///
/// let current = ServerKey::new("85bb85314f73fa720b1e25a9479e41ac1c5dc5af")?;
/// let previous = ServerKey::new("714560c2714b9be1c683bf9ad55c51accf1f2ae9")?;
/// let midnight = Utc.with_ymd_and_hms(2016, 4, 27, 0, 0, 0).unwrap();
/// let keys = KeyRing::new(current).with(previous.accept_until(midnight));
/// # Ok::<(), store_auth::KeyError>(())
/// ```
#[derive(Debug)]
pub struct KeyRing {
    keys: Vec<ServerKey>,
}

impl KeyRing {
    /// A ring of one key.
    #[must_use]
    pub fn new(current: ServerKey) -> Self {
        Self { keys: vec![current] }
    }

    /// Adds a key, to be tried after those before it.
    #[must_use]
    pub fn with(mut self, key: ServerKey) -> Self {
        self.keys.push(key);
        self
    }

    /// How many keys there are: at least one.
    #[expect(clippy::len_without_is_empty, reason = "no ring is empty")]
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// The keys in the order in which they are tried, also those that are past their end.
    pub fn iter(&self) -> slice::Iter<'_, ServerKey> {
        self.keys.iter()
    }

    /// Whether any key is accepted at `now`. Where none is, nobody is let in, whoever signed.
    ///
    /// Ask it when a server starts and when it takes new keys: it is a mistake in the configuration, which a client only
    /// sees as a signature that does not match.
    ///
    /// ```
    /// use store_auth::chrono::{TimeZone, Utc};
    /// use store_auth::{KeyRing, ServerKey};
    ///
    /// let midnight = Utc.with_ymd_and_hms(2016, 4, 27, 0, 0, 0).unwrap();
    /// let retiring = ServerKey::new("714560c2714b9be1c683bf9ad55c51accf1f2ae9")?.accept_until(midnight);
    /// let keys = KeyRing::new(retiring);
    /// assert!(keys.accepts_any_at(midnight));
    /// assert!(!keys.accepts_any_at(Utc.with_ymd_and_hms(2016, 4, 28, 0, 0, 0).unwrap()));
    ///
    /// let current = ServerKey::new("85bb85314f73fa720b1e25a9479e41ac1c5dc5af")?;
    /// assert!(keys.with(current).accepts_any_at(Utc.with_ymd_and_hms(2016, 4, 28, 0, 0, 0).unwrap()));
    /// # Ok::<(), store_auth::KeyError>(())
    /// ```
    #[must_use]
    pub fn accepts_any_at(&self, now: DateTime<Utc>) -> bool {
        self.accepted_at(Instant::of(now)).next().is_some()
    }

    /// The keys accepted at `now` with their numbers.
    #[inline]
    pub(crate) fn accepted_at(&self, now: Instant) -> Accepted<'_> {
        Accepted { keys: self.keys.iter().enumerate(), now }
    }

    /// The keys accepted from one instant to another, that of the number given before the others. None where one of
    /// them ends in between.
    #[cfg(feature = "batch")]
    pub(crate) fn accepted_throughout(
        &self,
        (first, last): (Instant, Instant),
        key_index: usize,
    ) -> Option<Throughout<'_>> {
        let ends =
            |key: &ServerKey| key.is_accepted_at_instant(first) != key.is_accepted_at_instant(last);
        if self.keys.iter().any(ends) {
            return None;
        }
        let accepted = self.accepted_at(first);
        // Of keys that are the same, the first is the one that matches.
        let is_it =
            |(_, key): &(usize, &ServerKey)| self.keys.get(key_index).is_some_and(|it| key.is(it));
        let ahead = accepted.clone().find(is_it);
        Some(Throughout { ahead, was_ahead: ahead.map(|(index, _)| index), others: accepted })
    }
}

impl From<ServerKey> for KeyRing {
    fn from(current: ServerKey) -> Self {
        Self::new(current)
    }
}

/// The current key first.
///
/// ```
/// use store_auth::{KeyError, KeyRing, ServerKey};
///
/// let texts = ["85bb85314f73fa720b1e25a9479e41ac", "e4232e0620f9290025cb3783768c9c8c"];
/// let keys = texts.into_iter().map(ServerKey::new).collect::<Result<Vec<_>, _>>()?;
/// assert_eq!(KeyRing::try_from(keys)?.len(), 2);
/// assert_eq!(KeyRing::try_from(Vec::new()).unwrap_err(), KeyError::NoKey);
/// # Ok::<(), KeyError>(())
/// ```
impl TryFrom<Vec<ServerKey>> for KeyRing {
    type Error = KeyError;

    fn try_from(keys: Vec<ServerKey>) -> Result<Self, KeyError> {
        if keys.is_empty() { Err(KeyError::NoKey) } else { Ok(Self { keys }) }
    }
}

impl<'a> IntoIterator for &'a KeyRing {
    type Item = &'a ServerKey;
    type IntoIter = slice::Iter<'a, ServerKey>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The keys accepted at an instant with their numbers.
#[derive(Clone)]
pub(crate) struct Accepted<'a> {
    keys: Enumerate<slice::Iter<'a, ServerKey>>,
    now: Instant,
}

impl<'a> Iterator for Accepted<'a> {
    type Item = (usize, &'a ServerKey);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let now = self.now;
        self.keys.find(|(_, key)| key.is_accepted_at_instant(now))
    }
}

/// The keys accepted from one instant to another with their numbers, one of them before the others.
#[cfg(feature = "batch")]
#[derive(Clone)]
pub(crate) struct Throughout<'a> {
    ahead: Option<(usize, &'a ServerKey)>,
    was_ahead: Option<usize>,
    others: Accepted<'a>,
}

#[cfg(feature = "batch")]
impl<'a> Iterator for Throughout<'a> {
    type Item = (usize, &'a ServerKey);

    fn next(&mut self) -> Option<Self::Item> {
        let was_ahead = self.was_ahead;
        self.ahead.take().or_else(|| self.others.find(|(index, _)| Some(*index) != was_ahead))
    }
}
