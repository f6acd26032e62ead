//! What a demonstration prints, and whether it is what was announced.

use crate::output::{report::Report, verdict::Verdict};
use chrono::{DateTime, Utc};
use store_auth::{Denied, Request, Verifier};

pub(super) struct Demo {
    pub(super) report: Report,
    /// How many verdicts were not the one that the text announces.
    pub(super) surprises: usize,
}

impl Demo {
    pub(super) fn title(&mut self, text: &str) -> anyhow::Result<()> {
        Ok(self.report.text(text)?)
    }

    /// Shows a verdict. `expected` is the code of the denial, or empty where the request is authorized.
    pub(super) fn verdict(
        &mut self,
        what: &str,
        expected: &str,
        verifier: &Verifier,
        url: &str,
        now: DateTime<Utc>,
    ) -> anyhow::Result<()> {
        let verdict = verifier.verify_at(&Request::from_url(url), now);
        let code = verdict.as_ref().err().map_or("", Denied::code);
        if code != expected {
            self.surprises += 1;
        }
        self.report.text(format_args!("  {what}"))?;
        Ok(self.report.verdict("    ", &Verdict::from(&verdict))?)
    }

    /// Takes note of something else that was announced.
    #[cfg(all(unix, feature = "store"))]
    pub(super) fn expect(&mut self, is_so: bool) {
        if !is_so {
            self.surprises += 1;
        }
    }
}
