//! Stacked bars over time, as SVG.

use crate::report::{
    color::{INK, LINE},
    series::Chart,
};
use plotters::{
    chart::ChartBuilder,
    element::Rectangle,
    prelude::{IntoDrawingArea, SVGBackend},
    style::{Color as _, IntoFont, TextStyle},
};

const SIZE: (u32, u32) = (960, 260);

/// Draws a chart. Its text is numbers and times alone.
pub(super) fn svg(chart: &Chart) -> String {
    let mut svg = String::new();
    // Writing to a string has nothing to fail for; a plot that did would be left out.
    if draw(chart, &mut svg).is_err() {
        svg.clear();
    }
    let role = format!("<svg role=\"img\" aria-label=\"{}\"", chart.title);
    svg.replacen("<svg", &role, 1)
}

fn draw(chart: &Chart, svg: &mut String) -> Result<(), Box<dyn std::error::Error>> {
    let stacked = |step: usize| chart.series.iter().map(move |series| series.counts[step]);
    let steps = 0..chart.starts.len();
    let highest = steps.clone().map(|step| stacked(step).sum()).max().unwrap_or(0_u64).max(1);
    let area = SVGBackend::with_string(svg, SIZE).into_drawing_area();
    let mut axes = ChartBuilder::on(&area)
        .margin_right(8)
        .margin_top(8)
        .x_label_area_size(28)
        .y_label_area_size(64)
        .build_cartesian_2d(0.0..float(steps.len()), 0.0..as_float(highest) * 1.05)?;
    let ink = INK.rgb();
    let text = TextStyle::from(("sans-serif", 12).into_font()).color(&ink);
    let has_days = chart.starts.len() > 1 && (chart.starts[1] - chart.starts[0]).num_hours() >= 24;
    let form = if has_days { "%Y-%m-%d" } else { "%m-%d %H:%M" };
    axes.configure_mesh()
        .disable_x_mesh()
        .bold_line_style(LINE.rgb())
        .light_line_style(LINE.rgb().mix(0.0))
        .axis_style(LINE.rgb())
        .label_style(text)
        .x_labels(8)
        .y_labels(5)
        .x_label_formatter(&|step| label(chart, *step, form))
        .y_label_formatter(&|count| format!("{count}"))
        .draw()?;
    let mut bottoms = vec![0_u64; chart.starts.len()];
    for series in &chart.series {
        for (step, (bottom, count)) in bottoms.iter_mut().zip(&series.counts).enumerate() {
            if *count > 0 {
                let (from, to) = (as_float(*bottom), as_float(*bottom + count));
                let bar = [(float(step) + 0.04, from), (float(step) + 0.96, to)];
                let style = series.color.rgb().filled();
                axes.plotting_area().draw(&Rectangle::new(bar, style))?;
            }
            *bottom += count;
        }
    }
    area.present()?;
    Ok(())
}

/// The time where a step starts; nothing between steps.
fn label(chart: &Chart, step: f64, form: &str) -> String {
    let start =
        chart.starts.iter().enumerate().find(|(index, _)| (float(*index) - step).abs() < 1e-6);
    start.map_or_else(String::new, |(_, start)| start.format(form).to_string())
}

#[allow(clippy::cast_precision_loss, reason = "a point of a plot")]
fn float(number: usize) -> f64 {
    number as f64
}

#[allow(clippy::cast_precision_loss, reason = "a point of a plot")]
fn as_float(number: u64) -> f64 {
    number as f64
}
