//! Counting verdicts: of a chunk first, then of all chunks in their order.

use crate::{
    frequent::{Frequent, Occurrences},
    reason::{REASONS, Reason},
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use store_auth::{Authorization, Denied};

/// How many lines that are no requests are shown.
pub(crate) const SAMPLES_MAX: usize = 10;

/// How many different hours are counted apart: more than a year of them.
pub(crate) const HOURS_MAX: usize = 10_000;

/// How lines ended, and when the requests among them were made.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) reasons: [u64; REASONS],
    pub(crate) no_authorization: u64,
    pub(crate) without_time: u64,
    pub(crate) garbage: u64,
    pub(crate) keys: Vec<KeyUse>,
    pub(crate) times: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

/// The requests that a key authorized.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeyUse {
    pub(crate) count: u64,
    pub(crate) times: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

/// Verdicts of an hour.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hour {
    pub(crate) reasons: [u64; REASONS],
    pub(crate) keys: Vec<u64>,
}

/// A line that was not verified, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sample {
    pub(crate) file: usize,
    pub(crate) line: u64,
    pub(crate) problem: String,
}

/// What was found in a chunk.
#[derive(Debug, Default)]
pub(crate) struct Part {
    counts: Counts,
    authorized_products: Occurrences,
    denied_products: Occurrences,
    denied_ids: Occurrences,
    /// Hours since 1970, each as often as it began.
    hours: Vec<(i64, Hour)>,
    garbage: Vec<Sample>,
    first_without_time: Option<Sample>,
    /// Denied requests, as lines to be written.
    pub(crate) denied: Vec<u8>,
}

/// What was found in all chunks so far.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) counts: Counts,
    pub(crate) authorized_products: Frequent,
    pub(crate) denied_products: Frequent,
    pub(crate) denied_ids: Frequent,
    pub(crate) hours: BTreeMap<i64, Hour>,
    /// Requests of hours beyond those that are counted apart.
    pub(crate) other_hours: u64,
    pub(crate) garbage: Vec<Sample>,
    pub(crate) first_without_time: Option<Sample>,
}

impl Part {
    pub(crate) fn authorized(&mut self, authorization: &Authorization, now: DateTime<Utc>) {
        let index = authorization.key_index();
        self.counts.seen_at(now);
        let key = at(&mut self.counts.keys, index);
        key.count += 1;
        widen(&mut key.times, (now, now));
        *at(&mut self.hour(now).keys, index) += 1;
        self.authorized_products.count(authorization.product_code().as_bytes());
    }

    /// Of id and product code, what is left without a signature: fields that were mixed up put one there.
    pub(crate) fn denied(
        &mut self,
        denied: &Denied,
        now: DateTime<Utc>,
        id: Option<&[u8]>,
        product_code: Option<&[u8]>,
    ) {
        self.counts.seen_at(now);
        if let Some(place) = Reason::of(denied).place() {
            self.counts.reasons[place] += 1;
            self.hour(now).reasons[place] += 1;
        }
        if let Some(id) = id {
            self.denied_ids.count(&id[..id.len().min(TEXT_MAX)]);
        }
        if let Some(code) = product_code {
            self.denied_products.count(&code[..code.len().min(TEXT_MAX)]);
        }
    }

    /// How many lines were counted.
    pub(crate) fn lines(&self) -> u64 {
        self.counts.lines()
    }

    pub(crate) fn no_authorization(&mut self) {
        self.counts.no_authorization += 1;
    }

    pub(crate) fn without_time(&mut self, file: usize, line: u64) {
        self.counts.without_time += 1;
        self.first_without_time.get_or_insert_with(|| Sample {
            file,
            line,
            problem: "expected a time, found none".to_owned(),
        });
    }

    pub(crate) fn garbage(&mut self, file: usize, line: u64, problem: String) {
        self.counts.garbage += 1;
        if self.garbage.len() < SAMPLES_MAX {
            self.garbage.push(Sample { file, line, problem });
        }
    }

    fn hour(&mut self, now: DateTime<Utc>) -> &mut Hour {
        let number = now.timestamp().div_euclid(3600);
        // Most often it is that of the request before.
        if self.hours.last().is_none_or(|(last, _)| *last != number) {
            self.hours.push((number, Hour::default()));
        }
        let last = self.hours.len() - 1;
        &mut self.hours[last].1
    }
}

/// An id or product code is shorter, or it is malformed and its start says enough.
const TEXT_MAX: usize = 64;

impl Tally {
    /// Counts the next chunk.
    pub(crate) fn add(&mut self, part: Part) {
        self.counts.add(&part.counts);
        self.authorized_products.add(part.authorized_products);
        self.denied_products.add(part.denied_products);
        self.denied_ids.add(part.denied_ids);
        for (number, hour) in part.hours {
            if self.hours.len() < HOURS_MAX || self.hours.contains_key(&number) {
                self.hours.entry(number).or_default().add(&hour);
            } else {
                self.other_hours += hour.sum();
            }
        }
        let room = SAMPLES_MAX - self.garbage.len();
        self.garbage.extend(part.garbage.into_iter().take(room));
        self.first_without_time = self.first_without_time.take().or(part.first_without_time);
    }
}

impl Counts {
    pub(crate) fn authorized(&self) -> u64 {
        self.keys.iter().map(|key| key.count).sum()
    }

    pub(crate) fn denied(&self) -> u64 {
        self.reasons.iter().sum()
    }

    pub(crate) fn lines(&self) -> u64 {
        self.authorized() + self.denied() + self.no_authorization + self.without_time + self.garbage
    }

    fn seen_at(&mut self, now: DateTime<Utc>) {
        widen(&mut self.times, (now, now));
    }

    fn add(&mut self, other: &Self) {
        add_all(&mut self.reasons, &other.reasons);
        self.no_authorization += other.no_authorization;
        self.without_time += other.without_time;
        self.garbage += other.garbage;
        for (index, key) in other.keys.iter().enumerate() {
            let sum = at(&mut self.keys, index);
            sum.count += key.count;
            key.times.into_iter().for_each(|times| widen(&mut sum.times, times));
        }
        other.times.into_iter().for_each(|times| widen(&mut self.times, times));
    }
}

impl Hour {
    pub(crate) fn sum(&self) -> u64 {
        self.reasons.iter().chain(&self.keys).sum()
    }

    pub(crate) fn add(&mut self, other: &Self) {
        add_all(&mut self.reasons, &other.reasons);
        for (index, count) in other.keys.iter().enumerate() {
            *at(&mut self.keys, index) += count;
        }
    }
}

fn add_all(sums: &mut [u64; REASONS], others: &[u64; REASONS]) {
    for (sum, other) in sums.iter_mut().zip(others) {
        *sum += other;
    }
}

/// The element at `index`, with those before it as far as they are missing.
fn at<T: Default>(list: &mut Vec<T>, index: usize) -> &mut T {
    while list.len() <= index {
        list.push(T::default());
    }
    &mut list[index]
}

/// Makes a span hold another one.
fn widen(
    span: &mut Option<(DateTime<Utc>, DateTime<Utc>)>,
    (first, last): (DateTime<Utc>, DateTime<Utc>),
) {
    // Most often it does: nothing is written then.
    let (from, to) = span.get_or_insert((first, last));
    if first < *from {
        *from = first;
    }
    if *to < last {
        *to = last;
    }
}
