//! Lines of JSON that look like one before them: found by what stands between their texts, without a parser.
//!
//! A line that a parser has read makes a template. Another one is the same object with other texts where everything
//! outside of them is the same byte for byte, and no text holds a quote, a backslash, a control byte or one beyond
//! ASCII. What its members mean is then known already. Any other line is left to the parser.

use crate::{
    meaning::{Meaning, Names},
    scan,
};
use std::mem;
use store_auth::Field;

/// How many shapes are remembered: status codes and other numbers make one each.
const TEMPLATES_MAX: usize = 8;

/// After so many lines that fit none, learning goes on ever less often.
const MISSES_MAX: u32 = 100;

/// A line of more members is left to the parser.
const TEXTS_MAX: usize = 24;

/// Templates of the last lines, the one that fits most often in a row first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Templates {
    templates: Vec<Template>,
    /// Lines since the last one that fitted.
    misses: u32,
}

#[derive(Clone, Debug)]
struct Template {
    texts: Vec<Text>,
    /// From the quote behind the last one.
    end: Box<[u8]>,
    quotes: usize,
    has_time: bool,
    /// Whether it has a URL rather than the fields of a request.
    has_url: bool,
}

#[derive(Clone, Debug)]
struct Text {
    /// What stands before it, from the quote behind the text before it to its own.
    glue: Box<[u8]>,
    /// How long it was in the last line.
    length: usize,
    /// What it is: a field, by its place in the scheme, or one of those below.
    what: usize,
}

const TIME: usize = Field::ALL.len();
const URL: usize = TIME + 1;
/// Nobody asks for it.
const OTHER: usize = URL + 1;

/// What a line holds that fits a template.
pub(crate) struct Fitting<'a> {
    pub(crate) time: Option<&'a [u8]>,
    pub(crate) content: Found<'a>,
}

/// A request in a line.
pub(crate) enum Found<'a> {
    /// Id, product code, expiry and signature.
    Fields([&'a [u8]; 4]),
    Url(&'a [u8]),
}

impl Templates {
    /// What a line holds, where it fits a template.
    pub(crate) fn fit<'a>(&mut self, line: &'a [u8]) -> Option<Fitting<'a>> {
        if self.templates.is_empty() {
            return None;
        }
        let quotes = quotes_of_plain(line)?;
        let mut found = None;
        for place in 0..self.templates.len() {
            let template = &mut self.templates[place];
            found = template.fit(line, quotes).map(|fitting| (place, fitting));
            if found.is_some() {
                break;
            }
        }
        let (place, fitting) = found?;
        self.misses = 0;
        self.templates[..=place].rotate_right(1);
        Some(fitting)
    }

    /// Remembers a line that a parser has read as an object, if it makes a template.
    pub(crate) fn learn(&mut self, line: &[u8], names: &Names) {
        // Of lines that never look alike there is nothing to learn.
        self.misses = self.misses.saturating_add(1);
        if self.misses > MISSES_MAX && !self.misses.is_power_of_two() {
            return;
        }
        if let Some(template) = Template::of(line, names) {
            self.templates.truncate(TEMPLATES_MAX - 1);
            self.templates.insert(0, template);
        }
    }
}

impl Template {
    fn of(line: &[u8], names: &Names) -> Option<Self> {
        let quotes = quotes_of_plain(line)?;
        let mut texts = Vec::new();
        let mut what = OTHER;
        let mut has = [false; OTHER];
        // Inside and outside of quotes in turn; the last part is outside.
        let parts: Vec<&[u8]> = line.split(|byte| *byte == b'"').collect();
        let (mut at, mut start) = (0, 0);
        for (number, part) in parts.iter().enumerate() {
            let is_text = number % 2 == 1;
            let next = parts.get(number + 1).copied().unwrap_or_default();
            if !is_text {
                // An object in it or an array has members of its own.
                let is_first = number == 0;
                let is_last = number + 1 == parts.len();
                let inner = part.strip_prefix(b"{").filter(|_| is_first).unwrap_or(part);
                let inner = inner.strip_suffix(b"}").filter(|_| is_last).unwrap_or(inner);
                if inner.iter().any(|byte| b"{}[]".contains(byte)) {
                    return None;
                }
            } else if next.trim_ascii_start().starts_with(b":") {
                let name = std::str::from_utf8(part).ok()?;
                what = match &names.of_member(name)[..] {
                    [] => OTHER,
                    // With a text for its value.
                    [meaning] if next.trim_ascii() == b":" => what_is(*meaning)?,
                    _ => return None,
                };
                if what < OTHER && mem::replace(&mut has[what], true) {
                    return None;
                }
            } else {
                let (glue, length) = (line[start..at].into(), part.len());
                texts.push(Text { glue, length, what: mem::replace(&mut what, OTHER) });
                start = at + part.len();
            }
            at += part.len() + 1;
        }
        let [fields @ .., has_time, has_url] = has;
        let has_url = match fields {
            [true, true, true, true] => false,
            [false, false, false, false] if has_url => true,
            _ => return None,
        };
        let end = line[start..].into();
        (texts.len() <= TEXTS_MAX).then_some(Self { texts, end, quotes, has_time, has_url })
    }

