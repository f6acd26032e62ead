//! `/servers/{id}/keys`: which key the Store signs with for a server.

use super::servers;
use crate::{
    Catalogue, ServerKeys, Store,
    admin::{
        answer::Answer,
        asked::{Asked, Maybe, Nothing},
        caller::{self, May},
        changing::{Change, change},
        page::{Page, Paging, page, place},
        problem::Problem,
        query::{At, AtBoth, Query},
    },
    key_change::{KeyChangeError, activate, discard},
    model::{Edit, KeyState, Millis, ServerKeyRecord},
    random_ids::{self, NoRandomness},
};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use store_auth_wire::ServerId;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<Store> {
    OpenApiRouter::new()
        .routes(routes!(list, prepare))
        .routes(routes!(make_current))
        .routes(routes!(remove))
}

/// A key of a server, without the key itself.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ServerKey)]
struct Shown {
    /// Which of the server's keys it is, from 1.
    number: u32,
    state: KeyState,
    /// When it was made.
    made: Millis,
    /// From when on it is the one that signs; none while it is only prepared.
    current_from: Option<Millis>,
    /// When the last that was signed with it has expired, once it is known by which key it is replaced.
    safe_to_drop: Option<Millis>,
}

impl Shown {
    fn of(key: &ServerKeyRecord, state: KeyState) -> Self {
        let ServerKeyRecord { number, made, current_from, safe_to_drop, .. } = *key;
        Self { number, state, made, current_from, safe_to_drop }
    }
}

/// A key that was prepared.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PreparedKey)]
struct Prepared {
    /// Which of the server's keys it is, from 1.
    number: u32,
    /// The key: 40 hexadecimal digits. It is shown once, and null where this answer is given again.
    key: Option<String>,
}

/// When a key becomes the one that signs.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = KeyActivation)]
struct Activation {
    /// From this instant on; at once, if not given.
    at: Option<Millis>,
}

/// The keys of a server by their numbers, a page at a time. The keys themselves are never shown.
#[utoipa::path(get, path = "/servers/{id}/keys", params(("id" = String, Path), Paging),
    security(("token" = ["keys"])),
    responses((status = 200, description = "A page of keys", body = Page<Shown>)))]
async fn list(
    _: May<caller::Keys>,
    State(store): State<Store>,
    At(id): At<ServerId>,
    Query(paging): Query<Paging>,
) -> Result<Page<Shown>, Problem> {
    let after = place::<u32>(paging.after.as_ref())?;
    servers::known(&store.catalogue(), &id)?;
    let now = store.clock().now();
    Ok(page(&store, paging.limit, after, |catalogue, after, count| {
        let keys = catalogue.server(id.as_str()).map(|(_, keys)| keys.iter(now));
        let keys = keys.into_iter().flatten();
        let keys = keys.filter(|(key, _)| after.is_none_or(|after| key.number > *after));
        keys.take(count).map(|(key, state)| (key.number, Some(Shown::of(key, state)))).collect()
    }))
}

/// The keys of a server that was not removed.
fn keys<'a>(catalogue: &'a Catalogue, id: &ServerId) -> Result<&'a ServerKeys, Problem> {
    let (server, keys) = servers::known(catalogue, id)?;
    let removed = || Problem::conflict("the server was removed, expected one that was not");
    if server.removed { Err(removed()) } else { Ok(keys) }
}

fn numbered<'a>(
    keys: &'a ServerKeys,
    server: &ServerId,
    number: u32,
) -> Result<&'a ServerKeyRecord, Problem> {
    let none = || Problem::not_found(format!("server {server} has no key {number}"));
    keys.get(number).ok_or_else(none)
}

/// Prepares a key: it signs nothing until it is made current. This answer is the only one that shows it.
#[utoipa::path(post, path = "/servers/{id}/keys", params(("id" = String, Path)),
    security(("token" = ["keys"])),
    responses((status = 201, description = "The key, shown once", body = Prepared)))]
