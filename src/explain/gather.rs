//! The four fields, wherever in a text they are, and what is wrong with the way they are there.

use super::{
    code::Code,
    json::{self, Answer},
    names,
    read::{self, Form, decoded},
    shown::Shown,
};
use crate::{malformed::Field, query};
use alloc::{format, string::String, vec::Vec};
use serde_json::Value;

/// So many unknown names are compared with those that people use.
const NAMES_MAX: usize = 64;

/// More of a value is not looked at.
const VALUE_MAX: usize = 512;

/// So many signatures of the Store's answer are tried.
const SERVERS_MAX: usize = 8;

/// How deep objects in objects are followed.
const DEPTH_MAX: usize = 4;

/// A value as it stands in the text, and percent-decoded where it was in a query.
#[derive(Clone)]
pub(super) struct Sent {
    pub(super) raw: Vec<u8>,
    pub(super) text: Vec<u8>,
}

/// A mistake of the request's form.
pub(super) struct Misread {
    pub(super) code: Code,
    pub(super) detail: String,
}

/// What was found.
#[derive(Default)]
pub(super) struct Gathered {
    fields: [Option<Sent>; 4],
    /// Whether the id is a company's, by its name.
    pub(super) is_company: bool,
    /// The other id, where both are given.
    pub(super) other_id: Option<Vec<u8>>,
    /// Of the Store's answer: those of each server.
    pub(super) signatures: Vec<Vec<u8>>,
    pub(super) misread: Vec<Misread>,
    /// What the Store says of its denial.
    error: Option<String>,
}

struct Pair {
    name: Vec<u8>,
    value: Sent,
}

impl Gathered {
    pub(super) fn from(text: &[u8], form: &Form<'_>, shown: &Shown<'_>) -> Self {
        let mut gathered = Self::default();
        let mut pairs = Vec::new();
        let text = read::trimmed(text);
        match form {
            Form::Url(url) => {
                gathered.take_query(query::of_url(url), &mut pairs);
                if Field::ALL.iter().any(|field| !has(&pairs, *field)) {
                    // A `#` in a value ends the query of a URL.
                    gathered.take_fragment(url, &mut pairs);
                }
                if let Some((_, below)) = split_at_line(text) {
                    gathered.take_text(below, &mut pairs);
                }
            }
            Form::Query(query) => gathered.take_query(query, &mut pairs),
            Form::Headers(headers) => {
                pairs.extend(headers.iter().map(|(name, value)| Pair::plain(name, value)));
            }
            Form::Json(_) | Form::Other => gathered.take_text(text, &mut pairs),
        }
        gathered.assign(&pairs, shown);
        gathered
    }

    pub(super) fn get(&self, field: Field) -> Option<&Sent> {
        let [id, product_code, expiry, signature] = &self.fields;
        match field {
            Field::Id => id,
            Field::ProductCode => product_code,
            Field::Expiry => expiry,
            Field::Signature => signature,
        }
        .as_ref()
    }

    fn place(&mut self, field: Field) -> &mut Option<Sent> {
        let [id, product_code, expiry, signature] = &mut self.fields;
        match field {
            Field::Id => id,
            Field::ProductCode => product_code,
            Field::Expiry => expiry,
            Field::Signature => signature,
        }
    }

    fn note(&mut self, code: Code, detail: String) {
        if self.misread.iter().all(|known| known.code != code) {
            self.misread.push(Misread { code, detail });
        }
    }

    fn take_query(&mut self, query: &[u8], pairs: &mut Vec<Pair>) {
        let unescaped = html_unescaped(query);
        if unescaped.is_some() {
            self.note(Code::HtmlEscaped, String::new());
        }
        let query = unescaped.as_deref().unwrap_or(query);
        // An object alone, or one in a value.
        if let Some(object) = object_in(query) {
            self.note(Code::JsonInQuery, "the query is an object".into());
            return self.take_text(&object, pairs);
        }
        for (name, value) in query::pairs(query) {
            if let Some(object) = object_in(value) {
                self.note(Code::JsonInQuery, "the value of a parameter is an object".into());
                self.take_text(&object, pairs);
            } else if !name.is_empty() {
                let sent = Sent { raw: value.to_vec(), text: decoded(value) };
                pairs.push(Pair { name: decoded(name), value: sent });
            }
        }
    }

