//! The document around what a page has.

use super::assets::{icon, style};
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

/// A whole page.
pub(crate) fn document(base: &str, title: &str, body: &Markup) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " – Store" }
                link rel="stylesheet" href=(style(base));
                link rel="icon" href=(icon(base));
            }
            body { (body) }
        }
    };
    Html(page.into_string()).into_response()
}
