//! A field of a form: its label, what was typed, and what is wrong with it.

use super::refused::Refused;
use crate::page::{Fields, Labelled, id, problem, sentence};
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
        self.around(field, |field| html! {
            input type="text" autocomplete=(auto) id=(id(name)) name=(name) value=(self.typed.get(name)) required[required]
                aria-invalid=[field.invalid()] aria-describedby=[field.described()];
        })
    }

    /// Several lines.
    pub(super) fn area(&self, field: &Field) -> Markup {
        let Field { name, required, .. } = *field;
        self.around(field, |field| {
            html! {
                textarea rows="8" id=(id(name)) name=(name) required[required]
                    aria-invalid=[field.invalid()] aria-describedby=[field.described()] {
                    // Browsers leave out the first line end.
                    "\n" (self.typed.get(name))
                }
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
                (problem("It is not sent yet", &html! {
                    @match refused.field() {
                        Some(field) => { a href=(format!("#{}", id(of_form(field)))) { (sentence(refused.detail())) } }
                        None => { (sentence(refused.detail())) }
                    }
                }))
            }
        }
    }

    fn around(&self, field: &Field, input: impl FnOnce(&Labelled<'_>) -> Markup) -> Markup {
        let Field { name, label, hint, required, .. } = *field;
        let label = if required { label.to_owned() } else { format!("{label} (may be empty)") };
        let refused = self.refused.filter(|refused| refused.field().map(of_form) == Some(name));
        let labelled = Labelled { name, label: &label, hint, wrong: refused.map(Refused::detail) };
        labelled.around(&input(&labelled))
    }
}

/// The field of a form that a member is typed into.
fn of_form(member: &str) -> &str {
    if member == "prices" { "price.display" } else { member }
}
