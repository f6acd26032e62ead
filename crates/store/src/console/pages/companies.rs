//! `/console/companies`: who buys, found by any part of an id or a name.

use super::subscriptions;
use crate::{
    console::{
        asking::{Refused, escaped},
        forms::{Form, Kind, hidden},
        layout,
        parts::{
            ON_A_PAGE, after, also, code, done, items, next, paging, refused_page, search, state,
            table, text,
        },
        posted::Posted,
        state::Console,
        visit::Visit,
    },
    model::Scope,
    page::Fields,
};
use axum::{Router, extract::Path, response::Response, routing::get};
use http::Method;
use maud::{Markup, html};
use serde_json::{Value, json};

pub(super) fn router() -> Router<Console> {
    Router::new()
        .route("/console/companies", get(list))
        .route("/console/companies/new", get(new).post(add))
        .route("/console/companies/{id}", get(show).post(set))
        .route("/console/companies/{id}/displays", get(show).post(add_display))
}

async fn list(visit: Visit) -> Result<Response, Refused> {
    let (search_for, after) = (also(&visit, "search"), after(&visit));
    let page = visit.get(&format!("/companies?limit={ON_A_PAGE}{search_for}{after}")).await?.json;
    let displays = if search_for.is_empty() || !after.is_empty() {
        Value::Null
    } else {
        visit.get(&format!("/displays?limit=10{search_for}")).await?.json
    };
    let content = html! {
        (search(&visit, "Part of a name or an id, of a company or a display"))
        @if visit.may(Scope::Catalogue) { p { a.button href="/console/companies/new" { "Add a company" } } }
        @if items(&page).next().is_none() {
            p role="status" { @if search_for.is_empty() { "There is no company yet." } @else { "No company has this in its name or id." } }
        } @else {
            (table("Companies", &html! {
                thead { tr { th { "Company" } th { "Id" } th { "Standing" } } }
                tbody {
                    @for company in items(&page) {
                        tr {
                            td { a href=(path(text(company, "id"))) { (text(company, "name")) } }
                            td { (code(text(company, "id"))) }
                            td { (standing(company)) }
                        }
                    }
                }
            }))
        }
        (paging(&visit, "after", next(&page)))
        @if items(&displays).next().is_some() {
            h2 { "Displays" }
            (display_table(&displays, true))
            @if next(&displays).is_some() { p { "There are more: type more of the id." } }
        }
    };
    Ok(layout::page(&visit, "Companies", &content))
}

pub(super) fn path(id: &str) -> String {
    format!("/console/companies/{}", escaped(id))
}

fn standing(company: &Value) -> Markup {
    state(if company["removed"] == true { "removed" } else { text(company, "standing") })
}

fn display_table(displays: &Value, with_company: bool) -> Markup {
    table(
        "Displays",
        &html! {
            thead { tr { th { "Display" } @if with_company { th { "Company" } } } }
            tbody {
                @for display in items(displays) {
                    @let id = text(display, "id");
                    tr {
                        td { a href=(format!("/console/displays/{}", escaped(id))) { (code(id)) } }
                        @if with_company { td { a href=(path(text(display, "company"))) { (code(text(display, "company"))) } } }
                    }
                }
            }
        },
    )
}

async fn new(visit: Visit) -> Result<Response, Refused> {
    visit.needs(Scope::Catalogue)?;
    let none = Fields::default();
    Ok(add_page(&Form::new(&visit, &none, "")))
}

fn add_page(form: &Form<'_>) -> Response {
    let content = html! {
        form method="post" novalidate {
            (form.begin())
            (inputs(form))
            div.actions { button { "Add the company" } a href="/console/companies" { "Cancel" } }
        }
    };
    layout::page(form.visit, "Add a company", &content)
}

fn inputs(form: &Form<'_>) -> Markup {
    form.text(Kind::Required, "name", "Name", "Up to 200 characters.")
}

async fn add(Posted { visit, fields }: Posted) -> Response {
    let body = json!({"name": fields.get("name")});
    match visit.change(Method::POST, "/companies", Some(&body), &fields).await {
        Ok(reply) => done(&path(text(&reply.json, "id")), "added"),
        Err(refused) => refused_page(&refused, add_page(&Form::again(&visit, &fields, &refused))),
    }
}

async fn show(visit: Visit, Path(id): Path<String>) -> Result<Response, Refused> {
    let reply = visit.get(&format!("/companies/{}", escaped(&id))).await?;
    let fields = Fields::of(&reply.json, &["name"]);
    let none = Fields::default();
    let form = Form::new(&visit, &fields, &reply.tag);
    one(&form, &Form::new(&visit, &none, ""), &reply.json).await
}

