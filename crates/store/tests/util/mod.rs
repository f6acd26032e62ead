//! A Store in memory that documents are imported into.
#![allow(dead_code, reason = "each test program uses a part of it")]

use serde_json::Value;
use std::{sync::Arc, time::Duration};
use store_auth_store::{
    Catalogue, Seal,
    document::{Document, ImportError, Plan, export, plan},
    model::Millis,
};

pub(crate) const LIFETIME: Duration = Duration::from_hours(24);
/// 2027-01-15T08:00:00.000Z
pub(crate) const NOW: Millis = Millis(1_800_000_000_000);

pub(crate) const COMPANY: &str = "b430171d-550f-79ef-cdfb-55e4d24c2e52";
pub(crate) const OTHER_COMPANY: &str = "28453864-6de3-3443-0630-02600c1a241f";
pub(crate) const PRODUCT: &str = "1219fb87cdbe1089e7efcf69e4232e0620f92900";

pub(crate) fn empty() -> Catalogue {
    Catalogue::new(Arc::new(Seal::new(&[7; 32])))
}

pub(crate) fn planned(
    catalogue: &Catalogue,
    document: &str,
    now: Millis,
) -> Result<Plan, ImportError> {
    plan(&Document::read(document.as_bytes())?, catalogue, now, LIFETIME)
}

/// What a document changes, which then is changed.
#[track_caller]
pub(crate) fn import_at(catalogue: &mut Catalogue, document: &str, now: Millis) -> Plan {
    let plan = planned(catalogue, document, now).unwrap_or_else(|error| panic!("{error}"));
    for edit in plan.edits.clone() {
        catalogue.apply(edit).unwrap();
    }
    plan
}

#[track_caller]
pub(crate) fn import(catalogue: &mut Catalogue, document: &str) -> Plan {
    import_at(catalogue, document, NOW)
}

#[track_caller]
pub(crate) fn imported(document: &str) -> Catalogue {
    let mut catalogue = empty();
    import(&mut catalogue, document);
    catalogue
}

pub(crate) fn exported(catalogue: &Catalogue, now: Millis) -> String {
    let mut text = Vec::new();
    export(catalogue, now, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

/// The groups of the Store's vectors.
pub(crate) fn groups() -> Vec<Value> {
    let vectors: Value = serde_json::from_str(include_str!("../vectors/store.json")).unwrap();
    vectors["groups"].as_array().unwrap().clone()
}

/// The time of the first call of a group.
pub(crate) fn begins(group: &Value) -> Millis {
    serde_json::from_value(group["tests"][0]["now"].clone()).unwrap()
}
