//! An explanation, for people.

use crate::output::{report::Report, verdict::Verdict};
use anstyle::AnsiColor;
use std::io;
use store_auth_explain::{Comparison, Confidence, Finding, Status};

/// The fix of the first finding is the last line.
pub(crate) fn write(
    out: &mut Report,
    number: Option<u64>,
    report: &store_auth_explain::Report,
) -> io::Result<()> {
    let verdict = report.verdict().cloned().map_err(|denied| *denied);
    let prefix = match number {
        Some(1) => "1: ".to_owned(),
        Some(number) => format!("\n{number}: "),
        None => String::new(),
    };
    out.verdict(prefix, &Verdict::from(&verdict))?;
    out.text("")?;
    steps(out, report)?;
    for finding in report.findings() {
        write_finding(out, finding)?;
    }
    if let Some(signature) = report.expected_signature() {
        out.text(format_args!("\nexpected signature: {signature}"))?;
    }
    let mut fixes: Vec<_> = report.findings().iter().map(|finding| finding.code().fix()).collect();
    fixes.reverse();
    if let Some((last, others)) = fixes.split_last() {
        out.text("")?;
        for fix in others {
            out.text(format_args!("also: {fix}"))?;
        }
        let style = out.style(AnsiColor::Green);
        out.text(format_args!("{style}fix:{style:#} {last}"))?;
    }
    Ok(())
}

fn steps(out: &mut Report, report: &store_auth_explain::Report) -> io::Result<()> {
    let (green, red) = (out.style(AnsiColor::Green), out.style(AnsiColor::Red));
    for step in report.steps() {
        let (name, seen, expected) = (step.name(), step.seen(), step.expected());
        match step.status() {
            Status::Passed => out.text(format_args!("  {green}✓{green:#} {name:<9}  {seen}"))?,
            Status::NotReached => out.text(format_args!("  · {name:<9}  not reached"))?,
            Status::Failed => {
                out.text(format_args!("  {red}✗{red:#} {name:<9}  {seen}"))?;
                if let Some(at) = step.wrong_at() {
                    out.text(format_args!("               {:at$}{red}^{red:#}", ""))?;
                }
                out.text(format_args!("               expected {expected}"))?;
            }
        }
    }
    Ok(())
}

fn write_finding(out: &mut Report, finding: &Finding) -> io::Result<()> {
    let code = finding.code();
    let confidence = finding.confidence();
    let style = match confidence {
        Confidence::Certain => out.style(AnsiColor::Red),
        // Likely or unknown.
        _ => out.style(AnsiColor::Yellow),
    };
    let confidence = confidence.name();
    out.text(format_args!("\n{style}{confidence}:{style:#} {} ({code})", code.title()))?;
    out.text(format_args!("  {}", code.explanation()))?;
    if !finding.detail().is_empty() {
        out.text(format_args!("  Here: {}.", finding.detail()))?;
    }
    finding.comparison().map_or(Ok(()), |comparison| compare(out, comparison))
}

fn compare(out: &mut Report, comparison: &Comparison) -> io::Result<()> {
    let field = comparison.field();
    let at = comparison.differs_at();
    // Where something is missing, at the place of it.
    let marks = "^".repeat(at.len().max(1));
    let style = out.style(AnsiColor::Red);
    out.text(format_args!("  {field} sent    {}", comparison.sent()))?;
    out.text(format_args!("  {field} signed  {}", comparison.signed()))?;
    let indent = at.start + field.name().len() + "   signed  ".len();
    out.text(format_args!("{:indent$}{style}{marks}{style:#}", ""))
}
