//! What an answer of the Store comes to.

use crate::{
    outcome::Outcome,
    record::{Held, Record},
    retry_after::retry_after,
    surroundings::Reply,
};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use store_auth::Expiry;
use store_auth_wire::Denial;

/// Failures that the Store puts into words, whatever the status: an answer to a script has no other than 200.
const FAILURES: [Denial; 2] = [Denial::TooMany, Denial::Unavailable];

/// What a reply about this id comes to, received at this time of the wall clock.
///
/// This takes more than an [`Answer`](store_auth_wire::Answer) does: whatever else is wrong with an authorization, the
/// App is better off with it than without.
pub(crate) fn outcome(id: String, reply: &Reply, wall: i64) -> Outcome {
    let object: Map<_, _> = serde_json::from_slice(&reply.body).unwrap_or_default();
    let retry_after = reply.retry_after.as_deref().and_then(|value| retry_after(value, wall));
    let failed = |reason: String| Outcome::Failed { reason, retry_after };
    let ok = reply.status == 200;

    let authorized = object.get("authorized").and_then(Value::as_bool);
    let expiry = expiry(&object).filter(|_| ok && authorized == Some(true));
    let is_past = |expiry: &Expiry| expiry.instant().timestamp_millis() < wall;
    if let Some(expiry) = expiry.clone().filter(|expiry| !is_past(expiry)) {
        let record = Record { expiry, signatures: signatures(&object), received: wall };
        return Outcome::Authorized(Held { id, record });
    }
    let message = message(&object);
    if let Some(failure) = FAILURES
        .map(|failure| failure.to_string())
        .into_iter()
        .find(|failure| message == Some(failure))
    {
        return failed(failure);
    }
    if ok && authorized == Some(false) {
        return Outcome::Denied { reason: message.unwrap_or("denied").to_owned(), retry_after };
    }
    failed(match (expiry, reply.status) {
        (Some(_), _) => "clock".to_owned(),
        (None, 200) => "answer".to_owned(),
        (None, status) => format!("status {status}"),
    })
}

/// The first of both names that has an expiry.
fn expiry(object: &Map<String, Value>) -> Option<Expiry> {
    ["expiry", "expiry_time"]
        .iter()
        .find_map(|name| Expiry::parse(object.get(*name)?.as_str()?).ok())
}

fn message(object: &Map<String, Value>) -> Option<&str> {
    object.get("error")?.get("message")?.as_str().filter(|message| !message.is_empty())
}

fn signatures(object: &Map<String, Value>) -> BTreeMap<String, String> {
    let list = object.get("signatures").and_then(Value::as_array).into_iter().flatten();
    let text = |element: &Value, name| Some(element.get(name)?.as_str()?.to_owned());
    list.filter_map(|element| Some((text(element, "serverId")?, text(element, "value")?))).collect()
}
