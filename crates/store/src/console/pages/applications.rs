//! `/console/applications`: who waits for a product code or a server key, and who has waited.

use super::application_text::{approved_text, rejected_text};
use crate::{
    console::{
        asking::{Refused, escaped},
        layout,
        parts::{
            ON_A_PAGE, Question, after, code, done, items, next, paging, question, state, table,
            text, time,
        },
        posted::Posted,
        state::Console,
        text::money,
        visit::Visit,
    },
    model::Scope,
};
use axum::{Router, extract::Path, response::Response, routing::get};
use http::Method;
use maud::{Markup, html};
use serde_json::Value;

pub(super) fn router() -> Router<Console> {
    Router::new()
        .route("/console/applications", get(list))
        .route("/console/applications/{number}", get(show))
        .route("/console/applications/{number}/forget", get(ask).post(forget))
}

const STATES: [(&str, &str); 4] = [
    ("waiting", "Waiting"),
    ("approved", "Approved"),
    ("rejected", "Rejected"),
    ("all", "All of them"),
];

async fn list(visit: Visit) -> Result<Response, Refused> {
    let asked = visit.query.get("state");
    let chosen = STATES.iter().find(|(state, _)| *state == asked).unwrap_or(&STATES[0]).0;
    let of_state = if chosen == "all" { String::new() } else { format!("&state={chosen}") };
    let path = format!("/applications?limit={ON_A_PAGE}{of_state}{}", after(&visit));
    let page = visit.get(&path).await?.json;
    let content = html! {
        nav aria-label="States" {
            ul {
                @for (state, name) in STATES {
                    li { a href=(format!("/console/applications?state={state}")) aria-current=[(state == chosen).then_some("page")] { (name) } }
                }
            }
        }
        @if items(&page).next().is_none() {
            p { "There are none. Strangers apply at " (code("/apply")) " of the address where Apps ask, once the section "
                (code("[applications]")) " is in the configuration of the Store." }
        } @else {
            (table("Applications", &html! {
                thead { tr { th.number { "Number" } th { "Company" } th { "For" } th { "Came (UTC)" } th { "State" } } }
                tbody {
                    @for application in items(&page) {
                        tr {
                            td.number { a href=(path_of(&application["number"])) { (application["number"]) } }
                            td { (text(&application["vendor"], "name")) }
                            td { (what_for(application)) }
                            td { (time(text(application, "made"))) }
                            td { (state(text(application, "state"))) }
                        }
                    }
                }
            }))
        }
        (paging(&visit, "after", next(&page)))
    };
    Ok(layout::page(&visit, "Applications", &content))
}

pub(super) fn path_of(number: &Value) -> String {
    format!("/console/applications/{number}")
}

pub(super) fn at(number: &str) -> String {
    format!("/applications/{}", escaped(number))
}

/// Such as `product Weather`.
pub(super) fn what_for(application: &Value) -> Markup {
    html! {
        @match application["server"].as_str() {
            Some(id) => { "key of server " (code(id)) }
            None => { "product " b { (text(&application["app"], "name")) } }
        }
    }
}

async fn show(visit: Visit, Path(number): Path<String>) -> Result<Response, Refused> {
    let application = visit.get(&at(&number)).await?.json;
    let path = path_of(&application["number"]);
    let is_decided = text(&application, "state") != "waiting";
    let content = html! {
        (facts(&application))
        @if is_decided {
            (told(&application))
            @if visit.may(Scope::Admin) {
                h2 { "Forget it" }
                p { a.button.danger href=(format!("{path}/forget")) { "Forget the application" } }
            }
        } @else if visit.may(Scope::Catalogue) {
            h2 { "Decide" }
            div.actions {
                a.button href=(format!("{path}/approve")) { "Approve it" }
                a.button.danger href=(format!("{path}/reject")) { "Reject it" }
            }
        }
    };
    Ok(layout::page(&visit, &format!("Application {}", application["number"]), &content))
}

