//! Which key of a server signs from when on, and when the one before it is safe to drop.

use crate::{
    model::{Millis, ServerKeyRecord},
    server_keys::ServerKeys,
};
use std::{
    collections::BTreeSet,
    ops::Bound::{Excluded, Unbounded},
    time::Duration,
};

/// While a key is replaced at once, calls are answered that began before. They sign with the one before for no longer.
const UNDER_WAY: Duration = Duration::from_mins(1);
const SECOND: i64 = 1000;

/// A key cannot become the one that signs, or be discarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum KeyChangeError {
    /// It does, or did: that is never changed.
    #[error("key {number} signs from {from} on, which is never changed: prepare another key")]
    Settled { number: u32, from: Millis },
    /// It does, or did: what it signed is to be verified.
    #[error("key {number} signs from {from} on, expected one that has signed nothing")]
    Signed { number: u32, from: Millis },
    /// What was signed since then would not be known.
    #[error("expected an instant that is not over")]
    Past,
}

/// When a key becomes current, and its number: of two keys at one instant the newer one signs.
type Place = (Millis, u32);

/// Makes a key the one that signs from an instant on: `None` for at once. Gives the keys that are otherwise then: none
/// where it is that already.
///
/// The last word counts: keys that were to become current after that instant are only prepared again, and a key whose own
/// instant is still to come has the new one in its place. So the key that signs, made current at once, withdraws all that
/// was to replace it.
///
/// The key that signs just before that instant is safe to drop once the last authorization that is signed with it has
/// expired: that is `lifetime` after the instant, up to the whole second, since an expiry's Java rendering may lie within
/// it, and up to a minute more where the instant is now. A key that is safe to drop earlier than that stays so, unless it
/// is to sign for longer than it was: an overlap that was given once is never extended.
pub(crate) fn activate(
    keys: &ServerKeys,
    key: &ServerKeyRecord,
    at: Option<Millis>,
    now: Millis,
    lifetime: Duration,
) -> Result<Vec<ServerKeyRecord>, KeyChangeError> {
    let signs = || keys.current(now).is_some_and(|current| current.number == key.number);
    let from = match (key.current_from.filter(|from| *from <= now), at) {
        (Some(from), None) if signs() => from,
        (Some(from), Some(at)) if at == from && signs() => return Ok(Vec::new()),
        (Some(from), _) => return Err(KeyChangeError::Settled { number: key.number, from }),
        (None, Some(at)) if at < now => return Err(KeyChangeError::Past),
        (None, at) => at.unwrap_or(now),
    };
    let before: BTreeSet<Place> = keys.records().filter_map(place).collect();
    let activated = (from, key.number);
    let stays = |other: &Place| other.1 != key.number && (other.0 <= now || *other < activated);
    let mut after: BTreeSet<Place> = before.iter().copied().filter(stays).collect();
    after.insert(activated);
    // A new key is not among those of the server yet.
    let others = keys.records().filter(|other| other.number != key.number);
    let all: Vec<_> = std::iter::once(key).chain(others).collect();
    Ok(rescheduled(&all, &before, &after, now, lifetime))
}

/// Discards a key that never signed, wherever it was to: nobody can have it back. Gives the keys that are otherwise then.
pub(crate) fn discard(
    keys: &ServerKeys,
    key: &ServerKeyRecord,
    now: Millis,
    lifetime: Duration,
) -> Result<Vec<ServerKeyRecord>, KeyChangeError> {
    if let Some(from) = key.current_from.filter(|from| *from <= now) {
        return Err(KeyChangeError::Signed { number: key.number, from });
    }
    let before: BTreeSet<Place> = keys.records().filter_map(place).collect();
    let after = before.iter().copied().filter(|(_, number)| *number != key.number).collect();
    let others: Vec<_> = keys.records().filter(|other| other.number != key.number).collect();
    let mut changed = rescheduled(&others, &before, &after, now, lifetime);
    changed.push(key.discarded());
    Ok(changed)
}

/// The keys that are otherwise when they become current at other places.
fn rescheduled(
    keys: &[&ServerKeyRecord],
    before: &BTreeSet<Place>,
    after: &BTreeSet<Place>,
    now: Millis,
    lifetime: Duration,
) -> Vec<ServerKeyRecord> {
    let changed = keys.iter().copied().filter_map(|key| {
        let at = after.iter().copied().find(|(_, number)| *number == key.number);
        let was = place(key).and_then(|place| next(before, place));
        let is = at.and_then(|place| next(after, place));
        let safe_to_drop = match is {
            _ if at == place(key) && is == was => key.safe_to_drop,
            None => None,
            Some((is, _)) => {
                let known = key.safe_to_drop.filter(|_| was.is_none_or(|(was, _)| is <= was));
                let safe = expired(is, now, lifetime);
                Some(known.map_or(safe, |known| known.min(safe)))
            }
        };
        let current_from = at.map(|(from, _)| from);
        let is = ServerKeyRecord { current_from, safe_to_drop, ..key.clone() };
        (is != *key).then_some(is)
    });
    changed.collect()
}

fn place(key: &ServerKeyRecord) -> Option<Place> {
    Some((key.current_from?, key.number))
}

/// What replaces the key at a place.
fn next(places: &BTreeSet<Place>, place: Place) -> Option<Place> {
    places.range((Excluded(place), Unbounded)).next().copied()
}

/// When all has expired that is signed by a key which is replaced at an instant.
fn expired(at: Millis, now: Millis, lifetime: Duration) -> Millis {
    let last = at.max(now.plus(UNDER_WAY)).plus(lifetime);
    let rest = last.0.rem_euclid(SECOND);
    if rest == 0 { last } else { Millis(last.0.saturating_add(SECOND - rest)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::Seal;

    const NOW: Millis = Millis(1_800_000_000_000);
    const DAY: Duration = Duration::from_hours(24);

    fn record(number: u32, from: Option<Millis>, safe_to_drop: Option<Millis>) -> ServerKeyRecord {
        let server = "A1".parse().unwrap();
        let key = "e4232e0620f9290025cb3783768c9c8c4686078c";
        let sealed = Seal::new(&[7; 32]).seal(&server, number, key).unwrap();
        ServerKeyRecord { server, number, sealed, made: NOW, current_from: from, safe_to_drop }
    }

    /// What Apps got while authorizations held for longer is verified until then.
    #[test]
    fn a_key_that_a_change_does_not_concern_stays_as_safe_as_it_was_by_another_lifetime() {
        let day = |days| NOW.plus(DAY * days);
        let mut keys = ServerKeys::default();
        for record in [
            record(1, Some(NOW), Some(day(2))),
            record(2, Some(day(1)), None),
            record(3, None, None),
        ] {
            let key = Seal::new(&[7; 32]).open(&record.server, record.number, &record.sealed);
            keys.put(record, key.unwrap());
        }
        let new = keys.get(3).unwrap();
        let hour = Duration::from_hours(1);
        let changed = activate(&keys, new, Some(day(3)), NOW, hour).unwrap();
        let safe: Vec<_> = changed.iter().map(|key| (key.number, key.safe_to_drop)).collect();
        assert_eq!(safe, [(3, None), (2, Some(day(3).plus(hour)))]);
    }
}
