//! What an audit found.

use crate::{
    frequent::Frequent,
    input::{Compression, Input},
    json::{known, time},
    reason::{REASONS, Reason},
    tally::{Hour, Sample, Tally},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store_auth::Field;
use store_auth_requests::Format;

/// What an audit found, ready to be shown or written as JSON.
///
/// `lines` is the sum of `authorized`, `denied`, `no_authorization`, `without_time` and `garbage`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Summary {
    /// Whether all input was read, rather than stopped before its end.
    pub complete: bool,
    /// Lines read, CSV headers not counted.
    pub lines: u64,
    /// Requests that the Store authorized.
    pub authorized: u64,
    /// Requests that were denied.
    pub denied: u64,
    /// Lines of access logs whose URL has nothing of an authorization.
    pub no_authorization: u64,
    /// Requests whose time is not known, which were not verified.
    pub without_time: u64,
    /// Lines that were not understood.
    pub garbage: u64,
    /// The time of the first request that was verified.
    #[serde(with = "time::optional")]
    pub first_request_at: Option<DateTime<Utc>>,
    /// The time of the last request that was verified.
    #[serde(with = "time::optional")]
    pub last_request_at: Option<DateTime<Utc>>,
    /// Every reason, with how many requests were denied for it.
    pub reasons: Vec<ReasonSummary>,
    /// Every key, the current one first, with its use.
    pub keys: Vec<KeySummary>,
    /// The hours with requests, in order: 10,000 at most.
    pub hours: Vec<HourSummary>,
    /// Requests of hours beyond those.
    pub requests_in_other_hours: u64,
    /// The most requested product codes.
    pub products: Frequency<ProductSummary>,
    /// The most often denied ids.
    pub denied_ids: Frequency<IdSummary>,
    /// The first lines that were not understood.
    pub garbage_samples: Vec<LineProblem>,
    /// The first request whose time is not known.
    pub first_without_time: Option<LineProblem>,
    /// Every input that was reached.
    pub files: Vec<FileSummary>,
}

/// One of the names that there are. By another name, as serde would borrow it from what it reads.
type Name = &'static str;

/// How many requests were denied for a reason.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ReasonSummary {
    /// The reason's code.
    #[serde(deserialize_with = "known::code")]
    pub reason: Name,
    /// The field, where it is `malformed`.
    #[serde(deserialize_with = "known::field")]
    pub field: Option<Name>,
    /// How many requests.
    pub count: u64,
}

/// The use of a key.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct KeySummary {
    /// Which key: 0 is the current one.
    pub key: usize,
    /// How many requests it authorized.
    pub count: u64,
    /// The time of the first of them.
    #[serde(with = "time::optional")]
    pub first_used_at: Option<DateTime<Utc>>,
    /// The time of the last of them: once that lies longer ago than authorizations last, the key can go.
    #[serde(with = "time::optional")]
    pub last_used_at: Option<DateTime<Utc>>,
}

/// The requests of an hour.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct HourSummary {
    /// When the hour starts.
    #[serde(with = "time")]
    pub hour: DateTime<Utc>,
    /// How many were authorized.
    pub authorized: u64,
    /// How many were denied.
    pub denied: u64,
    /// How many were authorized by each key.
    pub by_key: Vec<u64>,
    /// How many were denied for each reason, in the order of [`Summary::reasons`].
    pub by_reason: [u64; REASONS],
}

/// The most frequent of something of which there may be any number.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Frequency<T> {
    /// How much too low any count may be. 0 up to about 8,000 different ones: all counts are exact.
    pub error: u64,
    /// The most frequent first.
    pub top: Vec<T>,
}

/// The requests for a product.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ProductSummary {
    /// The code. What is no text is replaced, and what is longer than any code is cut.
    #[serde(rename = "pc")]
    pub product_code: String,
    /// How many were authorized.
    pub authorized: u64,
    /// How many were denied.
    pub denied: u64,
}

/// The requests of a display or company that were denied.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct IdSummary {
    /// The id. What is no text is replaced, and what is longer than any id is cut.
    pub id: String,
    /// How many were denied.
    pub denied: u64,
}

/// What is wrong with a line.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct LineProblem {
    /// The name of the input.
    pub file: String,
    /// The number of the line, from 1.
    pub line: u64,
    /// What was expected. Nothing of the line is quoted.
    pub problem: String,
}

