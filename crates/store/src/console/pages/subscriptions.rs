//! `/console/subscriptions`: what companies have of products.

use crate::{
    console::{
        asking::{Refused, escaped},
        forms::{Form, Kind, problem},
        layout,
        parts::{
            self, ON_A_PAGE, after, also, items, maybe_refused, next, paging, state, text, time,
        },
        state::Console,
        visit::Visit,
    },
    model::Scope,
};
use axum::{
    Router,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use http::StatusCode;
use maud::{Markup, html};
use serde_json::Value;

pub(super) fn router() -> Router<Console> {
    Router::new()
        .route("/console/subscriptions", get(list))
        .route("/console/subscriptions/find", get(go))
}

async fn list(visit: Visit) -> Result<Response, Refused> {
    let (company, product) = (also(&visit, "company"), also(&visit, "product"));
    let path = format!("/subscriptions?limit={ON_A_PAGE}{company}{product}{}", after(&visit));
    match visit.get(&path).await {
        Ok(reply) => Ok(list_page(&visit, &Ok(reply.json))),
        Err(refused) if refused.status == StatusCode::BAD_REQUEST => {
            Ok(list_page(&visit, &Err(refused)))
        }
        Err(refused) => Err(refused),
    }
}

fn list_page(visit: &Visit, page: &Result<Value, Refused>) -> Response {
    let refused = page.as_ref().err();
    let form = Form { refused, ..Form::new(visit, &visit.query, "") };
    let content = html! {
        @if let Some(refused) = refused { (problem(refused)) }
        form novalidate action="/console/subscriptions" {
            div.row {
                (form.text(Kind::Text, "company", "Of the company with this id", ""))
                (form.text(Kind::Text, "product", "To the product with this code", ""))
                button { "Show" }
                @if visit.may(Scope::Catalogue) { button.plain formaction="/console/subscriptions/find" { "Buy, try or change it" } }
            }
        }
        @if let Ok(page) = page { (table(visit, page, true)) (paging(visit, "after", next(page))) }
    };
    maybe_refused(refused, layout::page(visit, "Subscriptions", &content))
}

/// A table of subscriptions, by their names.
pub(super) fn table(visit: &Visit, page: &Value, with_company: bool) -> Markup {
    let catalogue = visit.console.store.catalogue();
    let company =
        |id: &str| catalogue.company(id).map(|company| company.name.clone()).unwrap_or_default();
    let product = |code: &str| {
        catalogue.product(code).map(|product| product.name.clone()).unwrap_or_default()
    };
    html! {
        @if items(page).next().is_none() { p { "There is none." } } @else {
            (parts::table("Subscriptions", &html! {
                thead { tr { th { "Product" } @if with_company { th { "Company" } } th { "Status" } th { "Plan" } th { "Until" } } }
                tbody {
                    @for one in items(page) {
                        @let (id, pc) = (text(one, "company"), text(one, "product"));
                        tr {
                            td { a href=(path(id, pc)) { (product(pc)) @if with_company { " for " (company(id)) } } }
                            @if with_company { td { a href=(format!("/console/companies/{}", escaped(id))) { (company(id)) } } }
                            td { (status(one)) }
                            td { (plan(one)) }
                            td { (time(until(one))) }
                        }
                    }
                }
            }))
        }
    }
}

pub(super) fn path(company: &str, product: &str) -> String {
    format!("/console/subscriptions/{}/{}", escaped(company), escaped(product))
}

pub(super) fn status(one: &Value) -> Markup {
    html! { (state(text(one, "status"))) @if one["suspended"] == true { ", " (state("suspended")) } }
}

pub(super) fn plan(one: &Value) -> &str {
    match text(one, "plan") {
        "" => "–",
        plan => plan,
    }
}

/// The end of what was paid, or of a trial that decides.
pub(super) fn until(one: &Value) -> &str {
    match text(one, "status") {
        "Cancelled" => text(one, "paidUntil"),
        "On Trial" | "Trial Expired" => text(one, "trialEnds"),
        _ => "",
    }
}

/// The way to what a company has of a product, where one of them is known.
pub(super) fn find(company: Option<&str>, product: Option<&str>) -> Markup {
    let given = [("company", company), ("product", product)];
    html! {
        form action="/console/subscriptions/find" {
            @for (name, value) in given {
                @if let Some(value) = value { input type="hidden" name=(name) value=(value); }
            }
            div.row {
                @for (name, label) in [("company", "Id of a company"), ("product", "Code of a product to buy or to try")] {
                    @if given.iter().any(|(given, value)| *given == name && value.is_none()) {
                        div.field { label for=(format!("find-{name}")) { (label) } input id=(format!("find-{name}")) name=(name) required autocomplete="off"; }
                    }
                }
                button { "Go on" }
            }
        }
    }
}

async fn go(visit: Visit) -> Result<Response, Refused> {
    for (name, kind, expected) in [
        ("company", "companies", "expected the id of a company"),
        ("product", "products", "expected the code of a product"),
    ] {
        let found = match visit.query.get(name) {
            "" => Err(visit.refuse(StatusCode::BAD_REQUEST, expected.to_owned(), None)),
            id => visit.get(&format!("/{kind}/{}", escaped(id))).await,
        };
        if let Err(mut refused) = found {
            refused.field = Some(name.to_owned());
            return Ok(list_page(&visit, &Err(refused)));
        }
    }
    let (company, product) = (visit.query.get("company"), visit.query.get("product"));
    Ok(Redirect::to(&path(company, product)).into_response())
}
