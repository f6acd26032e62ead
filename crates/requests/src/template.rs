//! Lines of JSON that look like one before them: found by what stands between their texts, without a parser.
//!
//! A line that a parser has read makes a template. Another one is the same object with other texts where everything
//! outside of them is the same byte for byte, and no text holds a quote, a backslash, a control byte or one beyond
//! ASCII. What its members mean is then known already. Any other line is left to the parser.

use crate::meaning::{Meaning, Names};

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
    /// What stands before each text, from the quote behind the one before it to its own.
    glue: Vec<Box<[u8]>>,
    /// From the quote behind the last one.
    end: Box<[u8]>,
    /// How long each text was in the last line.
    lengths: Vec<usize>,
    quotes: usize,
    members: Members,
}

/// Which texts are looked for, by their places.
#[derive(Clone, Debug)]
struct Members {
    time: Option<usize>,
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    /// The fields of a request, in the order of the scheme.
    Fields([usize; 4]),
    Url(usize),
}

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
        let (mut glue, mut lengths) = (Vec::new(), Vec::new());
        let (mut time, mut url, mut fields) = (None, None, [None; 4]);
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
                let meanings = names.of_member(name);
                if meanings.is_empty() {
                    // Nobody asks for it.
                } else if let ([meaning], b":", true) =
                    (&meanings[..], next.trim_ascii(), number + 2 < parts.len())
                {
                    let place = lengths.len();
                    let slot = match meaning {
                        Meaning::Time(_) => &mut time,
                        Meaning::Url(_) => &mut url,
                        Meaning::Field(name) => {
                            let field = store_auth::Field::named(name.as_bytes())?;
                            let index =
                                store_auth::Field::ALL.iter().position(|it| *it == field)?;
                            if fields[index].replace(place).is_some() {
                                return None;
                            }
                            &mut None
                        }
                        Meaning::Line => return None,
                    };
                    if slot.replace(place).is_some() {
                        return None;
                    }
                } else {
                    return None;
                }
            } else {
                glue.push(line[start..at].into());
                lengths.push(part.len());
                start = at + part.len();
            }
            at += part.len() + 1;
        }
        let content = match (fields, url) {
            ([Some(id), Some(code), Some(expiry), Some(signature)], _) => {
                Content::Fields([id, code, expiry, signature])
            }
            ([None, None, None, None], Some(url)) => Content::Url(url),
            _ => return None,
        };
        let is_long = lengths.is_empty() || lengths.len() > TEXTS_MAX;
        (!is_long).then(|| Self {
            glue,
            end: line[start..].into(),
            lengths,
            quotes,
            members: Members { time, content },
        })
    }

    fn fit<'a>(&mut self, line: &'a [u8], quotes: usize) -> Option<Fitting<'a>> {
        if self.quotes != quotes {
            return None;
        }
        let mut texts = [&b""[..]; TEXTS_MAX];
        let mut rest = line;
        for ((glue, length), text) in self.glue.iter().zip(&mut self.lengths).zip(&mut texts) {
            rest = rest.strip_prefix(&**glue)?;
            // Texts are as long as in the line before, most often. There is no quote in one: all are accounted for.
            if rest.get(*length) != Some(&b'"') {
                *length = memchr::memchr(b'"', rest)?;
            }
            (*text, rest) = rest.split_at(*length);
        }
        if *rest != *self.end {
            return None;
        }
        let text = |place: usize| texts.get(place).copied().unwrap_or_default();
        let content = match &self.members.content {
            Content::Fields(fields) => Found::Fields(fields.map(text)),
            Content::Url(place) => Found::Url(text(*place)),
        };
        Some(Fitting { time: self.members.time.map(text), content })
    }
}

/// How many quotes are in a line of visible ASCII and blanks without a backslash. None for any other.
fn quotes_of_plain(line: &[u8]) -> Option<usize> {
    let (mut quotes, mut is_odd) = (0, false);
    // Without a way out, for vector instructions; so short that no sum overflows.
    for block in line.chunks(128) {
        let (mut sum, mut odd) = (0_u8, 0_u8);
        for byte in block {
            sum = sum.wrapping_add(u8::from(*byte == b'"'));
            odd |= u8::from(*byte < b' ') | u8::from(*byte > b'~') | u8::from(*byte == b'\\');
        }
        quotes += usize::from(sum);
        is_odd |= odd != 0;
    }
    (!is_odd).then_some(quotes)
}
