//! Writes records of usage.

use super::filter::Filter;
use crate::{
    catalogue::Catalogue,
    model::{CompanyId, DisplayId, DisplayNumber, Millis, Paid, Plan, ProductCode, Usage},
};
use serde::Serialize;
use std::{collections::HashMap, io, str::FromStr};

/// Writes records of usage, a line for each: `at`, `company`, `display`, `product`, `standing`, `plan`, `until`.
#[derive(Debug)]
pub struct UsageExport {
    format: UsageFormat,
    filter: Filter,
    /// The catalogue knows displays by their ids alone.
    displays: HashMap<DisplayNumber, DisplayId>,
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

#[derive(Serialize)]
struct Line<'a> {
    at: Millis,
    company: &'a CompanyId,
    display: Option<&'a DisplayId>,
    product: &'a ProductCode,
    standing: &'static str,
    plan: Option<Plan>,
    until: Millis,
}

const COLUMNS: [&str; 7] = ["at", "company", "display", "product", "standing", "plan", "until"];

impl UsageExport {
    /// Of the records that a filter admits.
    #[must_use]
    pub fn new(format: UsageFormat, filter: Filter) -> Self {
        Self { format, filter, displays: HashMap::new() }
    }

    /// Writes what comes before the records.
    ///
    /// # Errors
    /// Those of the writer
    pub fn start(&self, to: impl io::Write) -> io::Result<()> {
        match self.format {
            UsageFormat::Csv => {
                csv::Writer::from_writer(to).write_record(COLUMNS).map_err(Into::into)
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
            self.learn_displays(catalogue, usage);
            let Some(line) = self.line(catalogue, usage) else {
                let message =
                    "a record names what is not in the catalogue: expected it to be there";
                return Err(io::Error::new(io::ErrorKind::InvalidData, message));
            };
            match self.format {
                UsageFormat::Csv => csv.write_record(cells(&line))?,
                UsageFormat::Ndjson => {
                    serde_json::to_writer(&mut to, &line)?;
                    to.write_all(b"\n")?;
                }
            }
        }
        to.write_all(&csv.into_inner().map_err(csv::IntoInnerError::into_error)?)
    }

    /// A display may have been added since the last look.
    fn learn_displays(&mut self, catalogue: &Catalogue, usage: &Usage) {
        if usage.display.is_some_and(|number| !self.displays.contains_key(&number)) {
            let all = catalogue.displays_after(None);
            self.displays = all.map(|(id, display)| (display.number, id.clone())).collect();
        }
    }

    fn line<'a>(&'a self, catalogue: &'a Catalogue, usage: &Usage) -> Option<Line<'a>> {
        let (standing, plan) = match usage.paid {
            Paid::Free => ("free", None),
            Paid::Trial => ("trial", None),
            Paid::Subscribed(plan) => ("subscribed", Some(plan)),
        };
        Some(Line {
            at: usage.at,
            company: &catalogue.company_numbered(usage.company)?.id,
            display: match usage.display {
                Some(number) => Some(self.displays.get(&number)?),
                None => None,
            },
            product: &catalogue.product_numbered(usage.product)?.code,
            standing,
            plan,
            until: usage.until,
        })
    }
}

fn cells(line: &Line<'_>) -> [String; 7] {
    [
        line.at.to_string(),
        line.company.to_string(),
        line.display.map(ToString::to_string).unwrap_or_default(),
        line.product.to_string(),
        line.standing.to_owned(),
        line.plan.map(|plan| plan.name().to_owned()).unwrap_or_default(),
        line.until.to_string(),
    ]
}