    fn take_fragment(&mut self, url: &[u8], pairs: &mut Vec<Pair>) {
        let mut parts = url.splitn(2, |byte| *byte == b'?');
        let Some(query) = parts.nth(1).filter(|query| query.contains(&b'#')) else { return };
        let mut with_fragment = Vec::new();
        self.take_query(query, &mut with_fragment);
        if Field::ALL.iter().any(|field| has(&with_fragment, *field) && !has(pairs, *field)) {
            *pairs = with_fragment;
        }
    }

    /// Text with an object in it, or with none: then as a query.
    fn take_text(&mut self, text: &[u8], pairs: &mut Vec<Pair>) {
        let Some(found) = json::find(text) else {
            if text.contains(&b'=') && !text.contains(&b'{') {
                self.take_query(text, pairs);
            }
            return;
        };
        let is_call = read::is_call(text.trim_ascii_start());
        if found.has_smart_quotes {
            self.note(
                Code::SmartQuotes,
                "they stand around the names and values of the JSON".into(),
            );
        }
        self.take_members(found.members, is_call, 0, pairs);
    }

    fn take_members(
        &mut self,
        members: Vec<(String, Value)>,
        is_call: bool,
        depth: usize,
        pairs: &mut Vec<Pair>,
    ) {
        let answer = Answer::of(&members);
        if let Some(answer) = answer {
            self.take_answer(answer, is_call, pairs);
        } else if is_call {
            self.note(Code::JsonpBody, String::new());
        }
        for (name, value) in members {
            if let Some(text) = json::text_of(&value) {
                let is_known = depth > 0 && pairs.iter().any(|pair| pair.name == name.as_bytes());
                if is_known {
                    continue;
                }
                let in_text = text.trim_ascii_start().starts_with('{');
                if let Some(found) =
                    json::find(text.as_bytes()).filter(|_| in_text && depth < DEPTH_MAX)
                {
                    self.take_members(found.members, false, depth.saturating_add(1), pairs);
                } else {
                    pairs.push(Pair::plain(&name, text.as_bytes()));
                }
            } else if let Value::Object(object) = value {
                if depth < DEPTH_MAX && name != "error" {
                    let inner = object.into_iter().collect();
                    self.take_members(inner, false, depth.saturating_add(1), pairs);
                }
            }
        }
    }

    fn take_answer(&mut self, answer: Answer, is_call: bool, pairs: &mut [Pair]) {
        let error = answer.error.unwrap_or_default();
        if answer.authorized == Some(false) {
            let is_unknown = ["not found", "cannot be found", "not exist", "unknown", "invalid id"]
                .iter()
                .any(|words| error.to_ascii_lowercase().contains(words));
            let code = if is_unknown { Code::StoreIdNotFound } else { Code::StoreDenied };
            self.note(code, "its message is missing".into());
            self.error = Some(error).filter(|error| !error.is_empty());
        } else if answer.signatures.as_ref().is_none_or(Vec::is_empty)
            && !has(pairs, Field::Signature)
        {
            self.note(
                Code::StoreNoSignatures,
                "its member `signatures` is null, empty or missing".into(),
            );
        }
        let signatures = answer.signatures.unwrap_or_default();
        let servers = signatures.len();
        let code = if is_call { Code::JsonpBody } else { Code::StoreAnswer };
        self.note(
            code,
            match (&answer.expiry, servers) {
                (Some(_), 1) => "expiry and signature were taken from it".into(),
                (Some(_), 2..) => {
                    format!("the expiry was taken from it, and the signature out of {servers}")
                }
                _ => String::new(),
            },
        );
        let texts = signatures.into_iter().map(String::into_bytes);
        self.signatures.extend(texts.filter(|text| text.len() <= VALUE_MAX).take(SERVERS_MAX));
    }

