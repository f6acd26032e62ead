//! Forms: each field with its label, what was typed, and what is wrong with it.

use super::{
    asking::{ONCE, Refused, TAG},
    posted::SECRET,
    visit::Visit,
};
use crate::{
    page::{self, Fields, Labelled, id, sentence},
    random_ids,
};
use maud::{Markup, html};

/// A form with what is to stand in it.
#[derive(Debug)]
pub(super) struct Form<'a> {
    pub(super) visit: &'a Visit,
    /// What stands in it: what there is, or what was typed.
    pub(super) fields: &'a Fields,
    /// Why it was refused, when it was sent before.
    pub(super) refused: Option<&'a Refused>,
    /// What there is by now, where that was changed meanwhile.
    pub(super) now: Option<&'a Fields>,
    /// The tag of what it changes.
    pub(super) tag: &'a str,
}

/// What a field takes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Text,
    Required,
    Number,
    Url,
    Email,
    /// In UTC.
    Instant,
    Month,
}

impl<'a> Form<'a> {
    /// One that was not sent yet, with what there is.
    pub(super) fn new(visit: &'a Visit, fields: &'a Fields, tag: &'a str) -> Self {
        Self { visit, fields, refused: None, now: None, tag }
    }

    /// One that was refused, with what was typed.
    pub(super) fn again(visit: &'a Visit, fields: &'a Fields, refused: &'a Refused) -> Self {
        Self { visit, fields, refused: Some(refused), now: None, tag: "" }
    }

    /// What is wrong, and what each form has that is not seen.
    pub(super) fn begin(&self) -> Markup {
        html! {
            @if let Some(refused) = self.refused { (problem_beside(refused, self.now)) }
            (hidden(self.visit, self.tag))
        }
    }

    /// One line.
    pub(super) fn text(&self, kind: Kind, name: &str, label: &str, hint: &str) -> Markup {
        let value = self.fields.get(name);
        let (of_type, mode) = match kind {
            Kind::Text | Kind::Required | Kind::Url | Kind::Email => ("text", None),
            Kind::Number => ("text", Some("numeric")),
            Kind::Instant => ("datetime-local", None),
            Kind::Month => ("month", None),
        };
        let auto = match kind {
            Kind::Url => "url",
            Kind::Email => "email",
            _ => "off",
        };
        let value = if matches!(kind, Kind::Instant) { value.trim_end_matches('Z') } else { value };
        let is_required = matches!(kind, Kind::Required);
        let field = self.labelled(name, label, hint);
        self.around(&field, &html! {
            input type=(of_type) inputmode=[mode] autocomplete=(auto) step=[matches!(kind, Kind::Instant).then_some("any")]
                id=(id(name)) name=(name) value=(value) required[is_required]
                aria-invalid=[field.invalid()] aria-describedby=[field.described()];
        })
    }

    /// Several lines.
    pub(super) fn area(&self, name: &str, label: &str, hint: &str) -> Markup {
        let field = self.labelled(name, label, hint);
        self.around(
            &field,
            &html! {
                textarea rows="5" id=(id(name)) name=(name)
                    aria-invalid=[field.invalid()] aria-describedby=[field.described()] {
                    // Browsers leave out the first line end.
                    "\n" (self.fields.get(name))
                }
            },
        )
    }

    /// One of a few, each with its value and its text.
    pub(super) fn choice(
        &self,
        name: &str,
        label: &str,
        hint: &str,
        choices: &[(&str, &str)],
    ) -> Markup {
        let chosen = self.fields.get(name);
        let field = self.labelled(name, label, hint);
        self.around(
            &field,
            &html! {
                select id=(id(name)) name=(name)
                    aria-invalid=[field.invalid()] aria-describedby=[field.described()] {
                    @for (value, text) in choices {
                        option value=(value) selected[*value == chosen] { (text) }
                    }
                }
            },
        )
    }

    /// Yes or no.
    pub(super) fn check(&self, name: &str, value: &str, label: &str) -> Markup {
        let id = format!("{}-{value}", id(name));
        html! {
            div.check {
                input type="checkbox" id=(id) name=(name) value=(value) checked[self.fields.has(name, value)];
                label for=(id) { (label) }
            }
        }
    }

    /// What is said of a field.
    fn labelled<'b>(&'b self, name: &'b str, label: &'b str, hint: &'b str) -> Labelled<'b> {
        let refused = self.refused.filter(|refused| refused.field.as_deref() == Some(name));
        Labelled { name, label, hint, wrong: refused.map(|refused| &*refused.detail) }
    }

    /// A field with its input, and what somebody else has set it to meanwhile.
    fn around(&self, field: &Labelled<'_>, input: &Markup) -> Markup {
        let name = field.name;
        field.around(&html! {
            (input)
            @if let Some(now) = self.now && now.get(name) != self.fields.get(name) {
                p.now { "Somebody has set it to: " b { (shown(now.get(name))) } }
            }
        })
    }
}

fn shown(value: &str) -> &str {
    if value.is_empty() { "nothing" } else { value }
}

/// What is wrong, above a form, with a way to the field.
pub(super) fn problem(refused: &Refused) -> Markup {
    problem_beside(refused, None)
}

/// The same, where the form may say what there is by now.
fn problem_beside(refused: &Refused, now: Option<&Fields>) -> Markup {
    let field = refused.field.as_deref();
    // Of a header nobody has seen anything.
    let field =
        field.filter(|field| !field.starts_with(|letter: char| letter.is_ascii_uppercase()));
    page::problem(
        "It is not done",
        &html! {
                    @if refused.is_changed_meanwhile() && now.is_some() {
                        "It was changed by somebody else meanwhile. What you have typed is still here, and what differs is said \
                         beside it: send it once more to put yours in its place."
                    } @else if refused.is_changed_meanwhile() {
                        "It was changed meanwhile: look at what it is now, and send it once more."
                    } @else if let Some(field) = field {
                        a href=(format!("#{}", id(field))) { (sentence(&refused.detail)) }
                    } @else { (sentence(&refused.detail)) }
        },
    )
}

/// What each form has that is not seen: it is of this session, good for one change, and of what there was.
pub(super) fn hidden(visit: &Visit, tag: &str) -> Markup {
    html! {
        input type="hidden" name=(SECRET) value=(visit.session.secret);
        input type="hidden" name=(ONCE) value=(random_ids::request_id().unwrap_or_default());
        input type="hidden" name=(TAG) value=(tag);
    }
}
