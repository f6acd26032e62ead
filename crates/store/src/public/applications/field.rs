//! A field of a form: its label, what was typed, and what is wrong with it.

use super::refused::Refused;
use crate::form_fields::Fields;
use maud::{Markup, html};

/// A form with what was typed, and why it was refused, if it was.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form<'a> {
    pub(super) typed: &'a Fields,
    pub(super) refused: Option<&'a Refused>,
}

/// A field: its name, its label, what is said of it, and what browsers may fill in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) auto: &'static str,
    pub(super) required: bool,
}

impl Form<'_> {
    /// One line.
    pub(super) fn text(&self, field: &Field) -> Markup {
        let Field { name, auto, required, .. } = *field;
        self.around(field, &html! {
            input type="text" autocomplete=(auto) id=(id(name)) name=(name) value=(self.typed.get(name)) required[required]
                aria-invalid=[self.is_wrong(name).then_some("true")] aria-describedby=(self.described(name));
        })
    }

    /// Several lines.
    pub(super) fn area(&self, field: &Field) -> Markup {
        let Field { name, required, .. } = *field;
        self.around(field, &html! {
            textarea rows="8" id=(id(name)) name=(name) required[required]
                aria-invalid=[self.is_wrong(name).then_some("true")] aria-describedby=(self.described(name)) {
                // Browsers leave out the first line end.
                "\n" (self.typed.get(name))
            }
        })
    }

    /// Yes or no.
    pub(super) fn check(&self, name: &str, label: &str) -> Markup {
        html! {
            div.check {
                input type="checkbox" id=(id(name)) name=(name) value="true" checked[self.typed.has(name, "true")];
                label for=(id(name)) { (label) }
            }
        }
    }

    /// What is wrong, above the form, with a way to the field.
    pub(super) fn problem(&self) -> Markup {
        html! {
            @if let Some(refused) = self.refused {
                div.problem role="alert" tabindex="-1" autofocus {
                    h2 { "It is not sent yet" }
                    p {
                        @match refused.field() {
                            Some(field) => { a href=(format!("#{}", id(of_form(field)))) { (sentence(refused.detail())) } }
                            None => { (sentence(refused.detail())) }
                        }
                    }
                }
            }
        }
    }

    fn around(&self, field: &Field, input: &Markup) -> Markup {
        let id = id(field.name);
        html! {
            div.field {
                label for=(id) { (field.label) @if !field.required { " (may be empty)" } }
                p.hint id=(format!("{id}-hint")) { (field.hint) }
                @if let Some(refused) = self.refused && self.is_wrong(field.name) {
                    p.wrong id=(format!("{id}-wrong")) { (sentence(refused.detail())) }
                }
                (input)
            }
        }
    }

    fn is_wrong(&self, name: &str) -> bool {
        self.refused.and_then(Refused::field).map(of_form) == Some(name)
    }

    fn described(&self, name: &str) -> String {
        let id = id(name);
        if self.is_wrong(name) { format!("{id}-wrong {id}-hint") } else { format!("{id}-hint") }
    }
}

/// The field of a form that a member is typed into.
fn of_form(member: &str) -> &str {
    if member == "prices" { "price.display" } else { member }
}

fn id(name: &str) -> String {
    format!("field-{}", name.replace('.', "-"))
}

/// A message as a sentence.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}