/// What somebody has written. Pictures are links: nothing is loaded from elsewhere.
pub(super) fn facts(application: &Value) -> Markup {
    let (vendor, app) = (&application["vendor"], &application["app"]);
    html! {
        dl.facts {
            div { dt { "State" } dd { (state(text(application, "state"))) } }
            div { dt { "Came (UTC)" } dd { (time(text(application, "made"))) } }
            @if !application["decided"].is_null() { div { dt { "Decided (UTC)" } dd { (time(text(application, "decided"))) } } }
        }
        h2 { "Who" }
        dl.facts {
            div { dt { "Company" } dd { (text(vendor, "name")) } }
            div { dt { "Website" } dd { (link(&vendor["website"])) } }
            div { dt { "Contact e-mail" } dd { (text(vendor, "contactEmail")) } }
        }
        @if let Some(id) = application["server"].as_str() {
            h2 { "What for" }
            dl.facts { div { dt { "A key of server" } dd { (code(id)) } } }
        } @else {
            h2 { "What for" }
            dl.facts {
                div { dt { "Product" } dd { (text(app, "name")) } }
                div { dt { "Price" } dd { (prices(app)) } }
                div { dt { "Icon" } dd { (link(&app["icon"])) } }
                div { dt { "Image" } dd { (link(&app["image"])) } }
            }
            h3 { "Short description" }
            p { (text(app, "shortDescription")) }
            h3 { "Long description" }
            pre { (text(app, "longDescription")) }
        }
    }
}

fn prices(app: &Value) -> Markup {
    let prices = app["prices"].as_array().map(Vec::as_slice).unwrap_or_default();
    html! {
        @if app["free"] == true { "free" } @else {
            @for (index, price) in prices.iter().enumerate() {
                @if index > 0 { ", " }
                (money(price["amount"].as_i64().unwrap_or_default().into(), text(price, "currency"))) " a " (text(price, "plan")) " and month"
            }
        }
    }
}

fn link(url: &Value) -> Markup {
    html! {
        @match url.as_str() {
            Some(url) => { a href=(url) rel="noreferrer noopener external nofollow" { (url) } }
            None => { "–" }
        }
    }
}

/// What came of it, with a text for whoever has applied.
fn told(application: &Value) -> Markup {
    html! {
        h2 { "What came of it" }
        @if text(application, "state") == "rejected" {
            p { "It was refused: " (text(application, "reason")) }
            (rejected_text(application))
        } @else if let Some(product) = application["product"].as_str() {
            p { "Product " a href=(format!("/console/products/{}", escaped(product))) { (code(product)) } }
            (approved_text(application, product))
        } @else {
            p { "Server " a href=(format!("/console/servers/{}", escaped(text(application, "server")))) { (code(text(application, "server"))) }
                ". Its key was shown when it was made. If nobody has it, prepare another one on the server's page." }
        }
    }
}

async fn ask(visit: Visit, Path(number): Path<String>) -> Result<Response, Refused> {
    asked(&visit, &number, None).await
}

async fn asked(
    visit: &Visit,
    number: &str,
    refused: Option<&Refused>,
) -> Result<Response, Refused> {
    visit.needs(Scope::Admin)?;
    let reply = visit.get(&at(number)).await?;
    let follows = html! {
        p { "What " b { (text(&reply.json["vendor"], "name")) } " has written here is removed from the database, for good:" }
        ul {
            li { "the audit log still says that there was an application, and what was decided;" }
            li { "the product or server that came of it stays, and so does what is said there of its vendor;" }
            li { "backups that were made before still have it." }
        }
    };
    let (title, action, back) =
        ("Forget the application?", "Forget it", path_of(&reply.json["number"]));
    let (follows, back, tag) = (&follows, back.as_str(), reply.tag.as_str());
    Ok(question(visit, &Question { title, follows, action, back, tag, refused }))
}

async fn forget(
    Path(number): Path<String>,
    Posted { visit, fields }: Posted,
) -> Result<Response, Refused> {
    match visit.change(Method::DELETE, &at(&number), None, &fields).await {
        Ok(_) => Ok(done("/console/applications?state=all", "removed")),
        Err(refused) => asked(&visit, &number, Some(&refused)).await,
    }
}
