//! Writes records of usage.

use super::{filter::Filter, usage_names::UsageNames, usage_record::UsageRecord};
use crate::{catalogue::Catalogue, model::Usage};
use std::{io, str::FromStr};

/// Writes records of usage, a line for each: `at`, `company`, `display`, `product`, `standing`, `plan`, `until`.
#[derive(Debug)]
pub struct UsageExport {
    format: UsageFormat,
    filter: Filter,
    names: UsageNames,
}

/// How records are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsageFormat {
    /// CSV with a header.
    Csv,
    /// A JSON object on each line.
    Ndjson,
}

impl FromStr for UsageFormat {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        match text {
            "csv" => Ok(Self::Csv),
            "ndjson" => Ok(Self::Ndjson),
            _ => Err("expected `csv` or `ndjson`"),
        }
    }
}

impl UsageExport {
    /// Of the records that a filter admits.
    #[must_use]
    pub fn new(format: UsageFormat, filter: Filter) -> Self {
        Self { format, filter, names: UsageNames::default() }
    }

    /// Writes what comes before the records.
    ///
    /// # Errors
    /// Those of the writer
    pub fn start(&self, to: impl io::Write) -> io::Result<()> {
        match self.format {
            UsageFormat::Csv => {
                let mut csv = csv::Writer::from_writer(to);
                csv.write_record(UsageRecord::COLUMNS).map_err(Into::into)
            }
            UsageFormat::Ndjson => Ok(()),
        }
    }

    /// Writes some records: as many as are to be held in memory, since the catalogue is to be let go in between.
    ///
    /// # Errors
    /// Those of the writer, and [`io::ErrorKind::InvalidData`] for a record that names what the catalogue never had
    pub fn write(
        &mut self,
        catalogue: &Catalogue,
        records: &[Usage],
        mut to: impl io::Write,
    ) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(Vec::new());
        let filter = self.filter;
        for usage in records.iter().filter(|usage| filter.admits(usage)) {
            let record = self.names.record(catalogue, usage)?;
            match self.format {
                UsageFormat::Csv => csv.write_record(cells(&record))?,
                UsageFormat::Ndjson => {
                    serde_json::to_writer(&mut to, &record)?;
                    to.write_all(b"\n")?;
                }
            }
        }
        to.write_all(&csv.into_inner().map_err(csv::IntoInnerError::into_error)?)
    }
}

fn cells(record: &UsageRecord) -> [String; 7] {
    [
        record.at.to_string(),
        record.company.to_string(),
        record.display.as_ref().map(ToString::to_string).unwrap_or_default(),
        record.product.to_string(),
        record.standing.name().to_owned(),
        record.plan.map(|plan| plan.name().to_owned()).unwrap_or_default(),
        record.until.to_string(),
    ]
}
