//! The page with plots: one HTML file that loads nothing and runs nothing.

mod color;
mod plot;
mod series;

use crate::summary::{LineProblem, Summary};
use chrono::{DateTime, Utc};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use series::{Chart, charts};
use std::borrow::Cow;
use store_auth::Iso8601;
use store_auth_requests::Format;

/// What a browser may do with the page: show it. It forbids scripts, whatever an id looks like.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// Writes a summary as a page that explains itself: plots, and the numbers behind them.
///
/// Everything that whoever sends requests may choose is escaped. The page reads well in light and dark, loads nothing
/// from anywhere and holds no script.
#[must_use]
pub fn report_html(summary: &Summary) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "Store authorizations: " (count(summary.lines)) " lines" }
                style { (PreEscaped(include_str!("report.css"))) (PreEscaped(color::style())) }
            }
            body {
                main {
                    h1 { "Store authorizations" }
                    (span(summary))
                    (problems(summary))
                    (cards(summary))
                    @for chart in charts(summary) { (figure(&chart)) }
                    (reasons(summary))
                    (keys(summary))
                    (products(summary))
                    (denied_ids(summary))
                    (samples("Lines that were not understood", &summary.garbage_samples))
                    (files(summary))
                }
            }
        }
    };
    page.into_string()
}

fn span(summary: &Summary) -> Markup {
    html! {
        @if let (Some(first), Some(last)) = (summary.first_request_at, summary.last_request_at) {
            p { "Requests from " (time(first)) " to " (time(last)) ", all times UTC." }
        }
    }
}

fn problems(summary: &Summary) -> Markup {
    html! {
        @if !summary.complete {
            p.problem { "Stopped before the end of the input: these are partial counts." }
        }
        @for file in &summary.files {
            @if let Some(error) = &file.error {
                p.problem { "Not read to its end: " code { (file.file) } ", " (error) }
            }
        }
        @if let Some(first) = &summary.first_without_time {
            p.problem {
                (count(summary.without_time)) " requests have no time and were not verified, the first on line "
                (first.line) " of " code { (first.file) } "."
            }
        }
    }
}

fn cards(summary: &Summary) -> Markup {
    let cards = [
        ("lines", summary.lines, true),
        ("authorized", summary.authorized, true),
        ("denied", summary.denied, true),
        ("no authorization in the line", summary.no_authorization, false),
        ("without time", summary.without_time, false),
        ("not understood", summary.garbage, false),
    ];
    html! {
        dl.cards {
            @for (name, number, always) in cards {
                @if always || number > 0 { div { dt { (name) } dd { (count(number)) } } }
            }
        }
    }
}

fn figure(chart: &Chart) -> Markup {
    html! {
        section {
            h2 { (chart.title) }
            figure {
                (PreEscaped(plot::svg(chart)))
                figcaption {
                    ul.legend {
                        @for series in &chart.series {
                            li { span.swatch.((series.color.class)) {} (series.name) }
                        }
                    }
                }
            }
            details {
                summary { "Numbers" }
                table {
                    thead {
                        tr {
                            th { "from" }
                            @for series in &chart.series { th.number { (series.name) } }
                        }
                    }
                    tbody {
                        @for (index, start) in chart.starts.iter().enumerate() {
                            tr {
                                td { (start.format("%Y-%m-%d %H:%M")) }
                                @for series in &chart.series { td.number { (count(series.counts[index])) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn reasons(summary: &Summary) -> Markup {
    let most = summary.reasons.iter().map(|reason| reason.count).max().unwrap_or_default();
    html! {
        @if summary.denied > 0 {
            section {
                h2 { "Denied, by reason" }
                table {
                    thead { tr { th { "reason" } th.number { "requests" } th {} } }
                    tbody {
                        @for reason in summary.reasons.iter().filter(|reason| reason.count > 0) {
                            tr {
                                td { (reason.reason) " " (reason.field.unwrap_or_default()) }
                                td.number { (count(reason.count)) }
                                td { div.bar.denied style=(format!("width:{}%", reason.count * 100 / most)) {} }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn keys(summary: &Summary) -> Markup {
    let at = |instant: Option<DateTime<Utc>>| instant.map_or(html! { "not used" }, time);
    html! {
        section {
            h2 { "Use of keys" }
            table {
                thead {
                    tr { th { "key" } th.number { "requests" } th { "first used" } th { "last used" } }
                }
                tbody {
                    @for key in &summary.keys {
                        tr {
                            td { (key.key) @if key.key == 0 { " (current)" } }
                            td.number { (count(key.count)) }
                            td { (at(key.first_used_at)) }
                            td { (at(key.last_used_at)) }
                        }
                    }
                }
            }
            p { "A previous key can go when it was last used longer ago than authorizations last." }
        }
    }
}

fn products(summary: &Summary) -> Markup {
    html! {
        @if !summary.products.top.is_empty() {
            section {
                h2 { "Most requested products" }
                table {
                    thead {
                        tr { th { "product code" } th.number { "authorized" } th.number { "denied" } }
                    }
                    tbody {
                        @for product in &summary.products.top {
                            tr {
                                td { code { (seen(&product.product_code)) } }
                                td.number { (count(product.authorized)) }
                                td.number { (count(product.denied)) }
                            }
                        }
                    }
                }
                (about(summary.products.error))
            }
        }
    }
}

fn denied_ids(summary: &Summary) -> Markup {
    html! {
        @if !summary.denied_ids.top.is_empty() {
            section {
                h2 { "Ids denied most often" }
                table {
                    thead { tr { th { "id" } th.number { "denied" } } }
                    tbody {
                        @for id in &summary.denied_ids.top {
                            tr { td { code { (seen(&id.id)) } } td.number { (count(id.denied)) } }
                        }
                    }
                }
                (about(summary.denied_ids.error))
            }
        }
    }
}

fn samples(title: &str, samples: &[LineProblem]) -> Markup {
    html! {
        @if !samples.is_empty() {
            section {
                h2 { (title) ", the first ones" }
                table {
                    thead { tr { th { "file" } th.number { "line" } th { "problem" } } }
                    tbody {
                        @for sample in samples {
                            tr {
                                td { code { (sample.file) } }
                                td.number { (sample.line) }
                                td { (sample.problem) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn files(summary: &Summary) -> Markup {
    html! {
        section {
            h2 { "Files" }
            table {
                thead { tr { th { "file" } th { "format" } } }
                tbody {
                    @for file in &summary.files {
                        tr {
                            td { code { (file.file) } }
                            td { (file.format.map_or("none", Format::name)) }
                        }
                    }
                }
            }
        }
    }
}

fn about(error: u64) -> Markup {
    html! {
        @if error > 0 {
            p { "There are more than are counted apart: each count may be up to " (count(error)) " too low." }
        }
    }
}

fn time(instant: DateTime<Utc>) -> Markup {
    html! { time { (Iso8601(instant)) } }
}

/// A text whose ends are seen: in quotes where they would not be.
fn seen(text: &str) -> Cow<'_, str> {
    if text.is_empty() || text.trim() != text { format!("\"{text}\"").into() } else { text.into() }
}

/// A number with its digits in groups of three.
fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_in_groups_of_three() {
        let shown = [0, 12, 123, 1234, 1_234_567].map(count);
        assert_eq!(shown, ["0", "12", "123", "1\u{202f}234", "1\u{202f}234\u{202f}567"]);
    }
}
