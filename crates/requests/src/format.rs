//! The formats of logs.

use std::{fmt, str::FromStr};
use store_auth::UnknownName;

/// How requests are logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// One request a line as [`RequestLine`](crate::RequestLine) reads it: a JSON object of its fields, a URL or a query
    /// string.
    Ndjson,
    /// Comma-separated values behind a header that names the fields, or a column of URLs.
    Csv,
    /// An access log of nginx or Apache, common or combined, or of HAProxy.
    Combined,
    /// An access log of JSON objects, such as those of Caddy, Traefik, nginx and Google Cloud.
    JsonLog,
    /// W3C's extended log format, such as that of IIS and `CloudFront`: values behind a line `#Fields`.
    W3c,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 5] = [Self::Ndjson, Self::Csv, Self::Combined, Self::JsonLog, Self::W3c];

    const NAMES: [&'static str; 5] = ["ndjson", "csv", "combined", "json-log", "w3c"];

    /// The format's name: `ndjson`, `csv`, `combined`, `json-log` or `w3c`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        let [ndjson, csv, combined, json_log, w3c] = Self::NAMES;
        match self {
            Self::Ndjson => ndjson,
            Self::Csv => csv,
            Self::Combined => combined,
            Self::JsonLog => json_log,
            Self::W3c => w3c,
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
        assert_eq!(error.to_string(), "expected one of ndjson, csv, combined, json-log, w3c");
    }
}
