//! `/console/applications/{number}/approve` and `/reject`.

use super::{
    application_text::{approved_text, key_text, rejected_text},
    applications::{at, facts, path_of},
    product_form::{PLANS, named, prices, trial},
};
use crate::{
    console::{
        asking::{Refused, escaped},
        forms::{Form, Kind},
        layout,
        parts::{code, refused_page, text},
        posted::Posted,
        state::Console,
        visit::Visit,
    },
    model::Scope,
    page::Fields,
};
use axum::{
    Router,
    extract::Path,
    response::{IntoResponse, Response},
    routing::get,
};
use http::Method;
use maud::{Markup, html};
use serde_json::{Value, json};

pub(super) fn router() -> Router<Console> {
    Router::new()
        .route("/console/applications/{number}/approve", get(ask_approve).post(approve))
        .route("/console/applications/{number}/reject", get(ask_reject).post(reject))
}

/// What was applied for, as it stands in the form.
fn fields_of(application: &Value) -> Fields {
    let app = &application["app"];
    let mut fields = Fields::of(app, &["free"]).with("trialDays", "0");
    let mut currency = "USD";
    for price in app["prices"].as_array().into_iter().flatten() {
        let name = format!("price.{}", text(price, "plan"));
        fields = fields.with(&name, price["amount"].to_string());
        currency = text(price, "currency");
    }
    fields.with("currency", currency)
}

async fn ask_approve(visit: Visit, Path(number): Path<String>) -> Result<Response, Refused> {
    visit.needs(Scope::Catalogue)?;
    let reply = visit.get(&at(&number)).await?;
    let fields = fields_of(&reply.json);
    Ok(approve_page(&Form::new(&visit, &fields, &reply.tag), &reply.json))
}

fn approve_page(form: &Form<'_>, application: &Value) -> Response {
    let path = path_of(&application["number"]);
    let content = html! {
        form method="post" novalidate {
            (form.begin())
            @match application["server"].as_str() {
                Some(id) => { (server(form.visit, id)) }
                None => { (product(form)) }
            }
            div.actions { button { "Approve it" } a href=(path) { "Leave it as it is" } }
        }
        (facts(application))
    };
    layout::page(form.visit, &format!("Approve application {}?", application["number"]), &content)
}

fn server(visit: &Visit, id: &str) -> Markup {
    html! {
        p { "Server " (code(id)) " is added, with a key that signs from now on. The key is shown once, on the next page." }
        @if !visit.may(Scope::Keys) { p.wrong { "This takes a token with scope keys too." } }
    }
}

fn product(form: &Form<'_>) -> Markup {
    html! {
        p { "It is sold from now on, under a code that is shown on the next page, and at this price:" }
        (prices(form))
        (trial(form))
    }
}

/// What is asked for, and which field each of its prices is of.
fn given(fields: &Fields) -> (Value, Vec<String>) {
    let names = PLANS.map(|plan| (plan, format!("price.{plan}")));
    let some = names.into_iter().filter(|(_, name)| !fields.get(name).is_empty());
    let price = |(plan, name): (&str, String)| {
        let amount = fields.number(&name);
        (json!({"plan": plan, "amount": amount, "currency": fields.get("currency")}), name)
    };
    let (prices, members): (Vec<_>, Vec<_>) = some.map(price).unzip();
    let mut body = json!({"free": fields.has("free", "true"), "prices": prices});
    if !fields.get("trialDays").is_empty() {
        body["trialDays"] = fields.number("trialDays");
    }
    (body, members)
}

async fn approve(
    Path(number): Path<String>,
    Posted { visit, fields }: Posted,
) -> Result<Response, Refused> {
    visit.needs(Scope::Catalogue)?;
    let before = visit.get(&at(&number)).await?;
    let is_server = !before.json["server"].is_null();
    let (body, members) = given(&fields);
    let body = (!is_server).then_some(&body);
    let path = format!("{}/approve", at(&number));
    match visit.change(Method::POST, &path, body, &fields).await {
        // Nothing may fail from here on: a key is shown this once.
        Ok(reply) => Ok(approved(&visit, &before.json, &reply.json)),
        Err(refused) => {
            let refused = named(refused, &members);
            let is = visit.get(&at(&number)).await?;
            let form = Form { tag: &is.tag, ..Form::again(&visit, &fields, &refused) };
            Ok(refused_page(&refused, approve_page(&form, &is.json)))
        }
    }
}

fn approved(visit: &Visit, application: &Value, reply: &Value) -> Response {
    let content = match (reply["product"].as_str(), reply["key"].as_str()) {
        (Some(product), _) => html! {
            p { "It is sold now. This is its product code:" }
            p.secret #code { (product) }
            (approved_text(application, product))
            p { a href=(format!("/console/products/{}", escaped(product))) { "The product" } }
        },
        (None, Some(key)) => html! {
            p { "This is the key of server " (code(text(reply, "server"))) ". "
                b { "It is shown here and now, and never again:" } }
            p.secret #key { (key) }
            (key_text(application, key))
            p { a href=(format!("/console/servers/{}", escaped(text(reply, "server")))) { "The server" } }
        },
        (None, None) => html! {
            p { "The key of server " (code(text(reply, "server"))) " was shown when it was made, and is not shown again. If nobody has it, prepare another one." }
            p { a href=(format!("/console/servers/{}", escaped(text(reply, "server")))) { "The server" } }
        },
    };
    let title = format!("Application {} is approved", application["number"]);
    layout::page(visit, &title, &next_one(&content))
}

fn next_one(content: &Markup) -> Markup {
    html! { (content) p { a href="/console/applications" { "Who else waits" } } }
}

async fn ask_reject(visit: Visit, Path(number): Path<String>) -> Result<Response, Refused> {
    visit.needs(Scope::Catalogue)?;
    let reply = visit.get(&at(&number)).await?;
    let none = Fields::default();
    Ok(reject_page(&Form::new(&visit, &none, &reply.tag), &reply.json))
}

fn reject_page(form: &Form<'_>, application: &Value) -> Response {
    let path = path_of(&application["number"]);
    let content = html! {
        p { "Nothing is sold or signed for it. The audit log keeps why." }
        form method="post" novalidate {
            (form.begin())
            (form.text(Kind::Required, "reason", "Why", "Up to 500 characters on one line: it is part of the text for whoever has applied."))
            div.actions { button.danger { "Reject it" } a href=(path) { "Leave it as it is" } }
        }
        (facts(application))
    };
    layout::page(form.visit, &format!("Reject application {}?", application["number"]), &content)
}

async fn reject(
    Path(number): Path<String>,
    Posted { visit, fields }: Posted,
) -> Result<Response, Refused> {
    let path = format!("{}/reject", at(&number));
    let body = json!({"reason": fields.get("reason")});
    match visit.change(Method::POST, &path, Some(&body), &fields).await {
        Ok(_) => {
            let application = visit.get(&at(&number)).await?.json;
            let title = format!("Application {} is rejected", application["number"]);
            let content = rejected_text(&application);
            Ok(layout::page(&visit, &title, &next_one(&content)).into_response())
        }
        Err(refused) => {
            visit.needs(Scope::Catalogue)?;
            let is = visit.get(&at(&number)).await?;
            let form = Form { tag: &is.tag, ..Form::again(&visit, &fields, &refused) };
            Ok(refused_page(&refused, reject_page(&form, &is.json)))
        }
    }
}
