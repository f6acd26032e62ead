//! All names and values that a text holds, wherever they stand in it, and what is wrong with the way they are there.

use crate::{
    code::Code,
    escapes::{html_unescaped, json_unescaped, percent_decoded},
    json_object::{self, is_call},
    pasted::Pasted,
    text,
    url::{pairs_of, query_of},
};
use serde_json::Value;
use std::{borrow::Cow, collections::BTreeMap};
use store_auth::Field;
use store_auth_wire::PastedAnswer;

/// More of a value is not looked at.
pub(crate) const VALUE_MAX: usize = 512;

/// So many signatures of the Store's answer are tried.
const SERVERS_MAX: usize = 8;

/// How deep objects in objects are followed.
const DEPTH_MAX: usize = 4;

/// A value as it stands in the text, and percent-decoded where it was in a query.
#[derive(Clone)]
pub(crate) struct SentValue {
    pub(crate) raw: Vec<u8>,
    pub(crate) text: Vec<u8>,
}

/// A name and its value.
pub(crate) struct Pair {
    pub(crate) name: Vec<u8>,
    pub(crate) value: SentValue,
}

/// A mistake of the request's form.
pub(crate) struct FormMistake {
    pub(crate) code: Code,
    pub(crate) detail: String,
}

/// The mistakes of a request's form, each once.
#[derive(Default)]
pub(crate) struct FormMistakes(pub(crate) Vec<FormMistake>);

/// What a text holds.
#[derive(Default)]
pub(crate) struct Contents {
    pub(crate) pairs: Vec<Pair>,
    /// Of the Store's answer: those of each server.
    pub(crate) signatures: Vec<Vec<u8>>,
    pub(crate) mistakes: FormMistakes,
    /// The query that the fields are in, as it stands in the text.
    pub(crate) query: Option<Vec<u8>>,
    /// What the Store says of its denial.
    pub(crate) error: Option<String>,
}

impl Contents {
    pub(crate) fn of(text: &[u8], pasted: &Pasted<'_>) -> Self {
        let mut found = Self::default();
        let text = text::trimmed(text);
        match pasted {
            Pasted::Url(url) => {
                found.take_url(url);
                if let Some((_, below)) = text::split_at_line(text) {
                    found.take_text(below);
                }
            }
            Pasted::Query(query) => found.take_query(query),
            Pasted::Embedded(url) if pasted.name() == "url" => found.take_url(url),
            Pasted::Embedded(query) => found.take_query(query),
            Pasted::Headers(headers) => {
                found.pairs.extend(headers.iter().map(|(name, value)| Pair::plain(name, value)));
            }
            Pasted::Json(_) | Pasted::Other => found.take_text(text),
        }
        found
    }

    fn take_url(&mut self, url: &[u8]) {
        let query = query_of(url);
        if query.is_empty() {
            self.take_encoded_query(url);
        } else {
            self.take_query(query);
        }
        if !has_all(&self.pairs) {
            // A `#` in a value ends the query of a URL.
            self.take_fragment(url);
        }
    }

    /// The query behind a `?` that is escaped itself.
    fn take_encoded_query(&mut self, url: &[u8]) {
        let decoded = percent_decoded(url);
        let query = query_of(&decoded);
        if pairs_of(query).any(|(name, _)| Field::named(name).is_some()) {
            self.mistakes.note(Code::QueryEncoded, "its `?` is escaped too".into());
            self.take_query(query);
        }
    }

    fn take_query(&mut self, query: &[u8]) {
        let (unescaped, code) = unescaped(query);
        if let Some(code) = code {
            self.mistakes.note(code, String::new());
        }
        let query = unescaped.as_ref();
        // An object alone, or one in a value.
        if let Some(object) = object_in(query) {
            self.mistakes.note(Code::JsonInQuery, "the query is an object".into());
            return self.take_text(&object);
        }
        self.query.get_or_insert_with(|| query.to_vec());
        // What stands beside a whole request is no part of it.
        let is_whole = Field::ALL.into_iter().all(|field| fields_of(query).contains_key(&field));
        for (name, value) in pairs_of(query) {
            if let Some(object) = object_in(value).filter(|_| !is_whole) {
                let detail = "the value of a parameter is an object".into();
                self.mistakes.note(Code::JsonInQuery, detail);
                self.take_text(&object);
            } else if !name.is_empty() {
                let value = SentValue { raw: value.to_vec(), text: percent_decoded(value) };
                self.pairs.push(Pair { name: percent_decoded(name), value });
            }
        }
    }

    /// Reads the query once more, with the fragment as a part of it, and keeps that where it has more of the fields.
    fn take_fragment(&mut self, url: &[u8]) {
        let mut parts = url.splitn(2, |byte| *byte == b'?');
        let Some(query) = parts.nth(1).filter(|query| query.contains(&b'#')) else { return };
        let without = core::mem::take(&mut self.pairs);
        self.take_query(query);
        let is_new = |field: &Field| has(&self.pairs, *field) && !has(&without, *field);
        if !Field::ALL.iter().any(is_new) {
            self.pairs = without;
        }
    }

    /// Text with an object in it, or with none: then as a query.
    fn take_text(&mut self, text: &[u8]) {
        let Some(found) = json_object::find(text) else {
            if text.contains(&b'=') && !text.contains(&b'{') {
                self.take_query(text);
            }
            return;
        };
        let is_call = is_call(text.trim_ascii_start());
        if found.has_smart_quotes {
            let detail = "they stand around the names and values of the JSON".into();
            self.mistakes.note(Code::SmartQuotes, detail);
        }
        self.take_members(found.members, is_call, 0);
    }