    fn fit<'a>(&mut self, line: &'a [u8], quotes: usize) -> Option<Fitting<'a>> {
        if self.quotes != quotes {
            return None;
        }
        let mut found = [&b""[..]; OTHER + 1];
        let mut rest = line;
        for Text { glue, length, what } in &mut self.texts {
            rest = scan::behind(rest, glue)?;
            // Texts are as long as in the line before, most often. There is no quote in one: all are accounted for.
            if rest.get(*length) != Some(&b'"') {
                *length = memchr::memchr(b'"', rest)?;
            }
            (found[*what], rest) = rest.split_at(*length);
        }
        scan::behind(rest, &self.end).filter(|rest| rest.is_empty())?;
        let [fields @ .., time, url, _] = found;
        let content = if self.has_url { Found::Url(url) } else { Found::Fields(fields) };
        Some(Fitting { time: self.has_time.then_some(time), content })
    }
}

/// What a member is that means this, where it may be in a template.
fn what_is(meaning: Meaning) -> Option<usize> {
    match meaning {
        Meaning::Time(_) => Some(TIME),
        Meaning::Url(_) => Some(URL),
        other => Field::ALL.iter().position(|field| other.field() == Some(*field)),
    }
}

/// How many quotes are in a line of visible ASCII and blanks without a backslash. None for any other.
#[inline]
fn quotes_of_plain(line: &[u8]) -> Option<usize> {
    // A byte beyond ASCII is below 0 so. Without branches, for vector instructions.
    #[expect(clippy::needless_bitwise_bool, reason = "a branch would not be vectorized")]
    let is_odd = |byte: u8| (i8::from_ne_bytes([byte]) < 0x20) | (byte == 0x7f) | (byte == b'\\');
    let (quotes, is_any_odd) = scan::count(line, b'"', is_odd);
    (!is_any_odd).then_some(quotes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log_options::LogOptions;

    const FIELDS: &str =
        r#"{"time":"8:00","id":"a","pc":"b","expiry":"c","signature":"d","status":200}"#;
    const URL_ALONE: &str = r#"{"uri":"/?id=a","n":1}"#;

    fn learned(lines: &[&str]) -> Templates {
        let (mut templates, names) = (Templates::default(), Names::new(&LogOptions::default()));
        for line in lines {
            templates.learn(line.as_bytes(), &names);
        }
        templates
    }

    /// What is found in a line that fits: the fields or the URL, and the time.
    fn fit(templates: &mut Templates, line: &str) -> Option<String> {
        let Fitting { time, content } = templates.fit(line.as_bytes())?;
        let found = match content {
            Found::Fields(fields) => fields.join(&b' '),
            Found::Url(url) => url.to_vec(),
        };
        let time = time.map_or(String::new(), |time| format!(" @{}", time.escape_ascii()));
        Some(String::from_utf8(found).unwrap() + &time)
    }

    /// Whether a line that was learned fits.
    fn makes_one(line: &str) -> bool {
        fit(&mut learned(&[line]), line).is_some()
    }

    #[test]
    fn a_line_fits_one_that_differs_in_nothing_but_texts() {
        for (before, line, expected) in [
            (FIELDS, FIELDS, Some("a b c d @8:00")),
            (FIELDS, &FIELDS.replace("\"a\"", "\"abc\"").replace("8:00", ""), Some("abc b c d @")),
            (FIELDS, &FIELDS.replace("200", "404"), None),
            (FIELDS, &FIELDS.replace("200}", "200} "), None),
            (FIELDS, &FIELDS.replace("\"b\"", "\"b\\\"\""), None),
            (FIELDS, r#"{"time":"8:00"}"#, None),
            (URL_ALONE, URL_ALONE, Some("/?id=a")),
            (URL_ALONE, r#"{"uri":"","n":1}"#, Some("")),
            (URL_ALONE, FIELDS, None),
            (
                r#"{ "uri" : "/" , "time" : "9" }"#,
                r#"{ "uri" : "/a" , "time" : "10" }"#,
                Some("/a @10"),
            ),
            (r#"{"x":"1","uri":"/","y":"2"}"#, r#"{"x":"","uri":"/a","y":"z"}"#, Some("/a")),
        ] {
            assert_eq!(fit(&mut learned(&[before]), line).as_deref(), expected, "{line}");
        }
        assert_eq!(fit(&mut Templates::default(), FIELDS), None);
    }

    #[test]
    fn a_line_makes_a_template_where_all_that_its_members_mean_is_a_text_and_there_once() {
        for name in ["uri", "request_uri", "args", "path", "cs-uri-query"] {
            assert!(makes_one(&format!("{{\"{name}\":\"/\"}}")), "{name}");
        }
        assert!(makes_one(&FIELDS.replace("id", "cid").replace("expiry", "expiry_time")));
        for line in [
            r#"{"id":"a","pc":"b","expiry":"c"}"#,
            r#"{"id":"a","pc":"b","expiry":"c","uri":"/"}"#,
            r#"{"id":"a","cid":"a","pc":"b","expiry":"c","signature":"d"}"#,
            r#"{"uri":"/","uri":"/"}"#,
            r#"{"uri":7}"#,
            r#"{"uri":7,"x":"y"}"#,
            r#"{"uri":"/","time":7}"#,
            r#"{"uri":"/","log":"x"}"#,
            r#"{"request":"/"}"#,
            r#"{"uri":"/","x":{}}"#,
            r#"{"uri":"/","x":[]}"#,
            r#"{"uri":"/"},{}"#,
            r#"{"x":"/"}"#,
            "{}",
        ] {
            assert!(!makes_one(line), "{line}");
        }
    }

    #[test]
    fn only_visible_ascii_and_blanks_without_backslashes_make_a_template() {
        for byte in 0..=0x7f_u8 {
            let line = format!("{{\"uri\":\"{}\"}}", char::from(byte));
            let is_plain = (0x20..0x7f).contains(&byte) && !b"\"\\".contains(&byte);
            assert_eq!(makes_one(&line), is_plain, "{byte}");
        }
        assert!(!makes_one("{\"uri\":\"\u{e9}\"}"));
    }

    #[test]
    fn a_template_has_at_most_so_many_texts() {
        for (more, makes) in [(TEXTS_MAX - 1, true), (TEXTS_MAX, false)] {
            let more = "\"x\":\"\",".repeat(more);
            assert_eq!(makes_one(&format!("{{{more}\"uri\":\"/\"}}")), makes);
        }
    }

    #[test]
    fn the_templates_that_fitted_or_were_learned_last_are_kept() {
        let shape = |number: usize| format!("{{\"n\":{number},\"uri\":\"/\"}}");
        let shapes: Vec<_> = (0..=TEMPLATES_MAX).map(shape).collect();
        let shapes: Vec<_> = shapes.iter().map(String::as_str).collect();
        let mut templates = learned(&shapes[..TEMPLATES_MAX]);
        assert!(shapes[..TEMPLATES_MAX].iter().all(|line| fit(&mut templates, line).is_some()));
        assert!(fit(&mut templates, shapes[0]).is_some());
        templates.learn(shapes[TEMPLATES_MAX].as_bytes(), &Names::new(&LogOptions::default()));
        let kept: Vec<_> = shapes.iter().map(|line| fit(&mut templates, line).is_some()).collect();
        assert_eq!(kept.iter().position(|is_kept| !is_kept), Some(1));
        assert_eq!(kept.iter().filter(|is_kept| **is_kept).count(), TEMPLATES_MAX);
    }

    #[test]
    fn where_many_lines_fit_none_learning_goes_on_ever_less_often() {
        for (misses, learns) in
            [(99, true), (100, false), (126, false), (127, true), (128, false), (255, true)]
        {
            let mut lines = vec!["{}"; misses];
            lines.push(URL_ALONE);
            let mut templates = learned(&lines);
            assert_eq!(fit(&mut templates, URL_ALONE).is_some(), learns, "{misses}");
        }
        // One that fits makes it as often as ever.
        let mut templates = learned(&[URL_ALONE]);
        let names = Names::new(&LogOptions::default());
        for _ in 0..100 {
            templates.learn(b"{}", &names);
        }
        assert!(fit(&mut templates, URL_ALONE).is_some());
        templates.learn(FIELDS.as_bytes(), &names);
        assert!(fit(&mut templates, FIELDS).is_some());
    }
}