    /// Finds the fields among pairs: by their names, then by names that are near.
    fn assign(&mut self, pairs: &[Pair], shown: &Shown<'_>) {
        for pair in pairs {
            let Some(field) = read::field_named(&pair.name) else { continue };
            let place = self.place(field);
            if let Some(first) = place {
                let is_other_id = field == Field::Id && first.text != pair.value.text;
                if is_other_id {
                    self.other_id = Some(pair.value.cut().text);
                }
                let detail = format!("`{field}` is there more than once, under one name or both");
                self.note(Code::RepeatedParameter, detail);
            } else {
                *place = Some(pair.value.cut());
                self.is_company |= pair.name == b"cid";
            }
        }
        let first = self.signatures.first().cloned();
        if let (None, Some(first)) = (self.get(Field::Signature), first) {
            *self.place(Field::Signature) = Some(Sent { raw: first.clone(), text: first });
        }
        let unknown = pairs.iter().filter(|pair| !read::is_field(&pair.name));
        for pair in unknown.take(NAMES_MAX) {
            let Some((field, right)) = names::nearest(&pair.name) else { continue };
            if self.get(field).is_none() {
                *self.place(field) = Some(pair.value.cut());
                self.is_company |= right == "cid";
                let wrong = shown.text(&pair.name);
                let detail = format!("it is `{wrong}` where `{right}` is expected");
                self.note(Code::ParameterName, detail);
            }
        }
        // An empty value is none.
        let is_missing = |field: &Field| self.get(*field).is_none_or(|sent| sent.text.is_empty());
        let missing: Vec<_> = Field::ALL.into_iter().filter(is_missing).map(Field::name).collect();
        let is_denial =
            |misread: &Misread| matches!(misread.code, Code::StoreDenied | Code::StoreIdNotFound);
        let denial = self.misread.iter_mut().find(|misread| is_denial(misread));
        let is_denied = denial.is_some();
        if let (Some(denial), Some(error)) = (denial, &self.error) {
            denial.detail = format!("its message is `{}`", shown.text(error.as_bytes()));
        }
        // Of a denial there is nothing to pass on.
        if !missing.is_empty() && !is_denied {
            self.note(Code::MissingParameter, format!("there is no `{}`", missing.join("`, `")));
        }
    }
}

impl Sent {
    fn cut(&self) -> Self {
        let start = |text: &[u8]| text.get(..VALUE_MAX).unwrap_or(text).to_vec();
        Self { raw: start(&self.raw), text: start(&self.text) }
    }
}

impl Pair {
    fn plain(name: &str, value: &[u8]) -> Self {
        let sent = Sent { raw: value.to_vec(), text: value.to_vec() };
        Self { name: name.as_bytes().to_vec(), value: sent }
    }
}

fn has(pairs: &[Pair], field: Field) -> bool {
    pairs.iter().any(|pair| read::field_named(&pair.name) == Some(field))
}

/// The object that an escaped text is, be its spaces escaped or, as forms do, pluses.
fn object_in(escaped: &[u8]) -> Option<Vec<u8>> {
    let spaced: Vec<u8> =
        escaped.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    [decoded(escaped), decoded(&spaced)].into_iter().find(|text| {
        let is_object = text.trim_ascii_start().starts_with(b"{") || read::is_call(text);
        is_object && json::find(text).is_some()
    })
}

/// The first line of a text, and the others.
pub(super) fn split_at_line(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = text.iter().position(|byte| *byte == b'\n')?;
    let (first, rest) = text.split_at_checked(at)?;
    Some((first.trim_ascii_end(), rest))
}

/// Without HTML's escapes; `None` where there are none of a delimiter.
fn html_unescaped(query: &[u8]) -> Option<Vec<u8>> {
    const ESCAPES: [(&[u8], u8); 9] = [
        (b"&amp;", b'&'),
        (b"&AMP;", b'&'),
        (b"&#38;", b'&'),
        (b"&#x26;", b'&'),
        (b"&#61;", b'='),
        (b"&#x3D;", b'='),
        (b"&quot;", b'"'),
        (b"&#43;", b'+'),
        (b"&plus;", b'+'),
    ];
    let mut plain = Vec::with_capacity(query.len());
    let mut rest = query;
    let mut found = false;
    while let [first, tail @ ..] = rest {
        let escape = ESCAPES.iter().find(|(escape, _)| rest.starts_with(escape));
        if let Some((escape, byte)) = escape {
            plain.push(*byte);
            rest = rest.get(escape.len()..).unwrap_or_default();
            found = true;
        } else {
            plain.push(*first);
            rest = tail;
        }
    }
    found.then_some(plain)
}
