//! Adding up the summaries of several audits.

use anyhow::{Context, anyhow, bail};
use serde_json::Deserializer;
use std::{
    fs::File,
    io::{self, BufReader, Read},
};
use store_auth_audit::{Input, Summary};

/// The sum of all summaries in these files.
pub(super) fn merged(inputs: &[Input], top: usize) -> anyhow::Result<Summary> {
    let mut summaries = Vec::new();
    for input in inputs {
        let source: Box<dyn Read> = match input {
            Input::Stdin => Box::new(io::stdin()),
            Input::File(path) => Box::new(File::open(path).with_context(|| input.to_string())?),
        };
        let before = summaries.len();
        for summary in Deserializer::from_reader(BufReader::new(source)).into_iter::<Summary>() {
            let expected = "expected a summary, as --format json prints it";
            summaries.push(summary.map_err(|error| anyhow!("{input}: {expected}: {error}"))?);
        }
        if summaries.len() == before {
            bail!("{input}: expected a summary, as --format json prints it, found none");
        }
    }
    Summary::merged(summaries, top).map_err(|error| anyhow!("{error}"))
}
