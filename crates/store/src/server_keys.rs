//! The keys of one server: which of them signs, and which is safe to drop.

use crate::model::{KeyState, Millis, ServerKeyRecord};
use std::{collections::BTreeMap, sync::Arc};
use store_auth::Signer;
use zeroize::Zeroizing;

/// A key in the clear, ready to sign.
#[derive(Debug)]
pub(crate) struct OpenKey {
    pub(crate) signer: Signer,
    /// To see whether a key is the one that is there already.
    pub(crate) text: Zeroizing<String>,
}

/// The keys of one server.
#[derive(Debug, Default)]
pub struct ServerKeys {
    keys: BTreeMap<u32, (ServerKeyRecord, Arc<OpenKey>)>,
    /// The last number that any had, discarded or not.
    last: u32,
}

impl ServerKeys {
    pub(crate) fn put(&mut self, record: ServerKeyRecord, key: OpenKey) {
        self.last = self.last.max(record.number);
        self.keys.insert(record.number, (record, Arc::new(key)));
    }

    /// Forgets a key, but not that its number was taken: whoever names it means no other.
    pub(crate) fn discard(&mut self, number: u32) {
        self.last = self.last.max(number);
        self.keys.remove(&number);
    }

    /// The key that signs at an instant: of those that became current before, the one that did last.
    #[must_use]
    pub fn current(&self, now: Millis) -> Option<&ServerKeyRecord> {
        Some(&self.current_entry(now)?.0)
    }

    pub(crate) fn signer(&self, now: Millis) -> Option<&Arc<OpenKey>> {
        Some(&self.current_entry(now)?.1)
    }

    fn current_entry(&self, now: Millis) -> Option<&(ServerKeyRecord, Arc<OpenKey>)> {
        let current =
            self.keys.values().filter(|(key, _)| key.current_from.is_some_and(|from| from <= now));
        // Of two at one instant, the newer key.
        current.max_by_key(|(key, _)| (key.current_from, key.number))
    }

    /// All keys by their numbers, each with what it is for at an instant.
    pub fn iter(&self, now: Millis) -> impl Iterator<Item = (&ServerKeyRecord, KeyState)> {
        let current = self.current(now).map(|key| (key.current_from, key.number));
        self.keys.values().map(move |(key, _)| {
            let state = match key.current_from {
                Some(_) if current == Some((key.current_from, key.number)) => KeyState::Current,
                Some(from) if from <= now => KeyState::Retired,
                _ => KeyState::Prepared,
            };
            (key, state)
        })
    }

    /// All keys by their numbers.
    pub fn records(&self) -> impl Iterator<Item = &ServerKeyRecord> {
        self.keys.values().map(|(key, _)| key)
    }

    /// The key of a number.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<&ServerKeyRecord> {
        self.keys.get(&number).map(|(key, _)| key)
    }

    /// The number for a new key.
    #[must_use]
    pub fn next_number(&self) -> u32 {
        self.last.saturating_add(1)
    }

    /// The key of a number in the clear.
    pub(crate) fn open(&self, number: u32) -> Option<&OpenKey> {
        self.keys.get(&number).map(|(_, key)| &**key)
    }
}
