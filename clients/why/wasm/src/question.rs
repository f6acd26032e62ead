//! What the page asks, as JSON.

use crate::problem::Problem;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use store_auth::{KeyError, Policy};
use store_auth_explain::{Explainer, Flaw, KeyText};
use store_auth_key_file::clean;
use zeroize::Zeroizing;

/// A request as it was pasted, and what is told of the server that denied it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Question<'a> {
    pub(crate) text: String,
    /// By the clock of whoever asks.
    now: String,
    /// As of when to explain, whatever the text says.
    at: Option<String>,
    /// The server's keys, the current one first. Without any, no signature is checked.
    #[serde(borrow, default)]
    keys: Vec<Key<'a>>,
    #[serde(borrow, default)]
    retired_keys: Vec<Key<'a>>,
    #[serde(borrow, default)]
    other_servers: Vec<OtherServer<'a>>,
    other_id: Option<String>,
    #[serde(default)]
    policy: serde_json::Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct OtherServer<'a> {
    id: String,
    #[serde(borrow)]
    key: Key<'a>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Key<'a> {
    /// In hexadecimal digits, since a file may have any bytes. Not copied: whoever has the question wipes it.
    hex: &'a str,
    /// What stands around the key in a file is a mistake; what was pasted around it came with the pasting.
    #[serde(default)]
    is_file: bool,
    accept_until: Option<String>,
}

impl Question<'_> {
    pub(crate) fn now(&self) -> Result<DateTime<Utc>, Problem> {
        instant("now", &self.now)
    }

    pub(crate) fn at(&self) -> Result<Option<DateTime<Utc>>, Problem> {
        self.at.as_deref().map(|text| instant("at", text)).transpose()
    }

    pub(crate) fn explainer(&self) -> Result<Explainer, Problem> {
        let policy = match &self.policy {
            serde_json::Value::Null => Policy::default(),
            policy => {
                Policy::deserialize(policy).map_err(|error| Problem::with("policy", error))?
            }
        };
        let keys = self.keys.iter().map(|key| key.read("keys")).collect::<Result<Vec<_>, _>>()?;
        let (keys, flaws): (Vec<_>, Vec<_>) = keys.into_iter().unzip();
        let explainer = if keys.is_empty() {
            Explainer::without_key(policy)
        } else {
            Explainer::new(keys, policy)
        };
        let mut explainer = explainer.map_err(|error| Problem::with("keys", error))?;
        for (index, flaw) in flaws.into_iter().enumerate() {
            explainer =
                flaw.into_iter().fold(explainer, |all, flaw| all.found_in_key_file(index, flaw));
        }
        for key in &self.retired_keys {
            explainer = explainer.retired_key(key.read("retiredKeys")?.0);
        }
        for OtherServer { id, key } in &self.other_servers {
            explainer = explainer.other_server(id, key.read("otherServers")?.0);
        }
        Ok(self.other_id.iter().fold(explainer, Explainer::other_id))
    }
}

impl Key<'_> {
    /// The key, and what else is in its file.
    fn read(&self, member: &'static str) -> Result<(KeyText, Option<Flaw>), Problem> {
        let wrong = |error: KeyError| Problem::with(member, error);
        let bytes = hex::decode(self.hex).map(Zeroizing::new);
        let bytes = bytes.map_err(|_| Problem::with(member, "expected hexadecimal digits"))?;
        let (text, flaw) = clean(&bytes).map_err(wrong)?;
        let key = KeyText::new(&*text).map_err(wrong)?;
        let key = match &self.accept_until {
            Some(end) => key.accept_until(instant(member, end)?),
            None => key,
        };
        Ok((key, flaw.filter(|_| self.is_file)))
    }
}

fn instant(member: &'static str, text: &str) -> Result<DateTime<Utc>, Problem> {
    match DateTime::parse_from_rfc3339(text) {
        Ok(instant) => Ok(instant.to_utc()),
        Err(_) => Err(Problem::with(member, "expected an instant such as 2016-04-26T08:00:00Z")),
    }
}