/// An input.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct FileSummary {
    /// Its name.
    pub file: String,
    /// Its format. None where it is empty or was not understood.
    pub format: Option<Format>,
    /// How it is compressed, if it is.
    pub compression: Option<Compression>,
    /// Why it was not read to its end.
    pub error: Option<String>,
}

impl FileSummary {
    pub(crate) fn new(input: &Input) -> Self {
        Self { file: input.to_string(), format: None, compression: None, error: None }
    }
}

impl Summary {
    /// With the `top` most frequent products and ids.
    pub(crate) fn new(
        tally: Tally,
        files: Vec<FileSummary>,
        key_count: usize,
        top: usize,
        complete: bool,
    ) -> Self {
        let counts = &tally.counts;
        let problem = |sample: Sample| LineProblem {
            file: files[sample.file].file.clone(),
            line: sample.line,
            problem: sample.problem,
        };
        let keys = (0..key_count.max(counts.keys.len())).map(|key| {
            let used = counts.keys.get(key).cloned().unwrap_or_default();
            KeySummary {
                key,
                count: used.count,
                first_used_at: used.times.map(|(first, _)| first),
                last_used_at: used.times.map(|(_, last)| last),
            }
        });
        let keys: Vec<_> = keys.collect();
        let hours =
            tally.hours.iter().map(|(number, hour)| hour_summary(*number, hour, keys.len()));
        Self {
            complete,
            lines: counts.lines(),
            authorized: counts.authorized(),
            denied: counts.denied(),
            no_authorization: counts.no_authorization,
            without_time: counts.without_time,
            garbage: counts.garbage,
            first_request_at: counts.times.map(|(first, _)| first),
            last_request_at: counts.times.map(|(_, last)| last),
            reasons: Reason::all()
                .into_iter()
                .zip(counts.reasons)
                .map(|(Reason { code, field }, count)| ReasonSummary {
                    reason: code,
                    field: field.map(Field::name),
                    count,
                })
                .collect(),
            hours: hours.collect(),
            keys,
            requests_in_other_hours: tally.other_hours,
            products: products(&tally.authorized_products, &tally.denied_products, top),
            denied_ids: ids(&tally.denied_ids, top),
            garbage_samples: tally.garbage.into_iter().map(problem).collect(),
            first_without_time: tally.first_without_time.map(problem),
            files,
        }
    }
}

impl Summary {
    /// Whether there were lines but no request, where the URL was looked for in members or columns by their names:
    /// it may be in another one.
    #[must_use]
    pub fn has_only_guessed_urls(&self) -> bool {
        let is_guessed = |format| matches!(format, Some(Format::JsonLog | Format::Csv));
        self.no_authorization > 0
            && self.authorized + self.denied + self.without_time == 0
            && self.files.iter().any(|file| is_guessed(file.format))
    }
}

fn hour_summary(number: i64, hour: &Hour, keys: usize) -> HourSummary {
    let mut by_key = hour.keys.clone();
    by_key.resize(keys, 0);
    HourSummary {
        // Made of an instant, so that it is one.
        hour: DateTime::from_timestamp(number * 3600, 0).unwrap_or_default(),
        authorized: hour.keys.iter().sum(),
        denied: hour.reasons.iter().sum(),
        by_key,
        by_reason: hour.reasons,
    }
}

fn products(authorized: &Frequent, denied: &Frequent, top: usize) -> Frequency<ProductSummary> {
    let codes: BTreeSet<&[u8]> =
        authorized.iter().chain(denied.iter()).map(|(code, _)| code).collect();
    let mut products: Vec<_> =
        codes.into_iter().map(|code| (code, authorized.count(code), denied.count(code))).collect();
    // Stable: by their codes where they are requested alike.
    products.sort_by_key(|(_, authorized, denied)| std::cmp::Reverse(authorized + denied));
    let top = products.into_iter().take(top).map(|(code, authorized, denied)| ProductSummary {
        product_code: String::from_utf8_lossy(code).into_owned(),
        authorized,
        denied,
    });
    Frequency { error: authorized.error().max(denied.error()), top: top.collect() }
}

fn ids(denied: &Frequent, top: usize) -> Frequency<IdSummary> {
    let mut ids: Vec<_> = denied.iter().collect();
    ids.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
    let top = ids
        .into_iter()
        .take(top)
        .map(|(id, denied)| IdSummary { id: String::from_utf8_lossy(id).into_owned(), denied });
    Frequency { error: denied.error(), top: top.collect() }
}
