//! Records of usage go into a folder of Parquet files.

use crate::{
    lines::{Line, read_line},
    output::report::Report,
};
use anyhow::{Context, bail};
use std::{io::BufReader, path::Path};
use store_auth_store::billing::{Existing, Month, UsageFolder, UsageRecord, WrittenMonth};
use ureq::{Body, http::Response};

/// Writes the NDJSON of an export, all of it or nothing. A month that was asked for is there then,
/// be it empty.
pub(super) fn write(
    folder: &Path,
    existing: Existing,
    month: Option<Month>,
    mut answer: Response<Body>,
) -> anyhow::Result<Vec<WrittenMonth>> {
    let mut usage = UsageFolder::new(folder, existing)?;
    if let Some(month) = month {
        usage.begin(month)?;
    }
    let mut records = BufReader::with_capacity(1 << 16, answer.body_mut().as_reader());
    let mut line = Vec::new();
    loop {
        match read_line(&mut records, &mut line).context("the Store's answer")? {
            Line::Whole => {}
            Line::TooLong => bail!("the Store's answer: expected shorter lines"),
            Line::End => break,
        }
        let record: UsageRecord = serde_json::from_slice(&line)
            .context("the Store's answer: expected a record of usage in each line")?;
        usage.write(&record)?;
    }
    Ok(usage.finish()?)
}

/// Says what was written.
pub(super) fn say(folder: &Path, written: &[WrittenMonth]) -> std::io::Result<()> {
    let mut out = Report::to_stdout();
    if written.is_empty() {
        out.text("no records of usage")?;
    }
    for WrittenMonth { month, records, files, bytes, .. } in written {
        let path = folder.join(format!("month={month}"));
        out.text(format_args!(
            "{}: records: {records}, files: {files}, bytes: {bytes}",
            path.display()
        ))?;
    }
    out.flush()
}
