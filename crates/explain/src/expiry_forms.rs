//! The texts that an expiry may have been signed as.

use crate::{
    code::Code, contents::SentValue, date_texts::DateTexts, dates, expiry_form::ExpiryForm,
    pattern_letters, repairs,
};
use chrono::{DateTime, TimeDelta, Utc};
use core::ops::Range;
use std::collections::HashSet;
use store_auth::{Expiry, ExpiryEncoding};

/// The forms of an expiry, the likelier ones first.
#[derive(Default)]
pub(crate) struct ExpiryForms {
    /// Few enough to be tried together with another mistake.
    pub(crate) few: Vec<ExpiryForm>,
    /// Every millisecond and every zone: tried alone.
    pub(crate) many: Vec<ExpiryForm>,
    /// How many of the few are the text that was sent, or the Java rendering of it.
    sent: usize,
}

impl ExpiryForms {
    pub(crate) fn of(
        sent: &SentValue,
        repeated: impl Iterator<Item = impl AsRef<[u8]>>,
        encoding: ExpiryEncoding,
    ) -> Self {
        let mut forms = Self::default();
        let text = sent.text.as_slice();
        let date = match Expiry::parse(text) {
            Ok(expiry) => {
                let java = other_rendering(&expiry);
                let (received, rendered) = match encoding {
                    ExpiryEncoding::Either => (None, None),
                    ExpiryEncoding::AsReceived => (None, Some(Code::ExpiryOtherForm)),
                    ExpiryEncoding::JavaSample if java.is_none() => (None, None),
                    ExpiryEncoding::JavaSample => (Some(Code::ExpiryOtherForm), None),
                };
                forms.add(text, received, "");
                if let Some(java) = java {
                    forms.add(java, rendered, "the form in which the Store sends it");
                }
                Some((expiry.instant(), fraction(&expiry)))
            }
            Err(_) => forms.of_malformed(text),
        };
        forms.sent = forms.few.len().min(2);
        for other in repeated {
            forms.add_repeated(other.as_ref());
        }
        forms.add_changed(sent);
        if let Some((second, milliseconds)) = date {
            forms.add_written(second, milliseconds);
        }
        forms.add_instead();
        let few: HashSet<_> = forms.few.iter().map(|form| form.text.as_slice()).collect();
        forms.many.retain(|form| !few.contains(form.text.as_slice()));
        forms
    }

    /// The text that was sent and the Java rendering of it, of which a server may take one alone.
    pub(crate) fn sent(&self) -> &[ExpiryForm] {
        self.few.get(..self.sent).unwrap_or(&self.few)
    }

    /// What else than the mistake of this form makes the very same text.
    pub(crate) fn others(&self, of: &ExpiryForm) -> Option<&ExpiryForm> {
        self.many.iter().find(|form| form.text == of.text && form.code != of.code)
    }

    /// A further value, where the expiry was sent more than once.
    fn add_repeated(&mut self, text: &[u8]) {
        self.add(text, Some(Code::RepeatedParameter), "");
        if let Some(java) = Expiry::parse(text).ok().as_ref().and_then(other_rendering) {
            self.add(java, Some(Code::RepeatedParameter), "");
        }
    }

    /// What programs print where there is no date.
    fn add_instead(&mut self) {
        for text in [
            "undefined",
            "null",
            "None",
            "nil",
            "<nil>",
            "NULL",
            "Invalid Date",
            "NaN",
            "",
            "expiry",
        ] {
            let label = "what is printed where there is no value";
            self.add_one_of_many(text.to_owned(), Code::PlaceholderValue, label);
        }
    }

    /// The forms of a text that the grammar refuses; what instant it means, if any.
    fn of_malformed(&mut self, text: &[u8]) -> Option<(DateTime<Utc>, u32)> {
        let date = dates::read(text);
        for (repaired, code) in repairs::of(text) {
            if let Ok(expiry) = Expiry::parse(&repaired) {
                self.add(&repaired, Some(code), "");
                if let Some(java) = other_rendering(&expiry) {
                    self.add(java, Some(code), "");
                }
            }
        }
        let code = date.map_or(Code::ExpiryDateLibrary, |date| date.code);
        self.add(text, Some(code), "");
        let date = date?;
        let texts = DateTexts::of(date.second);
        for text in [texts.java(), texts.iso(date.milliseconds)] {
            self.add(text, Some(code), "");
        }
        for milliseconds in 0..1000 {
            self.add_one_of_many(texts.iso(milliseconds), code, "");
        }
        Some((date.second, date.milliseconds))
    }

    /// What encoding and decoding make of the texts so far.
    fn add_changed(&mut self, sent: &SentValue) {
        let right: Vec<_> = self.few.iter().map(|form| form.text.clone()).collect();
        for text in &right {
            for (changed, code) in repairs::signed_instead_of(text) {
                // The expiry is the end of the message: a line break behind it is one behind that.
                if !changed.ends_with(b"\n") {
                    self.add(changed, Some(code), "");
                }
            }
        }
        if sent.raw != sent.text {
            self.add(&sent.raw, Some(Code::PercentEncoded), "");
        }
    }

