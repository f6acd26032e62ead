//! Stacked bars over time, as SVG.

use super::series::Chart;
use plotters::{
    chart::ChartBuilder,
    element::Rectangle,
    prelude::{IntoDrawingArea, SVGBackend},
    style::{Color as _, IntoFont, RGBColor, TextStyle},
};

/// A colour of the plots on a light page, and what the style sheet makes of it on a dark one.
pub(super) struct Color {
    /// The name of its class in the style sheet.
    pub(super) class: &'static str,
    light: Rgb,
    dark: Rgb,
}

type Rgb = (u8, u8, u8);

pub(super) const AUTHORIZED: Color = color("authorized", (0x2E, 0x7D, 0x5B), (0x4C, 0xB0, 0x86));
pub(super) const DENIED: Color = color("denied", (0xC6, 0x4A, 0x2B), (0xF0, 0x7F, 0x5E));
const INK: Color = color("ink", (0x5C, 0x65, 0x70), (0x9A, 0xA4, 0xB0));
const LINE: Color = color("line", (0xD9, 0xDE, 0xE4), (0x33, 0x3A, 0x43));

/// Told apart without red and green too.
pub(super) const SERIES: [Color; 8] = [
    color("series0", (0x00, 0x6F, 0xB0), (0x4D, 0xA3, 0xDB)),
    color("series1", (0xD5, 0x8A, 0x00), (0xF0, 0xB4, 0x3A)),
    color("series2", (0x00, 0x8F, 0x6B), (0x2B, 0xBF, 0x96)),
    color("series3", (0xB4, 0x4F, 0x8C), (0xDD, 0x86, 0xB9)),
    color("series4", (0x3F, 0x4C, 0x8C), (0x8C, 0x9A, 0xE0)),
    color("series5", (0xC4, 0x4E, 0x00), (0xF5, 0x8A, 0x42)),
    color("series6", (0x4F, 0x8F, 0xA8), (0x86, 0xC5, 0xDD)),
    color("series7", (0x7A, 0x6A, 0x4F), (0xB8, 0xA5, 0x83)),
];

const fn color(class: &'static str, light: Rgb, dark: Rgb) -> Color {
    Color { class, light, dark }
}

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

impl Color {
    fn rgb(&self) -> RGBColor {
        let (red, green, blue) = self.light;
        RGBColor(red, green, blue)
    }
}

/// The style of all colours: on a light page as plots have them, on a dark one in their place.
pub(super) fn style() -> String {
    let all = || [&AUTHORIZED, &DENIED, &INK, &LINE].into_iter().chain(&SERIES);
    let hex = |(red, green, blue): Rgb| format!("#{red:02X}{green:02X}{blue:02X}");
    let light = all().map(|color| format!(".{}{{background:{}}}", color.class, hex(color.light)));
    let dark = all().map(|Color { class, light, dark }| {
        let (light, dark) = (hex(*light), hex(*dark));
        format!(
            ".{class}{{background:{dark}}}[fill=\"{light}\"]{{fill:{dark}}}[stroke=\"{light}\"]{{stroke:{dark}}}"
        )
    });
    let (light, dark): (String, String) = (light.collect(), dark.collect());
    format!("{light}@media(prefers-color-scheme:dark){{{dark}}}")
}
