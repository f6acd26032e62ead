//! Fields of forms: what each is called, what may be in it, and what is wrong with it.

use maud::{Markup, html};

/// What is said of a field.
#[derive(Debug)]
pub(crate) struct Labelled<'a> {
    pub(crate) name: &'a str,
    pub(crate) label: &'a str,
    /// What may be in it; empty, where nothing is to be said.
    pub(crate) hint: &'a str,
    /// What is wrong with what was typed.
    pub(crate) wrong: Option<&'a str>,
}

impl Labelled<'_> {
    /// All of it, with the input.
    pub(crate) fn around(&self, input: &Markup) -> Markup {
        let id = id(self.name);
        html! {
            div.field {
                label for=(id) { (self.label) }
                @if !self.hint.is_empty() { p.hint id=(format!("{id}-hint")) { (self.hint) } }
                @if let Some(wrong) = self.wrong { p.wrong id=(format!("{id}-wrong")) { (sentence(wrong)) } }
                (input)
            }
        }
    }

    /// `aria-invalid` of the input.
    pub(crate) fn invalid(&self) -> Option<&'static str> {
        self.wrong.map(|_| "true")
    }

    /// `aria-describedby` of the input.
    pub(crate) fn described(&self) -> Option<String> {
        let id = id(self.name);
        match (self.hint.is_empty(), self.wrong.is_some()) {
            (true, false) => None,
            (false, false) => Some(format!("{id}-hint")),
            (true, true) => Some(format!("{id}-wrong")),
            (false, true) => Some(format!("{id}-wrong {id}-hint")),
        }
    }
}

/// What a field's input has as its `id`.
pub(crate) fn id(name: &str) -> String {
    let letter = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
    format!("field-{}", name.chars().map(letter).collect::<String>())
}

/// What is wrong, above a form.
pub(crate) fn problem(title: &str, what: &Markup) -> Markup {
    html! {
        div.problem role="alert" tabindex="-1" autofocus {
            h2 { (title) }
            p { (what) }
        }
    }
}

/// A message as a sentence.
pub(crate) fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    let end = if message.ends_with(['.', ':', '!', '?']) { "" } else { "." };
    format!("{}{}{end}", first.unwrap_or_default(), letters.as_str())
}
