//! `/console/why`: what the Store would answer now, and why.

use crate::{
    console::{
        asking::{Refused, escaped},
        forms::{Form, Kind},
        layout,
        parts::{code, text, time},
        state::Console,
        visit::Visit,
    },
    page::sentence,
};
use axum::{Router, response::Response, routing::get};
use maud::{Markup, html};
use serde_json::Value;

pub(super) fn router() -> Router<Console> {
    Router::new().route("/console/why", get(show))
}

const PARAMETERS: [&str; 4] = ["id", "cid", "pc", "srv"];

async fn show(visit: Visit) -> Result<Response, Refused> {
    let given = PARAMETERS.map(|name| (name, visit.query.get(name)));
    let query = given.iter().filter(|(_, value)| !value.is_empty());
    let query = query.map(|(name, value)| format!("{name}={}", escaped(value)));
    let query = query.collect::<Vec<_>>().join("&");
    let answer = match query.as_str() {
        "" => None,
        query => Some(visit.get(&format!("/why?{query}")).await?.json),
    };
    let form = Form::new(&visit, &visit.query, "");
    let content = html! {
        p { "What the Store would answer an App now, and each step of why. Nothing is recorded, and no trial is started." }
        form novalidate {
            (form.text(Kind::Text, "id", "Display id", "The one that the App sends."))
            (form.text(Kind::Text, "cid", "or company id", ""))
            (form.text(Kind::Text, "pc", "Product code", ""))
            (form.text(Kind::Text, "srv", "Server ids", "If signatures are missing: separated by commas."))
            div.actions { button { "Ask" } }
        }
        @if let Some(answer) = &answer { (verdict(&visit, answer)) }
        (troubles())
    };
    Ok(layout::page(&visit, "Why?", &content))
}

fn verdict(visit: &Visit, why: &Value) -> Markup {
    let steps = why["steps"].as_array().map(Vec::as_slice).unwrap_or_default();
    html! {
        section aria-labelledby="answer" role="status" {
            h2 #answer { "The answer" }
            @if why["authorized"] == true {
                p.verdict { "Authorized until " (time(text(why, "expiry"))) " UTC" }
                @if why["startsTrial"] == true { p { "The call would start a trial." } }
            } @else {
                p.verdict { "Denied: " (text(why, "message")) }
            }
            @if let Some(remedy) = why["remedy"].as_str() { p.remedy { b { "What to do: " } (sentence(remedy)) } }
            @if !steps.is_empty() {
                h3 { "Step by step" }
                ol { @for step in steps { li { b { (text(step, "what")) } ": " (text(step, "found")) } } }
            }
            @if let Some(status) = why["status"].as_str() { p { "Status: " b { (status) } } }
            (ways(visit))
        }
    }
}

/// Where it can be mended.
fn ways(visit: &Visit) -> Markup {
    let (id, cid, pc) = (visit.query.get("id"), visit.query.get("cid"), visit.query.get("pc"));
    let (company, has_display, has_product) = {
        let catalogue = visit.console.store.catalogue();
        let of_display = catalogue.display(id).and_then(|display| display.company);
        let company = of_display.and_then(|number| catalogue.company_numbered(number));
        let company =
            company.or_else(|| catalogue.company(cid)).map(|company| company.id.to_string());
        (company, of_display.is_some(), catalogue.product(pc).is_some())
    };
    html! {
        ul {
            @if has_display { li { a href=(format!("/console/displays/{}", escaped(id))) { "The display" } } }
            @if let Some(company) = &company {
                li { a href=(format!("/console/companies/{}", escaped(company))) { "The company" } }
                @if has_product { li { a href=(format!("/console/subscriptions/{}/{}", escaped(company), escaped(pc))) { "What the company has of the product" } } }
            }
            @if has_product { li { a href=(format!("/console/products/{}", escaped(pc))) { "The product" } } }
            @if !has_display && !id.is_empty() { li { a href=(format!("/console/companies?search={}", escaped(id))) { "Search for displays like " (code(id)) } } }
        }
    }
}

/// What goes wrong most often.
fn troubles() -> Markup {
    html! {
        h2 { "Has a data server denied it?" }
        p { "What the Store has signed, a data server verifies by itself. "
            a href="/console/explain" { "The page that explains requests" }
            " finds out from a URL or a line of a log which mistake was made. Nothing that is pasted there leaves the browser." }
        h2 { "Two common troubles" }
        dl {
            dt { b { "The Display Id or Company Id cannot be found" } }
            dd { p { "The App has retrieved the id wrongly: have it show the one that it sends, by " code { "alert()" }
                " in JavaScript, and ask with that above. If it is right, add it to its company here." } }
            dt { b { "The App is not authorized although it has been purchased" } }
            dd { p { "The presentation and the display have to be of the company that has purchased it: ask with the display's id "
                "above, and compare the company in the steps. Move the display, or buy the product for that company." } }
        }
    }
}
