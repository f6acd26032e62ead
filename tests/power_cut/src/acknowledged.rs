//! What the Store has acknowledged, and whether it is still there.

use crate::{bill::Billable, call::Call, catalogue, changes::Company, store::Store};
use anyhow::Context;
use serde::Deserialize;
use std::{
    collections::{HashMap, HashSet},
    fs,
    path::PathBuf,
};

#[derive(Debug, Default)]
pub(crate) struct Acknowledged {
    /// How often each was told: once, unless a display was asked for twice in a second.
    calls: HashMap<Call, u32>,
    pub(crate) count: u64,
    /// Ids of companies that were added.
    pub(crate) companies: HashSet<String>,
    /// Files with server keys, which are nowhere else to be read.
    pub(crate) files: Vec<(PathBuf, Vec<u8>)>,
    pub(crate) backups: Vec<Backup>,
}

/// A backup that was reported as written.
#[derive(Debug)]
pub(crate) struct Backup {
    pub(crate) path: PathBuf,
    /// Authorizations that were acknowledged before it was asked for.
    pub(crate) records: u64,
}

#[derive(Deserialize)]
struct Record<'a> {
    at: &'a str,
    display: Option<&'a str>,
    until: &'a str,
}

impl Acknowledged {
    pub(crate) fn add(&mut self, calls: Vec<Call>) {
        self.count += calls.len() as u64;
        for call in calls {
            *self.calls.entry(call).or_default() += 1;
        }
    }

    /// How many calls are not in the usage of a Store that serves, and what is wrong with the bill of that.
    pub(crate) fn lost_calls(&self, store: &Store) -> anyhow::Result<(u64, Option<String>)> {
        let (mut left, mut billable) = (self.calls.clone(), Billable::default());
        for line in String::from_utf8(store.ask(&["export", "--usage"])?)?.lines() {
            let Record { at, display, until } = serde_json::from_str(line)?;
            let unknown = || format!("a record of what nobody asked for: {line}");
            let display = display.and_then(catalogue::number).with_context(unknown)?;
            let call = Call::new(display, until).with_context(unknown)?;
            billable.add(at, display)?;
            if let Some(count) = left.get_mut(&call) {
                *count = count.saturating_sub(1);
            }
        }
        Ok((left.into_values().map(u64::from).sum(), billable.problem(store)?))
    }
}

#[derive(Deserialize)]
struct Catalogue {
    companies: Vec<Company>,
}

impl Acknowledged {
    /// What is wrong with the catalogue of a Store that serves, if something is.
    pub(crate) fn lost_change(&self, store: &Store) -> anyhow::Result<Option<String>> {
        let Catalogue { companies } = serde_json::from_slice(&store.ask(&["export"])?)?;
        if let Some(company) = companies.iter().find(|company| !company.is_whole()) {
            return Ok(Some(format!("half a change: company {}", company.id)));
        }
        let found: HashSet<_> = companies.iter().map(|company| company.id.as_str()).collect();
        if let Some(id) = self.companies.iter().find(|id| !found.contains(id.as_str())) {
            return Ok(Some(format!("a change was lost: company {id}")));
        }
        let is_lost = |(file, key): &&(PathBuf, _)| fs::read(file).ok().as_ref() != Some(key);
        let lost = self.files.iter().find(is_lost);
        Ok(lost.map(|(file, _)| format!("a key was lost: {}", file.display())))
    }
}
