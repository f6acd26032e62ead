//! Writing verdicts to standard output, as text or JSON.

use crate::output::{
    console::style,
    verdict::{Outcome, Verdict},
};
use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use serde::Serialize;
use std::{
    fmt,
    io::{self, BufWriter, StdoutLock, Write},
};
use store_auth_explain::Tone;

/// Standard output, buffered, with colours where it is a terminal that takes them.
pub(crate) struct Report {
    out: BufWriter<StdoutLock<'static>>,
    colored: bool,
}

/// Prints a text that is all of the output.
#[cfg(all(unix, any(feature = "gateway", feature = "store")))]
pub(crate) fn print(text: impl fmt::Display) -> anyhow::Result<()> {
    let mut out = Report::to_stdout();
    let printed = out.text(text).and_then(|()| out.flush());
    anyhow::Context::context(printed, "standard output")
}

/// One line of JSON.
#[derive(Serialize)]
struct Object<'a> {
    #[serde(flatten)]
    verdict: &'a Verdict,
    line: u64,
}

impl Report {
    pub(crate) fn to_stdout() -> Self {
        let stdout = io::stdout();
        let colored = AutoStream::choice(&stdout) != ColorChoice::Never;
        Self { out: BufWriter::with_capacity(64 * 1024, stdout.lock()), colored }
    }

    /// Writes a verdict as text, behind `prefix`.
    pub(crate) fn verdict(
        &mut self,
        prefix: impl fmt::Display,
        verdict: &Verdict,
    ) -> io::Result<()> {
        let message = &verdict.message;
        match verdict.result {
            Outcome::Authorized => {
                let style = self.style(AnsiColor::Green);
                let rest = message.strip_prefix("authorized").unwrap_or(message);
                writeln!(self.out, "{prefix}{style}authorized{style:#}{rest}")
            }
            Outcome::Denied => {
                let style = self.style(AnsiColor::Red);
                let reason = verdict.reason.unwrap_or_default();
                writeln!(self.out, "{prefix}{style}denied{style:#} ({reason}): {message}")
            }
        }
    }

    /// Writes a verdict as one line of JSON.
    pub(crate) fn json_verdict(&mut self, line: u64, verdict: &Verdict) -> io::Result<()> {
        self.json(&Object { verdict, line })
    }

    /// Writes a value as one line of JSON.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, value)?;
        self.out.write_all(b"\n")
    }

    /// Writes an explanation as text, with the number of its request where there are several.
    pub(crate) fn explanation(
        &mut self,
        number: Option<u64>,
        report: &store_auth_explain::Report,
    ) -> io::Result<()> {
        match number {
            Some(1) => write!(self.out, "1: ")?,
            Some(number) => write!(self.out, "\n{number}: ")?,
            None => {}
        }
        let text = report.text(|tone, word| {
            let style = self.style(match tone {
                Tone::Good => AnsiColor::Green,
                Tone::Bad => AnsiColor::Red,
                Tone::Doubtful => AnsiColor::Yellow,
            });
            format!("{style}{word}{style:#}")
        });
        self.out.write_all(text.as_bytes())
    }

    /// Writes text.
    pub(crate) fn text(&mut self, text: impl fmt::Display) -> io::Result<()> {
        writeln!(self.out, "{text}")
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    pub(crate) fn style(&self, color: AnsiColor) -> Style {
        if self.colored { style(color) } else { Style::new() }
    }
}
