//! Rows of CSV as most are: the four fields and a time, each once, and nothing quoted.

use crate::{
    csv::{Columns, Lengths},
    entry::Entry,
    log_time::TimeReader,
    meaning::Meaning,
    request_line::RequestLine,
};
use store_auth::Field;

/// The columns of a table that has one for each field, as places in a row.
#[derive(Clone, Debug)]
pub(crate) struct PlainRows(Columns<usize>);

/// The fields in the order of the scheme, and the time behind them.
const PLACES: usize = Field::ALL.len() + 1;
const TIME: usize = Field::ALL.len();

impl PlainRows {
    pub(crate) fn new(columns: &Columns<Meaning>) -> Self {
        Self(columns.with(|meaning| match meaning {
            Meaning::Time(_) => Some(TIME),
            other => Field::ALL.iter().position(|field| other.field() == Some(*field)),
        }))
    }

    /// Reads a row. None for any other than of the four fields and a time, each once and without quotes.
    #[inline]
    pub(crate) fn read<'a>(
        &self,
        line: &'a [u8],
        lengths: &mut Lengths,
        times: &mut TimeReader,
    ) -> Option<Entry<'a>> {
        let (mut texts, mut is_odd) = ([&b""[..]; PLACES], false);
        let found = |place: usize, value| {
            let text = &mut texts[place % PLACES];
            is_odd |= !text.is_empty();
            *text = value;
        };
        if !self.0.read_plain(line, lengths, found) || is_odd {
            return None;
        }
        let [fields @ .., time] = texts;
        if fields.iter().any(|field| field.is_empty()) {
            return None;
        }
        let time = if time.is_empty() { None } else { Some(times.read(time)?) };
        Some(Entry::Request(RequestLine::of_fields(fields), time))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{log_options::LogOptions, meaning::Names};

    /// The fields in a row and its time in seconds.
    fn read(header: &str, row: &str) -> Option<(String, Option<i64>)> {
        let names = Names::new(&LogOptions::default());
        let columns = Columns::of_header(header.as_bytes(), |name| names.of_column(name));
        let (mut lengths, mut times) = (Lengths::default(), TimeReader::default());
        let entry = PlainRows::new(&columns).read(row.as_bytes(), &mut lengths, &mut times)?;
        let Entry::Request(request, time) = entry else { panic!("{entry:?}") };
        let text = |field| String::from_utf8(request.text(field).unwrap().into_owned()).unwrap();
        Some((Field::ALL.map(text).join(" "), time.map(|time| time.timestamp())))
    }

    #[test]
    fn a_row_is_plain_where_each_field_is_there_once_and_the_time_is_one() {
        let header = "time,id,pc,x,expiry,signature,cid,ts";
        for (row, time) in [
            ("2016-04-26T08:00:00Z,a,b,1,c,d,,", Some(1_461_657_600)),
            (",,b,,c,d,a,1461657600", Some(1_461_657_600)),
            (",a,b,,c,d,,", None),
        ] {
            assert_eq!(read(header, row), Some(("a b c d".to_owned(), time)), "{row}");
        }
        for row in [
            "soon,a,b,1,c,d,,",
            "2016-04-26T08:00:00Z,a,b,1,c,d,,1461657600",
            ",a,b,1,c,d,a,",
            ",,b,1,c,d,,",
            ",a,b,1,c,,,",
            ",\"a\",b,1,c,d,,",
            ",a,b,1,c,d,",
            "",
        ] {
            assert_eq!(read(header, row), None, "{row}");
        }
    }
}