async fn prepare(
    _: May<caller::Keys>,
    State(store): State<Store>,
    At(server): At<ServerId>,
    asked: Asked<Nothing>,
) -> Result<Answer, Problem> {
    let key = random_ids::server_key()?;
    change(&store, &asked, |catalogue, made| {
        let number = keys(catalogue, &server)?.next_number();
        let sealed = catalogue.seal().seal(&server, number, &key);
        let sealed = sealed.map_err(|_| NoRandomness)?;
        let (current_from, safe_to_drop) = (None, None);
        let record = ServerKeyRecord {
            server: server.clone(),
            number,
            sealed,
            made,
            current_from,
            safe_to_drop,
        };
        let is = Shown::of(&record, KeyState::Prepared);
        let shown = Prepared { number, key: Some(key.to_string()) };
        let answer = Answer::made(&shown);
        let edits = vec![Edit::ServerKey(record)];
        let change = Change::new("key.prepare", &format!("{server}/{number}"), edits, answer);
        Ok(change.audited(None::<&Shown>, Some(&is)).kept_as(&Prepared { number, key: None }))
    })
    .await
    .map(Answer::untagged)
}

/// Makes a prepared key the one that signs, at once or from an instant on. Until then that may be changed by doing it
/// again; afterwards it never is. Keys that were to become current later than that are only prepared again, so that the
/// current key, made current at once, withdraws all that was to replace it. The list says until when the key before must
/// be kept.
#[utoipa::path(post, path = "/servers/{id}/keys/{number}/activate",
    params(("id" = String, Path), ("number" = u32, Path)), request_body = Option<Activation>,
    security(("token" = ["keys"])),
    responses((status = 200, description = "The key", body = Shown)))]
async fn make_current(
    _: May<caller::Keys>,
    State(store): State<Store>,
    AtBoth(server, number): AtBoth<ServerId, u32>,
    asked: Asked<Maybe<Activation>>,
) -> Result<Answer, Problem> {
    let (Maybe(Activation { at }), asked) = asked.split();
    change(&store, &asked, |catalogue, now| {
        let keys = keys(catalogue, &server)?;
        let key = numbered(keys, &server, number)?;
        let changed = activate(keys, key, at, now, store.lifetime()).map_err(|error| {
            let detail = error.to_string();
            match error {
                KeyChangeError::Past => Problem::invalid("at", detail),
                KeyChangeError::Settled { .. } | KeyChangeError::Signed { .. } => {
                    Problem::conflict(detail)
                }
            }
        })?;
        let state = |key: &ServerKeyRecord| {
            let signs = key.current_from.is_some_and(|from| from <= now);
            if signs { KeyState::Current } else { KeyState::Prepared }
        };
        let was = Shown::of(key, state(key));
        let key = changed.iter().find(|changed| changed.number == number).unwrap_or(key);
        let is = Shown::of(key, state(key));
        let answer = Answer::thing(&is);
        let object = format!("{server}/{number}");
        let edits = changed.into_iter().map(Edit::ServerKey);
        Ok(Change::new("key.activate", &object, edits, answer).audited(Some(&was), Some(&is)))
    })
    .await
}

/// Discards a key that has signed nothing yet, whether it was to become current or not. Its number is given to no other.
#[utoipa::path(delete, path = "/servers/{id}/keys/{number}",
    params(("id" = String, Path), ("number" = u32, Path)), security(("token" = ["keys"])),
    responses((status = 204, description = "It is discarded")))]
async fn remove(
    _: May<caller::Keys>,
    State(store): State<Store>,
    AtBoth(server, number): AtBoth<ServerId, u32>,
    asked: Asked<Nothing>,
) -> Result<Answer, Problem> {
    change(&store, &asked, |catalogue, now| {
        let keys = keys(catalogue, &server)?;
        let key = numbered(keys, &server, number)?;
        let changed = discard(keys, key, now, store.lifetime());
        let changed = changed.map_err(|error| Problem::conflict(error.to_string()))?;
        let was = Shown::of(key, KeyState::Prepared);
        asked.conditions.check(Some(&was))?;
        let object = format!("{server}/{number}");
        let edits = changed.into_iter().map(Edit::ServerKey);
        let change = Change::new("key.remove", &object, edits, Answer::nothing());
        Ok(change.audited(Some(&was), None::<&Shown>))
    })
    .await
}
