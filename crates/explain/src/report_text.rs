//! A report as text for people.

use crate::{
    confidence::Confidence,
    finding::{Comparison, Finding},
    report::Report,
    step::Status,
};
use core::fmt::{self, Write};
use store_auth::Iso8601;

/// What a word of a report's text says, for whoever shows it in colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    /// It is as it should be, or what to do.
    Good,
    /// It is wrong.
    Bad,
    /// It may be wrong.
    Doubtful,
}

impl Report {
    /// The report in lines of text: the verdict, the steps with their marks, the findings, and the fix of the first
    /// finding in the last line.
    ///
    /// `paint` is given the words that have a tone, and says how to write them.
    #[must_use]
    pub fn text(&self, paint: impl Fn(Tone, &str) -> String) -> String {
        let mut text = Text { lines: String::new(), paint };
        // Nothing fails that writes to a string.
        let _ = text.report(self);
        text.lines
    }
}

struct Text<P> {
    lines: String,
    paint: P,
}

impl<P: Fn(Tone, &str) -> String> Text<P> {
    fn report(&mut self, report: &Report) -> fmt::Result {
        self.verdict(report)?;
        self.steps(report)?;
        for finding in report.findings() {
            self.finding(finding)?;
        }
        if let Some(signature) = report.expected_signature() {
            writeln!(self.lines, "\nexpected signature: {signature}")?;
        }
        let mut fixes: Vec<_> = report.findings().iter().map(|found| found.code().fix()).collect();
        fixes.reverse();
        if let Some((last, others)) = fixes.split_last() {
            writeln!(self.lines)?;
            for fix in others {
                writeln!(self.lines, "also: {fix}")?;
            }
            let fix = (self.paint)(Tone::Good, "fix:");
            writeln!(self.lines, "{fix} {last}")?;
        }
        Ok(())
    }

    fn verdict(&mut self, report: &Report) -> fmt::Result {
        if let Some(message) = report.undecided() {
            let undecided = (self.paint)(Tone::Doubtful, "undecided");
            return writeln!(self.lines, "{undecided}: {message}\n");
        }
        match report.verdict() {
            Ok(authorization) => {
                let authorized = (self.paint)(Tone::Good, "authorized");
                let (expires_at, key) = (authorization.expires_at(), authorization.key_index());
                writeln!(self.lines, "{authorized} until {} by key {key}\n", Iso8601(expires_at))
            }
            Err(reason) => {
                let denied = (self.paint)(Tone::Bad, "denied");
                writeln!(self.lines, "{denied} ({}): {reason}\n", reason.code())
            }
        }
    }

    fn steps(&mut self, report: &Report) -> fmt::Result {
        for step in report.steps() {
            let (name, seen, expected) = (step.name(), step.seen(), step.expected());
            match step.status() {
                Status::Passed => {
                    let mark = (self.paint)(Tone::Good, "✓");
                    writeln!(self.lines, "  {mark} {name:<9}  {seen}")?;
                }
                Status::NotReached => writeln!(self.lines, "  · {name:<9}  not reached")?,
                Status::Failed => {
                    let mark = (self.paint)(Tone::Bad, "✗");
                    writeln!(self.lines, "  {mark} {name:<9}  {seen}")?;
                    if let Some(at) = step.wrong_at() {
                        let mark = (self.paint)(Tone::Bad, "^");
                        writeln!(self.lines, "               {:at$}{mark}", "")?;
                    }
                    writeln!(self.lines, "               expected {expected}")?;
                }
            }
        }
        Ok(())
    }

    fn finding(&mut self, finding: &Finding) -> fmt::Result {
        let code = finding.code();
        let tone = match finding.confidence() {
            Confidence::Certain => Tone::Bad,
            Confidence::Likely | Confidence::Unknown => Tone::Doubtful,
        };
        let confidence = (self.paint)(tone, &format!("{}:", finding.confidence().name()));
        writeln!(self.lines, "\n{confidence} {} ({code})", code.title())?;
        writeln!(self.lines, "  {}", code.explanation())?;
        if !finding.detail().is_empty() {
            writeln!(self.lines, "  Here: {}.", finding.detail())?;
        }
        finding.comparison().map_or(Ok(()), |comparison| self.comparison(comparison))
    }

    fn comparison(&mut self, comparison: &Comparison) -> fmt::Result {
        let field = comparison.field();
        let at = comparison.differs_at();
        // Where something is missing, at the place of it.
        let marks = (self.paint)(Tone::Bad, &"^".repeat(at.len().max(1)));
        writeln!(self.lines, "  {field} sent    {}", comparison.sent())?;
        writeln!(self.lines, "  {field} signed  {}", comparison.signed())?;
        let before = format!("  {field} signed  ");
        let indent = at.start.saturating_add(before.chars().count());
        writeln!(self.lines, "{:indent$}{marks}", "")
    }
}
