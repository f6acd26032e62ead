//! What the servers of a document, with their keys, make of the catalogue.

use super::state::{Planning, put};
use crate::{
    document::{
        entry::{KeyText, ServerEntry},
        summary::Kind,
    },
    key_change::activate,
    model::{Edit, KeyState, Server, ServerKeyRecord},
    seal::SealError,
    server_keys::ServerKeys,
};
use std::{collections::HashSet, time::Duration};
use subtle::ConstantTimeEq;

const LIST: &str = "servers";

/// # Errors
/// A [`SealError`] where a key cannot be encrypted
pub(in crate::document) fn servers(
    planning: &mut Planning<'_>,
    lifetime: Duration,
) -> Result<(), SealError> {
    let mut listed = HashSet::new();
    for (index, entry) in planning.document.entries.servers.iter().enumerate() {
        let id = &entry.id;
        if !listed.insert(id.as_str()) {
            planning.mistake(LIST, index, &["id".into()], || {
                format!("server {id} is there already: expected it once")
            });
            continue;
        }
        let known = planning.catalogue.server(id.as_str());
        put_server(planning, index, entry, known.map(|(server, _)| server));
        if let Some(key) = &entry.key {
            let none = ServerKeys::default();
            put_key(planning, index, entry, known.map_or(&none, |(_, keys)| keys), key, lifetime)?;
        }
    }
    Ok(())
}

fn put_server(
    planning: &mut Planning<'_>,
    index: usize,
    entry: &ServerEntry,
    before: Option<&Server>,
) {
    let ServerEntry { id, vendor, .. } = entry;
    let given = Server { id: id.clone(), vendor: vendor.clone(), removed: false };
    if let Err(wrong) = given.check() {
        planning.wrong(LIST, index, wrong);
    }
    let Some(before) = before else {
        planning.summary.added(Kind::Server, id);
        planning.edits.push(Edit::Server(given));
        return;
    };
    let mut server = before.clone();
    let mut changed = Vec::new();
    put(&mut server.vendor, vendor.is_some().then_some(vendor), "vendor", &mut changed);
    put(&mut server.removed, Some(&false), "removed", &mut changed);
    if changed.is_empty() {
        planning.summary.unchanged(Kind::Server);
    } else {
        planning.summary.changed(Kind::Server, id, changed);
        planning.edits.push(Edit::Server(server));
    }
}

/// A key that is new becomes the current one at once. One that the server has already, and does not sign with, is a
/// mistake: what was replaced may have been stolen, and when a prepared one is to sign is decided by activating it.
fn put_key(
    planning: &mut Planning<'_>,
    index: usize,
    ServerEntry { id, .. }: &ServerEntry,
    keys: &ServerKeys,
    KeyText(key): &KeyText,
    lifetime: Duration,
) -> Result<(), SealError> {
    let now = planning.now;
    let is_key = |record: &ServerKeyRecord| {
        keys.open(record.number)
            .is_some_and(|open| open.text.as_bytes().ct_eq(key.as_bytes()).into())
    };
    let current = keys.current(now);
    if current.is_some_and(is_key) {
        planning.summary.unchanged(Kind::Key);
        return Ok(());
    }
    if let Some((record, state)) = keys.iter(now).find(|(record, _)| is_key(record)) {
        let (number, state) = (record.number, said(record, state));
        planning.mistake(LIST, index, &["key".into()], || {
            format!("it is key {number} of server {id}, which is {state}: expected the current key or a new one")
        });
        return Ok(());
    }
    let number = keys.next_number();
    let sealed = planning.catalogue.seal().seal(id, number, key)?;
    let (server, made) = (id.clone(), now);
    let (current_from, safe_to_drop) = (None, None);
    let record = ServerKeyRecord { server, number, sealed, made, current_from, safe_to_drop };
    match activate(keys, &record, None, now, lifetime) {
        Ok(records) => planning.edits.extend(records.into_iter().map(Edit::ServerKey)),
        Err(error) => {
            planning.mistake(LIST, index, &["key".into()], || error.to_string());
            return Ok(());
        }
    }
    planning.summary.added(Kind::Key, id);
    Ok(())
}

fn said(record: &ServerKeyRecord, state: KeyState) -> String {
    match (state, record.current_from) {
        (KeyState::Prepared, Some(from)) => format!("to be current from {from} on"),
        (KeyState::Prepared, None) => "prepared".into(),
        (KeyState::Retired, _) => "retired".into(),
        (KeyState::Current, _) => "current".into(),
    }
}
