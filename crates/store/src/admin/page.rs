//! Lists, a page at a time.

use super::{answer::json, problem::Problem};
use crate::{Catalogue, Store};
use axum::response::{IntoResponse, Response};
use http::{
    HeaderValue,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use utoipa::{IntoParams, ToSchema};

/// How many things a page has.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = u32, minimum = 1, maximum = 1000, default = 100)]
pub(super) struct Limit(u32);

impl Default for Limit {
    fn default() -> Self {
        Self(100)
    }
}

impl TryFrom<String> for Limit {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        let limit = text.parse().ok().filter(|limit| (1..=1000).contains(limit));
        limit.map(Self).ok_or("expected a whole number from 1 to 1000")
    }
}

impl Limit {
    pub(super) fn get(self) -> u32 {
        self.0
    }
}

/// Where a page begins: after a thing of the last one.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Paging {
    /// What `next` of the page before was.
    pub(super) after: Option<String>,
    /// How many, at most.
    #[serde(default)]
    #[param(inline)]
    pub(super) limit: Limit,
}

/// A page of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Page<T> {
    /// The things.
    pub(super) items: Vec<T>,
    /// What `after` is for the next page; none where this is the last.
    pub(super) next: Option<String>,
}

impl<T: Serialize> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        let mut response = json(&self).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

/// Things that are looked at before the catalogue is let go of: changes wait meanwhile.
const AT_ONCE: usize = 2000;

/// A page of what the catalogue has after a place. `look` looks at so many things after one, and gives each place with the
/// thing, or none where it is not asked for.
pub(super) fn page<K: ToString, T>(
    store: &Store,
    limit: Limit,
    mut after: Option<K>,
    look: impl Fn(&Catalogue, Option<&K>, usize) -> Vec<(K, Option<T>)>,
) -> Page<T> {
    let limit = usize::try_from(limit.0).unwrap_or(usize::MAX);
    let mut items: Vec<T> = Vec::new();
    let mut next = None;
    // Most often all are asked for.
    let mut count = limit + 1;
    loop {
        let seen = look(&store.catalogue(), after.as_ref(), count);
        let is_last = seen.len() < count;
        count = AT_ONCE;
        for (place, thing) in seen {
            if let Some(thing) = thing {
                if items.len() == limit {
                    return Page { items, next };
                }
                items.push(thing);
                next = Some(place.to_string());
            }
            after = Some(place);
        }
        if is_last {
            return Page { items, next: None };
        }
    }
}

/// A page of the few things that are found in the catalogue after a place. `look` looks at some things after one, as
/// [`look`] does, for so many that are found.
pub(super) fn found<K: ToString, T>(
    store: &Store,
    limit: Limit,
    mut after: Option<K>,
    look: impl Fn(&Catalogue, Option<&K>, usize) -> Found<K, T>,
) -> Page<T> {
    let limit = usize::try_from(limit.0).unwrap_or(usize::MAX);
    let mut items: Vec<T> = Vec::new();
    let mut next = None;
    loop {
        let Found { things, last } =
            look(&store.catalogue(), after.as_ref(), limit + 1 - items.len());
        for (place, thing) in things {
            if items.len() == limit {
                return Page { items, next };
            }
            items.push(thing);
            next = Some(place.to_string());
        }
        if last.is_none() {
            return Page { items, next: None };
        }
        after = last;
    }
}

/// What was found with its places, and the last place that was looked at: none where there is nothing after it, or where
/// enough was found.
#[derive(Debug)]
pub(super) struct Found<K, T> {
    things: Vec<(K, T)>,
    last: Option<K>,
}

/// Looks at some things one after the other, until so many are found. Of the others, not even the places are copied.
pub(super) fn look<'a, K: Clone + 'a, T: Copy, S>(
    mut all: impl Iterator<Item = T>,
    most: usize,
    place: impl Fn(T) -> &'a K,
    shown: impl Fn(T) -> Option<S>,
) -> Found<K, S> {
    let (mut things, mut last) = (Vec::new(), None);
    for thing in all.by_ref().take(AT_ONCE) {
        if let Some(shown) = shown(thing) {
            things.push((place(thing).clone(), shown));
            if things.len() == most {
                return Found { things, last: None };
            }
        }
        last = Some(thing);
    }
    let last = last.filter(|_| all.next().is_some());
    Found { things, last: last.map(|thing| place(thing).clone()) }
}

/// The place that a cursor stands for.
pub(super) fn place<K: FromStr>(cursor: Option<&String>) -> Result<Option<K>, Problem> {
    let place = cursor.map(|cursor| cursor.parse()).transpose();
    place.map_err(|_| Problem::invalid("after", "expected what `next` of a page was"))
}
