//! The four fields among the names and values of a text: by their names, then by names that are near.

use crate::{
    code::Code,
    contents::{Contents, FormMistake, FormMistakes, Pair, SentValue},
    key_mask::KeyMask,
    parameter_names,
};
use store_auth::Field;

/// So many further values of repeated fields are looked at.
const REPEATED_MAX: usize = 8;

/// So many unknown names are compared with those that people use.
const NAMES_MAX: usize = 64;

/// The fields of a request, and what is wrong with its form.
#[derive(Default)]
pub(crate) struct SentFields {
    fields: [Option<SentValue>; 4],
    /// Whether the id is a company's, by its name.
    pub(crate) is_company: bool,
    /// The query that they are in, as it stands in the text.
    pub(crate) query: Option<Vec<u8>>,
    /// Further values of fields that are given more than once, under one name or both.
    repeated: Vec<(Field, Vec<u8>)>,
    /// Of the Store's answer: those of each server.
    pub(crate) signatures: Vec<Vec<u8>>,
    mistakes: FormMistakes,
}

impl SentFields {
    pub(crate) fn among(contents: Contents, mask: &KeyMask<'_>) -> Self {
        let Contents { pairs, signatures, mistakes, query, error } = contents;
        let mut fields = Self { query, signatures, mistakes, ..Self::default() };
        fields.take_named(&pairs);
        let first = fields.signatures.first().cloned();
        if let (None, Some(first)) = (fields.get(Field::Signature), first) {
            *fields.place(Field::Signature) = Some(SentValue { raw: first.clone(), text: first });
        }
        fields.take_misnamed(&pairs, mask);
        fields.note_missing(error.as_deref(), mask);
        fields
    }

    pub(crate) fn get(&self, field: Field) -> Option<&SentValue> {
        let [id, product_code, expiry, signature] = &self.fields;
        match field {
            Field::Id => id,
            Field::ProductCode => product_code,
            Field::Expiry => expiry,
            Field::Signature => signature,
        }
        .as_ref()
    }

    /// The text of a field; empty where there is none.
    pub(crate) fn text(&self, field: Field) -> &[u8] {
        self.get(field).map(|sent| sent.text.as_slice()).unwrap_or_default()
    }

    /// The mistakes of the request's form, each once.
    pub(crate) fn mistakes(&self) -> &[FormMistake] {
        &self.mistakes.0
    }

    fn place(&mut self, field: Field) -> &mut Option<SentValue> {
        let [id, product_code, expiry, signature] = &mut self.fields;
        match field {
            Field::Id => id,
            Field::ProductCode => product_code,
            Field::Expiry => expiry,
            Field::Signature => signature,
        }
    }

    fn take_named(&mut self, pairs: &[Pair]) {
        for pair in pairs {
            let Some(field) = Field::named(&pair.name) else { continue };
            let is_company = pair.name == b"cid";
            let Some(first) = self.get(field).map(|first| first.text.clone()) else {
                *self.place(field) = Some(pair.value.cut());
                self.is_company |= is_company;
                continue;
            };
            let other = pair.value.cut().text;
            if first != other && self.repeated.len() < REPEATED_MAX {
                self.repeated.push((field, other));
            }
            let detail = format!("`{field}` is there more than once, under one name or both");
            self.mistakes.note(Code::RepeatedParameter, detail);
        }
    }

    /// The further values of a field that is given more than once, under one name or both.
    pub(crate) fn repeated(&self, field: Field) -> impl Iterator<Item = &[u8]> {
        let of_field = self.repeated.iter().filter(move |(repeated, _)| *repeated == field);
        of_field.map(|(_, text)| text.as_slice())
    }

    fn take_misnamed(&mut self, pairs: &[Pair], mask: &KeyMask<'_>) {
        let unknown = pairs.iter().filter(|pair| Field::named(&pair.name).is_none());
        for pair in unknown.take(NAMES_MAX) {
            let Some((field, right)) = parameter_names::nearest(&pair.name) else { continue };
            if self.get(field).is_none() {
                *self.place(field) = Some(pair.value.cut());
                self.is_company |= right == "cid";
                let wrong = mask.text(&pair.name);
                let detail = format!("it is `{wrong}` where `{right}` is expected");
                self.mistakes.note(Code::ParameterName, detail);
            }
        }
    }

    fn note_missing(&mut self, error: Option<&str>, mask: &KeyMask<'_>) {
        let is_denial = |mistake: &FormMistake| {
            matches!(mistake.code, Code::StoreDenied | Code::StoreIdNotFound)
        };
        if let Some(denial) = self.mistakes.0.iter_mut().find(|mistake| is_denial(mistake)) {
            if let Some(error) = error {
                denial.detail = format!("its message is `{}`", mask.text(error.as_bytes()));
            }
            // Of a denial there is nothing to pass on.
            return;
        }
        // An empty value is none.
        let is_missing = |field: &Field| self.text(*field).is_empty();
        let missing: Vec<_> = Field::ALL.into_iter().filter(is_missing).map(Field::name).collect();
        if !missing.is_empty() {
            let detail = format!("there is no `{}`", missing.join("`, `"));
            self.mistakes.note(Code::MissingParameter, detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pasted::Pasted;

    fn fields(text: &str) -> SentFields {
        let text = text.as_bytes();
        SentFields::among(Contents::of(text, &Pasted::of(text)), &KeyMask::of([].into_iter()))
    }

    fn repeated(text: &str, field: Field) -> Vec<String> {
        let fields = fields(text);
        let texts = fields.repeated(field).map(|text| String::from_utf8_lossy(text).into_owned());
        texts.collect()
    }

    #[test]
    fn further_values_of_a_field_are_those_that_differ_from_the_first() {
        let text = "id=a&id=b&id=a&cid=c&pc=x&pc=y&expiry=z&expiry=z";
        assert_eq!(repeated(text, Field::Id), ["b", "c"]);
        assert_eq!(repeated(text, Field::ProductCode), ["y"]);
        assert_eq!(repeated(text, Field::Expiry), [""; 0]);
        let text = (0..20).fold("id=a".to_owned(), |text, number| format!("{text}&id={number}"));
        assert_eq!(repeated(&text, Field::Id), ["0", "1", "2", "3", "4", "5", "6", "7"]);
    }

    #[test]
    fn of_the_signatures_in_an_answer_all_are_kept_and_the_first_is_sent() {
        let fields =
            fields("{\"authorized\":true,\"signatures\":[{\"value\":\"a\"},{\"value\":\"b\"}]}");
        assert_eq!(fields.signatures, [b"a", b"b"]);
        assert_eq!(fields.text(Field::Signature), b"a");
    }

    #[test]
    fn what_is_wrong_with_names_and_values_is_said_once() {
        let details = |text: &str| {
            let fields = fields(text);
            fields.mistakes().iter().map(|mistake| mistake.detail.clone()).collect::<Vec<_>>()
        };
        assert_eq!(
            details("id=a&id=b&id=c&productCode=x&code=y&signature="),
            [
                "`id` is there more than once, under one name or both",
                "it is `productCode` where `pc` is expected",
                "there is no `expiry`, `signature`",
            ]
        );
        assert_eq!(details("id=a&pc=b&expiry=c&signature=d"), [""; 0]);
        assert_eq!(
            details("company=a&pc=b&expiry=c&signature=d"),
            ["it is `company` where `cid` is expected"]
        );
        let denial = "{\"authorized\":false,\"error\":{\"message\":\"Not active.\"}}";
        assert_eq!(
            details(denial).first().map(String::as_str),
            Some("its message is `Not active.`")
        );
    }
}
