//! What is in a cache file, and whose it is.

use crate::{
    record::{Held, Record},
    settings::Settings,
};
use serde::{Deserialize, Serialize};

/// What is in a cache file: an authorization, under what it was asked for with.
#[derive(Serialize, Deserialize)]
pub(crate) struct Contents {
    store: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cid: Option<String>,
    pc: String,
    servers: Vec<String>,
    #[serde(flatten)]
    record: Record,
}

/// Why the contents of a cache file count as none.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum Unusable {
    #[error("expected an authorization as JSON: {0}")]
    Damaged(String),
    #[error(
        "expected an authorization for this Store, id, product code and these servers, found one for others"
    )]
    OfAnother,
}

impl Contents {
    pub(crate) fn of(held: Held, settings: &Settings) -> Self {
        let (id, cid) =
            if settings.id.is_company() { (None, Some(held.id)) } else { (Some(held.id), None) };
        Self {
            store: settings.store.clone(),
            id,
            cid,
            pc: settings.product_code.clone(),
            servers: servers(settings),
            record: held.record,
        }
    }

    pub(crate) fn to_json(&self) -> Vec<u8> {
        // Texts and a number: there is nothing that could not be written.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// What is in it for this App.
    pub(crate) fn read(json: &[u8], settings: &Settings) -> Result<Held, Unusable> {
        let contents: Self =
            serde_json::from_slice(json).map_err(|error| Unusable::Damaged(error.to_string()))?;
        let id = match (contents.id, contents.cid) {
            (Some(id), None) if !settings.id.is_company() => id,
            (None, Some(id)) if settings.id.is_company() => id,
            _ => return Err(Unusable::OfAnother),
        };
        let is_ours = contents.store == settings.store
            && contents.pc == settings.product_code
            && contents.servers == servers(settings)
            && settings.id.given().is_none_or(|given| given == id);
        if is_ours { Ok(Held { id, record: contents.record }) } else { Err(Unusable::OfAnother) }
    }
}

/// The servers in an order of their own: in which one the App names them is no matter.
fn servers(settings: &Settings) -> Vec<String> {
    let mut servers: Vec<_> = settings.servers.iter().map(ToString::to_string).collect();
    servers.sort();
    servers
}
