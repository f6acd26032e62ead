//! Parts that many pages have: where a list goes on, what is asked before something is done.

use super::{
    asking::{Refused, escaped},
    forms::{hidden, problem},
    layout,
    text::minute_of,
    visit::Visit,
};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use maud::{Markup, html};
use serde_json::Value;

/// Things on a page of a list.
pub(super) const ON_A_PAGE: usize = 50;

/// The things of a page.
pub(super) fn items(page: &Value) -> impl Iterator<Item = &Value> {
    page["items"].as_array().into_iter().flatten()
}

/// A text of a thing; nothing where it has none.
pub(super) fn text<'a>(thing: &'a Value, name: &str) -> &'a str {
    thing[name].as_str().unwrap_or_default()
}

/// The way to the next page of a list, and to the first.
pub(super) fn paging(visit: &Visit, parameter: &str, next: Option<&str>) -> Markup {
    let kept = ["search", "state", "company", "product"].map(|name| (name, visit.query.get(name)));
    let mut first = format!("{}?", visit.path);
    for (name, value) in kept.into_iter().filter(|(_, value)| !value.is_empty()) {
        first.extend([name, "=", &escaped(value), "&"]);
    }
    let is_first = visit.query.get(parameter).is_empty();
    html! {
        @if !is_first || next.is_some() {
            nav.paging aria-label="Pages of the list" {
                @if !is_first { a href=(first.trim_end_matches(['?', '&'])) { "From the beginning" } }
                @if let Some(next) = next {
                    a rel="next" href=(format!("{first}{parameter}={}", escaped(next))) { "Next page" }
                }
            }
        }
    }
}

/// The way on of a page of the interface.
pub(super) fn next(page: &Value) -> Option<&str> {
    page["next"].as_str()
}

/// A code or an id.
pub(super) fn code(text: &str) -> Markup {
    html! { code { (text) } }
}

/// A state in a word, whose colour says no more than the word.
pub(super) fn state(word: &str) -> Markup {
    let class = match word {
        "active" | "current" | "Subscribed" | "Free" | "open" | "sold" | "approved" => "good",
        "suspended" | "removed" | "withdrawn" | "Suspended" | "revoked" | "rejected"
        | "expired" => "bad",
        _ => "plain",
    };
    html! { span.state.(class) { (word) } }
}

/// A list's table, which is scrolled where it is too wide.
pub(super) fn table(name: &str, table: &Markup) -> Markup {
    html! { div.table tabindex="0" role="region" aria-label=(name) { table { (table) } } }
}

/// A field by which a list is searched.
pub(super) fn search(visit: &Visit, label: &str) -> Markup {
    html! {
        form role="search" {
            div.row {
                div.field {
                    label for="search" { (label) }
                    input type="search" id="search" name="search" value=(visit.query.get("search")) autocomplete="off";
                }
                button { "Search" }
            }
        }
    }
}

/// What the URL of a page says where the list of the interface goes on, with a mark before it.
pub(super) fn after(visit: &Visit) -> String {
    also(visit, "after")
}

/// What the URL of a page says for a name, to be asked of the interface too.
pub(super) fn also(visit: &Visit, name: &str) -> String {
    match visit.query.get(name) {
        "" => String::new(),
        value => format!("&{name}={}", escaped(value)),
    }
}

/// An instant as it is answered.
pub(super) fn time(text: &str) -> Markup {
    html! {
        @if text.is_empty() { "–" } @else { time datetime=(text) { (minute_of(text)) } }
    }
}

/// That it is done, on a page that can be loaded again.
pub(super) fn done(path: &str, word: &str) -> Response {
    let mark = if path.contains('?') { '&' } else { '?' };
    Redirect::to(&format!("{path}{mark}done={word}")).into_response()
}

/// A page with a form that was refused.
pub(super) fn refused_page(refused: &Refused, page: Response) -> Response {
    (refused.status, page).into_response()
}

/// A page with a form that may have been refused.
pub(super) fn maybe_refused(refused: Option<&Refused>, page: Response) -> Response {
    match refused {
        Some(refused) => refused_page(refused, page),
        None => page,
    }
}

/// What is asked before something is done that is not undone easily.
#[derive(Debug)]
pub(super) struct Question<'a> {
    pub(super) title: &'a str,
    /// What follows.
    pub(super) follows: &'a Markup,
    /// What is on the button.
    pub(super) action: &'a str,
    /// Where it is not done.
    pub(super) back: &'a str,
    pub(super) tag: &'a str,
    pub(super) refused: Option<&'a Refused>,
}

pub(super) fn question(visit: &Visit, question: &Question<'_>) -> Response {
    question_with(visit, question, &html! {})
}

/// The same, with a field that says how.
pub(super) fn question_with(visit: &Visit, question: &Question<'_>, field: &Markup) -> Response {
    let Question { title, follows, action, back, tag, refused } = question;
    let content = html! {
        @if let Some(refused) = refused { (problem(refused)) }
        (follows)
        form method="post" novalidate {
            (hidden(visit, tag))
            (field)
            div.actions {
                button.danger { (action) }
                a href=(back) { "Leave it as it is" }
            }
        }
    };
    let page = layout::page(visit, title, &content);
    let status = refused.map_or(StatusCode::OK, |refused| refused.status);
    (status, page).into_response()
}
