//! The colours of the plots and of the page around them.

use plotters::style::RGBColor;

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
pub(super) const INK: Color = color("ink", (0x5C, 0x65, 0x70), (0x9A, 0xA4, 0xB0));
pub(super) const LINE: Color = color("line", (0xD9, 0xDE, 0xE4), (0x33, 0x3A, 0x43));

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

impl Color {
    pub(super) fn rgb(&self) -> RGBColor {
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