    fn take_members(&mut self, members: Vec<(String, Value)>, is_call: bool, depth: usize) {
        if let Some(answer) = json_object::answer_of(&members) {
            self.take_answer(answer, is_call);
        } else if is_call {
            self.mistakes.note(Code::JsonpBody, String::new());
        }
        for (name, value) in members {
            if let Some(text) = json_object::text_of(&value) {
                let is_known =
                    depth > 0 && self.pairs.iter().any(|pair| pair.name == name.as_bytes());
                if is_known {
                    continue;
                }
                let in_text = text.trim_ascii_start().starts_with('{');
                let object = json_object::find(text.as_bytes());
                if let Some(object) = object.filter(|_| in_text && depth < DEPTH_MAX) {
                    self.take_members(object.members, false, depth.saturating_add(1));
                } else {
                    self.pairs.push(Pair::plain(&name, text.as_bytes()));
                }
            } else if let Value::Object(object) = value {
                if depth < DEPTH_MAX && name != "error" {
                    let inner = object.into_iter().collect();
                    self.take_members(inner, false, depth.saturating_add(1));
                }
            }
        }
    }

    fn take_answer(&mut self, answer: PastedAnswer, is_call: bool) {
        let is_beside_request = has_all(&self.pairs);
        let error = answer.error.unwrap_or_default();
        if answer.authorized == Some(false) {
            let is_unknown = ["not found", "cannot be found", "not exist", "unknown", "invalid id"]
                .iter()
                .any(|words| error.to_ascii_lowercase().contains(words));
            let code = if is_unknown { Code::StoreIdNotFound } else { Code::StoreDenied };
            self.mistakes.note(code, "its message is missing".into());
            self.error = Some(error).filter(|error| !error.is_empty());
        } else if answer.signatures.as_ref().is_none_or(Vec::is_empty)
            && !has(&self.pairs, Field::Signature)
        {
            let detail = "its member `signatures` is null, empty or missing".into();
            self.mistakes.note(Code::StoreNoSignatures, detail);
        }
        if is_beside_request {
            // It was pasted for whoever reads it, and not sent.
            return;
        }
        let signatures = answer.signatures.unwrap_or_default();
        let servers = signatures.len();
        let code = if is_call { Code::JsonpBody } else { Code::StoreAnswer };
        let detail = match (&answer.expiry, servers) {
            (Some(_), 1) => "expiry and signature were taken from it".into(),
            (Some(_), 2..) => {
                format!("the expiry was taken from it, and the signature out of {servers}")
            }
            _ => String::new(),
        };
        self.mistakes.note(code, detail);
        let texts = signatures.into_iter().map(String::into_bytes);
        self.signatures.extend(texts.filter(|text| text.len() <= VALUE_MAX).take(SERVERS_MAX));
    }
}

impl FormMistakes {
    pub(crate) fn note(&mut self, code: Code, detail: String) {
        if self.0.iter().all(|known| known.code != code) {
            self.0.push(FormMistake { code, detail });
        }
    }
}

impl SentValue {
    pub(crate) fn cut(&self) -> Self {
        let start = |text: &[u8]| text.get(..VALUE_MAX).unwrap_or(text).to_vec();
        Self { raw: start(&self.raw), text: start(&self.text) }
    }
}

impl Pair {
    fn plain(name: &str, value: &[u8]) -> Self {
        let value = SentValue { raw: value.to_vec(), text: value.to_vec() };
        Self { name: name.as_bytes().to_vec(), value }
    }
}

fn has(pairs: &[Pair], field: Field) -> bool {
    pairs.iter().any(|pair| Field::named(&pair.name) == Some(field))
}

fn has_all(pairs: &[Pair]) -> bool {
    Field::ALL.into_iter().all(|field| has(pairs, field))
}

/// The fields of a query as they stand in it, each with all its values.
fn fields_of(query: &[u8]) -> BTreeMap<Field, Vec<&[u8]>> {
    let mut fields = BTreeMap::<_, Vec<_>>::new();
    for (name, value) in pairs_of(query) {
        if let Some(field) = Field::named(&percent_decoded(name)) {
            fields.entry(field).or_default().push(value);
        }
    }
    fields
}

/// A query without the escapes of what it was copied from, and which mistake they are where a server reads other fields
/// because of them.
fn unescaped(query: &[u8]) -> (Cow<'_, [u8]>, Option<Code>) {
    let is_one_name = || !query.contains(&b'=') && !query.contains(&b'&');
    let decoded = || Some(percent_decoded(query)).filter(|decoded| decoded.contains(&b'='));
    let found = html_unescaped(query)
        .map(|plain| (plain, Code::HtmlEscaped))
        .or_else(|| json_unescaped(query).map(|plain| (plain, Code::JsonEscaped)))
        .or_else(|| is_one_name().then(decoded)?.map(|plain| (plain, Code::QueryEncoded)))
        // An object is none of the three.
        .filter(|(plain, code)| *code != Code::QueryEncoded || object_in(plain).is_none());
    match found {
        None => (Cow::Borrowed(query), None),
        Some((plain, code)) => {
            let is_other = fields_of(&plain) != fields_of(query);
            (Cow::Owned(plain), is_other.then_some(code))
        }
    }
}

/// The object that an escaped text is, be its spaces escaped or, as forms do, pluses.
fn object_in(escaped: &[u8]) -> Option<Vec<u8>> {
    let spaced: Vec<u8> =
        escaped.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    [percent_decoded(escaped), percent_decoded(&spaced)].into_iter().find(|text| {
        let is_object = text.trim_ascii_start().starts_with(b"{") || is_call(text);
        is_object && json_object::find(text).is_some()
    })
}

#[cfg(test)]
mod tests;
