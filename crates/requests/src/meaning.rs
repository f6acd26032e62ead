//! The names that logs give to what is read of them.

use crate::{json_paths::Paths, log_options::LogOptions};
use store_auth::Field;

/// Members of JSON objects and columns of CSV that hold a whole URL, a request target or a request line, or only the
/// query, in the order in which they are believed.
const URLS: [&str; 15] = [
    "request_uri",
    "uri",
    "url",
    "request.uri",
    "request.url",
    "httpRequest.requestUrl",
    "RequestPath",
    "url.original",
    "request",
    "path",
    "args",
    "query",
    "query_string",
    "url.query",
    "cs-uri-query",
];

/// Members and columns that hold the time of a request, in the order in which they are believed.
const TIMES: [&str; 10] = [
    "time",
    "timestamp",
    "ts",
    "@timestamp",
    "time_iso8601",
    "time_local",
    "msec",
    "StartUTC",
    "start_time",
    "datetime",
];

/// Members that hold a whole line as a program wrote it: those of Docker, of journald and of others that collect logs.
const LINES: [&str; 3] = ["log", "MESSAGE", "message"];

/// What a member of an object or a column of a file means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Meaning {
    /// A field of the request, by the name that it has there.
    Field(&'static str),
    /// By its place among those that are looked for: the lowest is believed.
    Url(usize),
    Time(usize),
    /// A line of another log, as collectors keep it.
    Line,
}

impl Meaning {
    /// The field of a request that this is.
    pub(crate) fn field(self) -> Option<Field> {
        match self {
            Self::Field(name) => Field::named(name.as_bytes()),
            _ => None,
        }
    }

    /// Whether this is of a request and of nothing else: logs have ids of their own.
    pub(crate) fn is_telling(self) -> bool {
        self.field().is_some_and(|field| field != Field::Id)
    }
}

/// The names that are looked for: those that were told, or the usual ones.
#[derive(Debug)]
pub(crate) struct Names {
    columns: Vec<(Box<str>, Meaning)>,
    /// The member or column with the URL, where it was told.
    pub(crate) url: Option<Box<str>>,
    /// The members of any object.
    pub(crate) any: Paths<Meaning>,
    /// The members of an object that is a request itself.
    pub(crate) ndjson: Paths<Meaning>,
    /// The members of an access log's objects.
    pub(crate) json_log: Paths<Meaning>,
}

impl Names {
    pub(crate) fn new(options: &LogOptions) -> Self {
        let urls = options.url_member.as_deref().map_or(URLS.to_vec(), |name| vec![name]);
        let times = options.time_member.as_deref().map_or(TIMES.to_vec(), |name| vec![name]);
        let named = |names: Vec<&str>, meaning: fn(usize) -> Meaning| -> Vec<(Box<str>, Meaning)> {
            let ranked = names.into_iter().enumerate();
            ranked.map(|(rank, name)| (name.into(), meaning(rank))).collect()
        };
        let fields = Field::NAMES.map(|name| (name.into(), Meaning::Field(name))).to_vec();
        let urls = named(urls, Meaning::Url);
        let times = if options.without_times { Vec::new() } else { named(times, Meaning::Time) };
        let lines = LINES.map(|name| (name.into(), Meaning::Line)).to_vec();
        Self {
            ndjson: Paths::new([&fields, &times].into_iter().flatten().cloned()),
            json_log: Paths::new([&urls, &times].into_iter().flatten().cloned()),
            any: Paths::new([&fields, &urls, &times, &lines].into_iter().flatten().cloned()),
            url: options.url_member.as_deref().map(Box::from),
            columns: [fields, urls, times].concat(),
        }
    }

    /// What a member of any object means that has this name, or is on the way to one that means something.
    pub(crate) fn of_member(&self, name: &str) -> Vec<Meaning> {
        self.any.of_name(name)
    }

    /// What a column of this name means: in any case, as spreadsheets write it.
    pub(crate) fn of_column(&self, name: &str) -> Option<Meaning> {
        let is_it = |known: &str| known.eq_ignore_ascii_case(name);
        self.columns.iter().find(|(known, _)| is_it(known)).map(|(_, meaning)| *meaning)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json_paths::class;
    use std::collections::BTreeSet;

    #[test]
    fn few_of_the_usual_names_share_a_class_so_that_one_is_compared_with_few() {
        let all = Field::NAMES.into_iter().chain(URLS).chain(TIMES).chain(LINES);
        let names: BTreeSet<&str> = all.flat_map(|name| name.split('.').chain([name])).collect();
        let pairs = names.iter().flat_map(|one| {
            names.iter().take_while(move |other| *other < one).map(move |other| (one, other))
        });
        let alike = pairs.filter(|(one, other)| class(one) == class(other)).count();
        assert!(names.len() == 37 && alike <= 10, "{alike} pairs of {}", names.len());
    }
}