/// The page of a company: what it is, its displays and what it has bought.
async fn one(form: &Form<'_>, display: &Form<'_>, company: &Value) -> Result<Response, Refused> {
    let (visit, id) = (form.visit, text(company, "id"));
    let displays = format!("/companies/{}/displays?limit={ON_A_PAGE}{}", escaped(id), after(visit));
    let displays = visit.get(&displays).await?.json;
    let bought = format!("/subscriptions?company={}&limit={ON_A_PAGE}", escaped(id));
    let bought = visit.get(&bought).await?.json;
    let may_change = visit.may(Scope::Catalogue);
    let is_there = company["removed"] != true;
    let content = html! {
        dl.facts {
            div { dt { "Company id" } dd { (code(id)) } }
            div { dt { "Standing" } dd { (standing(company)) } }
        }
        h2 { "What it has" }
        (subscriptions::table(visit, &bought, false))
        @if next(&bought).is_some() { p { a href=(format!("/console/subscriptions?company={}", escaped(id))) { "All of it" } } }
        @if may_change && is_there { (subscriptions::find(Some(id), None)) }
        h2 #displays { "Displays" }
        @if items(&displays).next().is_none() { p { "It has no display." } } @else { (display_table(&displays, false)) }
        (paging(visit, "after", next(&displays)))
        @if may_change && is_there {
            form method="post" novalidate action=(format!("{}/displays", path(id))) {
                (display.begin())
                div.row {
                    (display.text(Kind::Text, "id", "Id of a display to add", "Empty: the Store makes one."))
                    button { "Add the display" }
                }
            }
        }
        @if may_change {
            h2 { "Change it" }
            form method="post" novalidate action=(path(id)) {
                (form.begin())
                // What is not typed here stays what it is.
                input type="hidden" name="standing" value=(text(company, "standing"));
                (inputs(form))
                div.actions { button { @if is_there { "Save" } @else { "Save, and have it back" } } }
            }
            @if is_there { (ends(form, company)) }
        }
    };
    Ok(layout::page(visit, text(company, "name"), &content))
}

/// The ways to its end, for a time or for good.
fn ends(form: &Form<'_>, company: &Value) -> Markup {
    let path = path(text(company, "id"));
    html! {
        @if text(company, "standing") == "suspended" {
            form method="post" action=(path) {
                (hidden(form.visit, form.tag))
                input type="hidden" name="name" value=(text(company, "name"));
                input type="hidden" name="standing" value="active";
                div.actions { button { "End the suspension" } }
            }
        } @else {
            p { a.button.danger href=(format!("{path}/suspend")) { "Suspend the company" } }
        }
        p { a.button.danger href=(format!("{path}/remove")) { "Remove the company" } }
    }
}

async fn set(
    Path(id): Path<String>,
    Posted { visit, fields }: Posted,
) -> Result<Response, Refused> {
    let at = format!("/companies/{}", escaped(&id));
    let body = json!({"name": fields.get("name"), "standing": fields.get("standing")});
    match visit.change(Method::PUT, &at, Some(&body), &fields).await {
        Ok(_) => Ok(done(&path(&id), "saved")),
        Err(refused) => {
            let is = visit.get(&at).await?;
            let now = refused.is_changed_meanwhile();
            let now = now.then(|| Fields::of(&is.json, &["name"]));
            let (tag, now) = (is.tag.as_str(), now.as_ref());
            let form = Form { now, tag, ..Form::again(&visit, &fields, &refused) };
            let none = Fields::default();
            let page = one(&form, &Form::new(&visit, &none, ""), &is.json).await?;
            Ok(refused_page(&refused, page))
        }
    }
}

async fn add_display(
    Path(id): Path<String>,
    Posted { visit, fields }: Posted,
) -> Result<Response, Refused> {
    let body = json!({"company": id});
    let made = match fields.get("id") {
        "" => visit.change(Method::POST, "/displays", Some(&body), &fields).await,
        display => visit.make(&format!("/displays/{}", escaped(display)), &body, &fields).await,
    };
    let Err(mut refused) = made else { return Ok(done(&path(&id), "added")) };
    if refused.is_there() {
        refused.detail = String::from("this display is there already: it is moved on its own page");
        refused.field = Some("id".to_owned());
    }
    let is = visit.get(&format!("/companies/{}", escaped(&id))).await?;
    let of_company = Fields::of(&is.json, &["name"]);
    let form = Form::new(&visit, &of_company, &is.tag);
    let page = one(&form, &Form::again(&visit, &fields, &refused), &is.json).await?;
    Ok(refused_page(&refused, page))
}
