//! A history, and what becomes of it. Times are in milliseconds.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;

/// What happens to an App.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct History {
    #[serde(default)]
    pub(crate) name: String,
    pub(crate) options: Options,
    /// The App's wall clock at the beginning.
    pub(crate) wall: i64,
    /// The Store's, which never jumps.
    pub(crate) store: i64,
    /// Taken in turn, from the beginning again at the end.
    pub(crate) random: Vec<f64>,
    /// What is kept at the beginning.
    pub(crate) stored: Value,
    pub(crate) answers: Vec<Answer>,
    pub(crate) events: Vec<Event>,
    pub(crate) end: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expected: Option<Lived>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Options {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cid: Option<String>,
    pub(crate) product_code: String,
    pub(crate) servers: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) renew_before: Option<u64>,
}

/// What the Store answers to whoever asks from a time on. Without any of it, it hangs.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Answer {
    pub(crate) from: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reply: Option<Reply>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fails: Option<String>,
    #[serde(default)]
    pub(crate) after: i64,
    #[serde(default)]
    pub(crate) hangs: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) no_id: Option<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    #[serde(default)]
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: String,
    #[serde(default)]
    pub(crate) lifetime: i64,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Event {
    pub(crate) at: i64,
    #[serde(flatten)]
    pub(crate) what: Happens,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub(crate) enum Happens {
    Start,
    Stop,
    Restart,
    Jump {
        by: i64,
    },
    #[serde(rename = "hint-401")]
    Hint401,
    Online,
    Wake,
    Stored {
        value: Value,
    },
}

/// What an App did.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub(crate) struct Lived {
    pub(crate) calls: Vec<i64>,
    pub(crate) states: Vec<Told>,
    pub(crate) stored: Vec<Stored>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub(crate) struct Told {
    pub(crate) at: i64,
    pub(crate) state: String,
    pub(crate) until: Option<i64>,
    pub(crate) reason: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub(crate) struct Stored {
    pub(crate) at: i64,
    pub(crate) value: Value,
}
