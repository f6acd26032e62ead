//! W3C's extended log format: values behind a line `#Fields: date time cs-uri-stem cs-uri-query …`.

use std::borrow::Cow;

/// Which value of a line is which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fields {
    count: usize,
    date: Option<usize>,
    time: Option<usize>,
    query: Option<usize>,
    /// A whole URL, as some servers write it.
    url: Option<usize>,
}

/// The values of a line that are looked for.
#[derive(Debug, PartialEq)]
pub(crate) struct Values<'a> {
    /// Date and time, in UTC.
    pub(crate) time: Option<String>,
    /// None where the client sent none.
    pub(crate) url: Option<Cow<'a, [u8]>>,
}

impl Fields {
    /// Reads a line `#Fields: …`. None where it is another one, or names no URL.
    pub(crate) fn of_directive(line: &[u8], url_name: Option<&str>) -> Option<Self> {
        let (start, names) = line.split_at_checked(b"#Fields:".len())?;
        if !start.eq_ignore_ascii_case(b"#Fields:") {
            return None;
        }
        let names: Vec<_> =
            names.split(u8::is_ascii_whitespace).filter(|name| !name.is_empty()).collect();
        let place =
            |name: &str| names.iter().position(|found| found.eq_ignore_ascii_case(name.as_bytes()));
        let (query, url) = match url_name {
            Some(name) => (None, place(name)),
            None => (place("cs-uri-query"), place("cs-uri")),
        };
        let is_known = query.is_some() || url.is_some();
        is_known.then(|| Self {
            count: names.len(),
            date: place("date"),
            time: place("time"),
            query,
            url,
        })
    }

    /// Reads a line of values.
    ///
    /// # Errors
    /// Where there are not as many as fields.
    pub(crate) fn read<'a>(&self, line: &'a [u8]) -> Result<Values<'a>, String> {
        // Tabs are told from spaces: a value may hold the other.
        let delimiter = if line.contains(&b'\t') { b'\t' } else { b' ' };
        let found = line.split(|byte| *byte == delimiter).count();
        if found != self.count {
            return Err(format!("expected {} values, found {found}", self.count));
        }
        let value = |place: Option<usize>| {
            let value = line.split(|byte| *byte == delimiter).nth(place?)?;
            (value != b"-" && !value.is_empty()).then_some(value)
        };
        let time = value(self.date)
            .zip(value(self.time))
            .map(|(date, time)| format!("{}T{}Z", date.escape_ascii(), time.escape_ascii()));
        let url = value(self.query).or_else(|| value(self.url)).map(Cow::Borrowed);
        Ok(Values { time, url })
    }

    /// Whether lines have a time.
    pub(crate) fn has_time(&self) -> bool {
        self.date.is_some() && self.time.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_query_and_the_time_are_found_where_the_fields_say() {
        for (fields, line) in [
            ("#Fields: date time cs-uri-stem cs-uri-query", "2016-04-26 07:17:59 /feed id=1"),
            ("#fields:\tcs-uri-query\tdate\ttime", "id=1\t2016-04-26\t07:17:59"),
        ] {
            let fields = Fields::of_directive(fields.as_bytes(), None).unwrap();
            let values = fields.read(line.as_bytes()).unwrap();
            assert_eq!(values.time.as_deref(), Some("2016-04-26T07:17:59Z"));
            assert_eq!(values.url.as_deref(), Some(&b"id=1"[..]));
        }
    }

    #[test]
    fn a_dash_is_no_value() {
        let fields = Fields::of_directive(b"#Fields: date time cs-uri-query", None).unwrap();
        let values = fields.read(b"- 07:17:59 -").unwrap();
        assert_eq!(values, Values { time: None, url: None });
        assert_eq!(fields.read(b"- -"), Err("expected 3 values, found 2".to_owned()));
    }

    #[test]
    fn other_lines_name_no_fields() {
        for line in ["", "#Fields", "#Version: 1.0", "#Fields: date time", "Fields: cs-uri-query"] {
            assert_eq!(Fields::of_directive(line.as_bytes(), None), None, "{line}");
        }
        assert!(Fields::of_directive(b"#Fields: date my-url", Some("my-url")).is_some());
    }
}
