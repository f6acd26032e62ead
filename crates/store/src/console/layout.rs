//! What every page has around its own.

use super::{BASE, posted::SECRET, visit::Visit};
use crate::{model::Scope, page::document};
use axum::response::Response;
use maud::{Markup, html};

/// The pages that have their place in the list of pages, and the scope that each takes.
const PAGES: [(&str, &str, Scope); 10] = [
    ("/console", "Overview", Scope::Read),
    ("/console/products", "Products", Scope::Read),
    ("/console/companies", "Companies", Scope::Read),
    ("/console/subscriptions", "Subscriptions", Scope::Read),
    ("/console/servers", "Servers", Scope::Read),
    ("/console/applications", "Applications", Scope::Read),
    ("/console/bills", "Bills", Scope::Billing),
    ("/console/why", "Why?", Scope::Read),
    ("/console/audit", "Audit log", Scope::Read),
    ("/console/tokens", "Tokens", Scope::Admin),
];

/// A page for somebody who is signed in.
pub(super) fn page(visit: &Visit, title: &str, content: &Markup) -> Response {
    let is_at = |path: &str| {
        visit.path == path
            || (path != "/console"
                && visit.path.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')))
    };
    let pages = PAGES.iter().filter(|(_, _, scope)| visit.may(*scope));
    let around = html! {
        a.skip href="#content" { "Skip to the content" }
        header {
            a.home href="/console" { "Store" }
            nav aria-label="Pages" {
                ul {
                    @for (path, name, _) in pages {
                        li {
                            a href=(path) aria-current=[is_at(path).then_some("page")] { (name) }
                        }
                    }
                }
            }
            form.out method="post" action="/console/sign-out" {
                input type="hidden" name=(SECRET) value=(visit.session.secret);
                span { "Token " b { (visit.caller.name) } }
                button.plain { "Sign out" }
            }
        }
        main #content tabindex="-1" {
            h1 { (title) }
            @if let Some(done) = done(visit.query.get("done")) { p.done role="status" { (done) } }
            (content)
        }
    };
    bare(title, &around)
}

/// A page without anything around it.
pub(super) fn bare(title: &str, body: &Markup) -> Response {
    document(BASE, title, body)
}

/// What was done, as the URL of the page behind it says in a word.
fn done(word: &str) -> Option<&'static str> {
    Some(match word {
        "saved" => "It is saved.",
        "added" => "It is added.",
        "removed" => "It is removed.",
        "suspended" => "It is suspended.",
        "cancelled" => "The subscription is cancelled.",
        "withdrawn" => "The product is withdrawn.",
        "moved" => "The display is moved.",
        "activated" => "The key is set to sign.",
        "discarded" => "The key is discarded.",
        "closed" => "The month is closed.",
        "pruned" => "The records of the month are removed.",
        "corrected" => "The correction is made.",
        "revoked" => "The token is revoked.",
        _ => return None,
    })
}
