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
