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
const MISSES_MAX: u32 = 64;

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
                    [meaning] if next.trim_ascii() == b":" && number + 2 < parts.len() => {
                        what_is(*meaning)?
                    }
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
