//! The summary of an audit, for people.

use crate::output::report::Report;
use anstyle::AnsiColor;
use std::io;
use store_auth::Iso8601;
use store_auth_audit::{HourSummary, Summary};

/// So many rows of time are read at a glance.
const ROWS_MAX: usize = 48;

pub(crate) fn write(out: &mut Report, summary: &Summary) -> io::Result<()> {
    lines(out, summary)?;
    reasons(out, summary)?;
    keys(out, summary)?;
    products(out, summary)?;
    denied_ids(out, summary)?;
    times(out, summary)?;
    garbage(out, summary)
}

fn lines(out: &mut Report, summary: &Summary) -> io::Result<()> {
    let count = |count: u64| format!("{count:>12}");
    let share = |part: u64| percent(part, summary.lines);
    let (green, red) = (out.style(AnsiColor::Green), out.style(AnsiColor::Red));
    if !summary.complete {
        out.text("stopped before the end: partial counts\n")?;
    }
    out.text(format_args!("{}  lines", count(summary.lines)))?;
    let authorized = summary.authorized;
    out.text(format_args!(
        "{}  {green}authorized{green:#}  {}",
        count(authorized),
        share(authorized)
    ))?;
    out.text(format_args!(
        "{}  {red}denied{red:#}      {}",
        count(summary.denied),
        share(summary.denied)
    ))?;
    for (number, what) in [
        (summary.no_authorization, "no authorization in the line"),
        (summary.without_time, "without time, not verified"),
        (summary.garbage, "not understood"),
    ] {
        if number > 0 {
            out.text(format_args!("{}  {what}  {}", count(number), share(number)))?;
        }
    }
    if let (Some(first), Some(last)) = (summary.first_request_at, summary.last_request_at) {
        out.text(format_args!("\nrequests from {} to {}", Iso8601(first), Iso8601(last)))?;
    }
    Ok(())
}

fn reasons(out: &mut Report, summary: &Summary) -> io::Result<()> {
    if summary.denied > 0 {
        out.text("\ndenied, by reason")?;
    }
    for reason in summary.reasons.iter().filter(|reason| reason.count > 0) {
        let field = reason.field.map(|field| format!(" {field}")).unwrap_or_default();
        let share = percent(reason.count, summary.denied);
        out.text(format_args!("{:>12}  {}{field}  {share}", reason.count, reason.reason))?;
    }
    Ok(())
}

fn keys(out: &mut Report, summary: &Summary) -> io::Result<()> {
    out.text("\nauthorized, by key (0 is the current one)")?;
    for key in &summary.keys {
        let span = match (key.first_used_at, key.last_used_at) {
            (Some(first), Some(last)) => {
                format!("first used {}, last used {}", Iso8601(first), Iso8601(last))
            }
            _ => "not used".to_owned(),
        };
        out.text(format_args!("{:>12}  key {}  {span}", key.count, key.key))?;
    }
    Ok(())
}

fn products(out: &mut Report, summary: &Summary) -> io::Result<()> {
    let products = &summary.products;
    if products.top.is_empty() {
        return Ok(());
    }
    out.text(format_args!("\nby product, the most requested first{}", about(products.error)))?;
    out.text("  authorized        denied  product code")?;
    for product in &products.top {
        let code = printable(&product.product_code);
        out.text(format_args!("{:>12}  {:>12}  {code}", product.authorized, product.denied))?;
    }
    Ok(())
}

fn denied_ids(out: &mut Report, summary: &Summary) -> io::Result<()> {
    let ids = &summary.denied_ids;
    if ids.top.is_empty() {
        return Ok(());
    }
    out.text(format_args!("\ndenied, by id, the most often first{}", about(ids.error)))?;
    for id in &ids.top {
        out.text(format_args!("{:>12}  {}", id.denied, printable(&id.id)))?;
    }
    Ok(())
}

/// By hour, or by day where there are many.
fn times(out: &mut Report, summary: &Summary) -> io::Result<()> {
    let by_day = summary.hours.len() > ROWS_MAX;
    let form = if by_day { "%Y-%m-%d" } else { "%Y-%m-%dT%H:00Z" };
    let name = |hour: &HourSummary| hour.hour.format(form).to_string();
    if !summary.hours.is_empty() {
        out.text(format_args!("\nby {}, UTC", if by_day { "day" } else { "hour" }))?;
        out.text("  authorized        denied")?;
    }
    for rows in summary.hours.chunk_by(|one, other| name(one) == name(other)) {
        let authorized: u64 = rows.iter().map(|hour| hour.authorized).sum();
        let denied: u64 = rows.iter().map(|hour| hour.denied).sum();
        out.text(format_args!("{authorized:>12}  {denied:>12}  {}", name(&rows[0])))?;
    }
    if summary.requests_in_other_hours > 0 {
        let others = summary.requests_in_other_hours;
        out.text(format_args!("{others:>12}  requests of hours beyond the first 10,000"))?;
    }
    Ok(())
}

fn garbage(out: &mut Report, summary: &Summary) -> io::Result<()> {
    if summary.garbage > 0 {
        out.text("\nnot understood, the first ones")?;
    }
    for sample in &summary.garbage_samples {
        out.text(format_args!(
            "  {}:{}: {}",
            printable(&sample.file),
            sample.line,
            sample.problem
        ))?;
    }
    Ok(())
}

fn about(error: u64) -> String {
    if error == 0 { String::new() } else { format!(" (each may be up to {error} more)") }
}

/// To a tenth; never 100 % of what is not all, nor 0 % of what is some.
fn percent(part: u64, whole: u64) -> String {
    let tenths = u128::from(part) * 1000 / u128::from(whole.max(1));
    if part > 0 && tenths == 0 {
        "<0.1 %".to_owned()
    } else {
        format!("{}.{} %", tenths / 10, tenths % 10)
    }
}

/// Text that whoever sends requests may choose, without what a terminal would obey or hide; in quotes where its ends
/// would not be seen.
fn printable(text: &str) -> String {
    let shown: String = text.chars().flat_map(char::escape_debug).collect();
    if text.is_empty() || text.trim() != text { format!("\"{shown}\"") } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_down_but_never_to_nothing() {
        for (part, whole, expected) in [
            (0, 0, "0.0 %"),
            (0, 7, "0.0 %"),
            (7, 7, "100.0 %"),
            (999_999, 1_000_000, "99.9 %"),
            (1, 3, "33.3 %"),
            (1, 1_000_000, "<0.1 %"),
            (u64::MAX, u64::MAX, "100.0 %"),
        ] {
            assert_eq!(percent(part, whole), expected);
        }
    }

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        assert_eq!(printable("\u{1b}[2Jab\r\n\u{202e}é"), "\\u{1b}[2Jab\\r\\n\\u{202e}é");
    }

    #[test]
    fn the_ends_of_a_text_are_seen() {
        for (text, expected) in
            [("", "\"\""), ("a ", "\"a \""), ("\u{a0}a", "\"\\u{a0}a\""), ("a b", "a b")]
        {
            assert_eq!(printable(text), expected);
        }
    }
}
