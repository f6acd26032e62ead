//! A bill, and how it is written.

use super::{line::BillLine, table::Table};
use crate::model::{Currency, Plan};
use std::{collections::BTreeMap, io, str::FromStr};

/// The bill of a month: its lines by company, product and plan, and behind them the corrections that are billed in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill(Vec<BillLine>);

/// How a bill is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BillFormat {
    /// A table for people, with sums.
    Text,
    /// A JSON list with a line of the bill on each line.
    Json,
    /// CSV with a header.
    Csv,
}

impl FromStr for BillFormat {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            "csv" => Ok(Self::Csv),
            _ => Err("expected `text`, `json` or `csv`"),
        }
    }
}

impl Bill {
    pub(super) fn new(lines: Vec<BillLine>) -> Self {
        Self(lines)
    }

    /// The same with corrections behind its lines.
    #[must_use]
    pub(super) fn with(mut self, corrections: impl IntoIterator<Item = BillLine>) -> Self {
        self.0.extend(corrections);
        self
    }

    /// Its lines.
    #[must_use]
    pub fn lines(&self) -> &[BillLine] {
        &self.0
    }

    /// What it comes to in each currency, in minor units.
    #[must_use]
    pub fn totals(&self) -> BTreeMap<Currency, i128> {
        let mut totals = BTreeMap::new();
        for line in &self.0 {
            let Some(currency) = line.currency else { continue };
            // No memory holds as many lines as it would take to overflow.
            *totals.entry(currency).or_insert(0_i128) += line.amount;
        }
        totals
    }

    /// Writes it.
    ///
    /// # Errors
    /// Those of the writer
    pub fn write(&self, format: BillFormat, to: impl io::Write) -> io::Result<()> {
        match format {
            BillFormat::Text => self.write_text(to),
            BillFormat::Json => self.write_json(to),
            BillFormat::Csv => self.write_csv(to),
        }
    }

    fn write_json(&self, mut to: impl io::Write) -> io::Result<()> {
        to.write_all(b"[")?;
        for (index, line) in self.0.iter().enumerate() {
            to.write_all(if index == 0 { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut to, line)?;
        }
        to.write_all(if self.0.is_empty() { b"]\n" } else { b"\n]\n" })
    }

    fn write_csv(&self, to: impl io::Write) -> io::Result<()> {
        let mut to = csv::Writer::from_writer(to);
        let count = self.columns();
        to.write_record(COLUMNS.iter().take(count))?;
        for line in &self.0 {
            to.write_record(cells(line).iter().take(count))?;
        }
        to.flush()
    }

    fn write_text(&self, mut to: impl io::Write) -> io::Result<()> {
        let count = self.columns();
        let mut table = Table::new(COLUMNS.map(str::to_owned).into_iter().take(count));
        for line in &self.0 {
            table.row(cells(line).into_iter().take(count));
        }
        table.write(&mut to)?;
        for (currency, total) in self.totals() {
            writeln!(to, "total: {total} {currency} in minor units")?;
        }
        let is_marked =
            |line: &&BillLine| line.plan == Some(Plan::Display) && line.company_calls > 0;
        if let count @ 1.. = self.0.iter().filter(is_marked).count() {
            writeln!(
                to,
                "{count} with companyCalls by display: they name no display, and cost nothing"
            )?;
        }
        Ok(())
    }

    /// How many columns it takes: the last two are of corrections.
    fn columns(&self) -> usize {
        let has_corrections = self.0.iter().any(|line| line.corrects.is_some());
        if has_corrections { COLUMNS.len() } else { COLUMNS.len() - 2 }
    }
}

const COLUMNS: [&str; 12] = [
    "month",
    "company",
    "product",
    "plan",
    "displays",
    "calls",
    "companyCalls",
    "unpaidCalls",
    "amount",
    "currency",
    "corrects",
    "reason",
];

fn cells(line: &BillLine) -> [String; 12] {
    [
        line.month.to_string(),
        line.company.to_string(),
        line.product.to_string(),
        line.plan.map(|plan| plan.name().to_owned()).unwrap_or_default(),
        line.displays.to_string(),
        line.calls.to_string(),
        line.company_calls.to_string(),
        line.unpaid_calls.to_string(),
        line.amount.to_string(),
        line.currency.map(|currency| currency.to_string()).unwrap_or_default(),
        line.corrects.map(|month| month.to_string()).unwrap_or_default(),
        line.reason.clone().unwrap_or_default(),
    ]
}
