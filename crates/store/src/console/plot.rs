//! Stacked bars, a day each, as SVG. What stands beside them is text of the page: it is read in every size, light and dark.

use super::text::grouped;
use maud::{Markup, html};

/// What is drawn in one colour: its name, and a count for each step.
pub(super) struct Series<'a> {
    pub(super) name: &'static str,
    pub(super) counts: &'a [u64],
}

/// How high the tallest bar may be.
const HEIGHT: u64 = 1000;
/// How wide a step is, and its bar.
const STEP: usize = 10;
const BAR: usize = 8;

/// Draws some series over steps that have names. The numbers are told below it.
pub(super) fn plot(title: &str, steps: &[String], series: &[Series<'_>]) -> Markup {
    let sum = |step: usize| series.iter().map(|series| of(series, step)).sum::<u64>();
    let top = ceiling((0..steps.len()).map(sum).max().unwrap_or_default());
    let width = steps.len() * STEP;
    html! {
        figure.plot {
            div.scale aria-hidden="true" { @for part in [top, top / 2, 0] { span { (grouped(part)) } } }
            svg role="img" aria-label=(title) viewBox=(format!("0 0 {width} {HEIGHT}")) preserveAspectRatio="none" {
                @for line in [0, HEIGHT / 2, HEIGHT] { path.line d=(format!("M0 {line}H{width}")) {} }
                @for step in 0..steps.len() { (bar(step, series, top)) }
            }
            div.steps aria-hidden="true" {
                @for end in steps.first().into_iter().chain(steps.last()) { span { (end) } }
            }
            figcaption {
                ul.legend { @for (index, series) in series.iter().enumerate() { li { svg.swatch viewBox="0 0 1 1" aria-hidden="true" { rect.(class(index)) width="1" height="1" {} } (series.name) } } }
                details {
                    summary { "Numbers" }
                    table {
                        thead { tr { th { "Day" } @for series in series { th.number { (series.name) } } } }
                        tbody {
                            @for (step, name) in steps.iter().enumerate().filter(|(step, _)| sum(*step) > 0) {
                                tr { td { (name) } @for series in series { td.number { (grouped(of(series, step))) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn of(series: &Series<'_>, step: usize) -> u64 {
    series.counts.get(step).copied().unwrap_or_default()
}

fn bar(step: usize, series: &[Series<'_>], top: u64) -> Markup {
    // Of each the sum up to it is rounded, and so nothing is between two.
    let height = |count: u64| u128::from(count) * u128::from(HEIGHT) / u128::from(top);
    let mut below = 0;
    let mut parts = Vec::new();
    for (index, series) in series.iter().enumerate() {
        let above = below + of(series, step);
        let (from, to) = (height(below), height(above));
        parts.push((index, u128::from(HEIGHT) - to, to - from));
        below = above;
    }
    html! {
        @for (index, y, height) in parts.into_iter().filter(|(_, _, height)| *height > 0) {
            rect.(class(index)) x=(step * STEP + (STEP - BAR) / 2) width=(BAR) y=(y) height=(height) {}
        }
    }
}

fn class(index: usize) -> &'static str {
    ["series0", "series1", "series2"].get(index).copied().unwrap_or("series2")
}

/// A round number that is not below one, and even.
fn ceiling(most: u64) -> u64 {
    let mut unit = 1_u64;
    loop {
        for round in [2, 4, 10] {
            let top = unit.saturating_mul(round);
            if top >= most {
                return top;
            }
        }
        unit = unit.saturating_mul(10);
    }
}

#[cfg(test)]
mod tests {
    use super::ceiling;

    #[test]
    fn the_top_of_the_scale_is_round_and_has_a_half() {
        for (most, top) in [(0, 2), (2, 2), (3, 4), (5, 10), (11, 20), (399, 400), (401, 1000)] {
            assert_eq!(ceiling(most), top, "{most}");
        }
        assert_eq!(ceiling(u64::MAX), u64::MAX);
    }
}
