//! The formats of logs.

use std::{fmt, str::FromStr};
use store_auth::UnknownName;

/// How requests are logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// One request a line as [`RequestLine`](crate::RequestLine) reads it: a JSON object of its fields, a URL or a query
    /// string.
    Ndjson,
    /// Comma-separated values behind a header that names the fields, or a column of URLs.
    Csv,
    /// An access log of nginx or Apache, common or combined.
    Combined,
    /// An access log of JSON objects, such as those of Caddy, Traefik, nginx and Google Cloud.
    JsonLog,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 4] = [Self::Ndjson, Self::Csv, Self::Combined, Self::JsonLog];

    const NAMES: [&'static str; 4] = ["ndjson", "csv", "combined", "json-log"];

    /// The format's name: `ndjson`, `csv`, `combined` or `json-log`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        let [ndjson, csv, combined, json_log] = Self::NAMES;
        match self {
            Self::Ndjson => ndjson,
            Self::Csv => csv,
            Self::Combined => combined,
            Self::JsonLog => json_log,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        let found = Self::ALL.into_iter().find(|format| format.name() == name);
        found.ok_or(UnknownName::expecting(&Self::NAMES))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_read_and_written_by_its_name() {
        for format in Format::ALL {
            assert_eq!(format.to_string().parse(), Ok(format));
            assert_eq!(serde_json::to_value(format).unwrap(), format.name());
        }
        let error = "json".parse::<Format>().unwrap_err();
        assert_eq!(error.to_string(), "expected one of ndjson, csv, combined, json-log");
    }
}