    fn add_written(&mut self, second: DateTime<Utc>, milliseconds: u32) {
        let written = DateTexts::of(second);
        let fractions = [milliseconds, 0];
        for fraction in [milliseconds, written.seconds(), 0] {
            self.add(
                written.iso(fraction),
                Some(Code::ExpiryOtherForm),
                "the form of the documentation, which `XXX` or a literal Z in the pattern writes",
            );
        }
        for fraction in fractions {
            let text = format!("{}.{fraction:03}+0000", written.to_second());
            self.add(text, Some(Code::ExpiryMilliseconds), "the Store's form with `SSS` for `sss`");
        }
        for (text, label) in written.in_seconds(fractions) {
            self.add(text, Some(Code::ExpiryEpochSeconds), label);
        }
        for fraction in fractions {
            let text = written.in_milliseconds(fraction);
            self.add(text, Some(Code::ExpiryEpochMilliseconds), "milliseconds since 1970");
        }
        for (zone, label) in [
            ("Z", "RFC 3339, as Go, Java and Python write it"),
            ("+0000", "PHP's DATE_ISO8601"),
            ("+00:00", "PHP's `date('c')`, RFC 3339"),
            ("", ".NET's format `s`"),
        ] {
            let text = format!("{}{zone}", written.to_second());
            self.add(text, Some(Code::ExpiryWithoutFraction), label);
        }
        for (text, label) in written.by_libraries(fractions) {
            self.add(text, Some(Code::ExpiryDateLibrary), label);
        }
        for milliseconds in 0..1000 {
            let with_zone = format!("{}.{milliseconds:03}+0000", written.to_second());
            let label = "real milliseconds";
            self.add_one_of_many(written.iso(milliseconds), Code::ExpiryMilliseconds, label);
            self.add_one_of_many(with_zone, Code::ExpiryMilliseconds, label);
            let since = written.in_milliseconds(milliseconds);
            self.add_one_of_many(since, Code::ExpiryEpochMilliseconds, "milliseconds since 1970");
        }
        self.many.extend(pattern_letters::of(second, milliseconds));
        self.many.extend(pattern_letters::undone(second, milliseconds));
        for quarters in QUARTER_HOURS.filter(|quarters| *quarters != 0) {
            self.add_local(second, milliseconds, quarters);
        }
    }

    /// The forms with the time of a zone.
    fn add_local(&mut self, second: DateTime<Utc>, milliseconds: u32, quarters: i64) {
        let minutes = quarters.saturating_mul(15);
        let east = TimeDelta::try_minutes(minutes).unwrap_or_default();
        let Some(local) = second.checked_add_signed(east).map(DateTexts::of) else { return };
        let sign = if minutes.is_negative() { '-' } else { '+' };
        let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
        let mut zones = vec![
            (format!("{sign}{hours:02}{minutes:02}"), "the zone as `Z` prints it"),
            (format!("{sign}{hours:02}:{minutes:02}"), "the zone as `XXX` prints it"),
        ];
        if minutes == 0 {
            zones.push((format!("{sign}{hours:02}"), "the zone as `X` prints it"));
        }
        if is_in_use(quarters) {
            zones.push(("Z".to_owned(), "a literal Z"));
            zones.push(("+0000".to_owned(), "a literal +0000"));
        }
        for (zone, label) in zones {
            for fraction in [local.seconds(), milliseconds, 0] {
                let text = format!("{}.{fraction:03}{zone}", local.to_second());
                self.add_one_of_many(text, Code::ExpiryLocalZone, label);
            }
            let text = format!("{}{zone}", local.to_second());
            self.add_one_of_many(text, Code::ExpiryLocalZone, label);
        }
    }

    fn add(&mut self, text: impl AsRef<[u8]>, code: Option<Code>, label: &'static str) {
        let text = text.as_ref();
        if self.few.iter().all(|form| form.text != text) {
            self.few.push(ExpiryForm { text: text.to_vec(), code, label });
        }
    }

    fn add_one_of_many(&mut self, text: String, code: Code, label: &'static str) {
        self.many.push(ExpiryForm { text: text.into_bytes(), code: Some(code), label });
    }
}

/// From 12 hours west of Greenwich to 14 hours east of it: every zone that has been in use since 1972.
const QUARTER_HOURS: Range<i64> = -48..57;

/// Whether a zone so far east of Greenwich is or was in use since 1972. A time that is off by anything else, and does
/// not say its zone, is of another instant.
fn is_in_use(quarters: i64) -> bool {
    const HALF_HOURS: [i64; 13] = [-38, -18, -14, -10, 14, 18, 22, 26, 30, 34, 38, 42, 46];
    const QUARTERS: [i64; 4] = [23, 35, 51, 55];
    quarters % 4 == 0 || HALF_HOURS.contains(&quarters) || QUARTERS.contains(&quarters)
}

/// The Java rendering of an expiry's instant, where that is another text.
fn other_rendering(expiry: &Expiry) -> Option<Expiry> {
    Expiry::java(expiry.instant()).ok().filter(|java| java.as_str() != expiry.as_str())
}

/// The milliseconds that a text of the grammar shows.
fn fraction(expiry: &Expiry) -> u32 {
    expiry.as_str().get(20..23).and_then(|digits| digits.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, reason = "it is a test")]
mod tests;
