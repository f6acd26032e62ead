//! `/console/tokens`: who may do what here.

use crate::{
    console::{
        asking::{Refused, escaped},
        forms::{Form, Kind},
        layout,
        parts::{
            ON_A_PAGE, Question, after, done, items, next, paging, question, refused_page, state,
            table, text, time,
        },
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
use http::{Method, StatusCode};
use maud::{Markup, html};
use serde_json::{Value, json};

pub(super) fn router() -> Router<Console> {
    Router::new()
        .route("/console/tokens", get(list))
        .route("/console/tokens/new", get(new).post(add))
        .route("/console/tokens/{name}", get(show).post(set))
        .route("/console/tokens/{name}/revoke", get(ask).post(revoke))
}

const NAMES: [&str; 2] = ["scopes", "expires"];
const SCOPES: [(&str, &str); 5] = [
    (
        "read",
        "read: see products, companies, displays, subscriptions, servers, applications and the audit log",
    ),
    (
        "catalogue",
        "catalogue: change products, companies, displays, subscriptions and servers, decide applications",
    ),
    ("keys", "keys: see and change which keys sign"),
    ("billing", "billing: see usage and bills, close months, correct them"),
    ("admin", "admin: everything, tokens too"),
];

async fn list(visit: Visit) -> Result<Response, Refused> {
    let page = visit.get(&format!("/tokens?limit={ON_A_PAGE}{}", after(&visit))).await?.json;
    let now = visit.console.store.clock().now().to_string();
    let content = html! {
        p { a.button href="/console/tokens/new" { "Make a token" } }
        (table("Tokens", &html! {
            thead { tr { th { "Name" } th { "For" } th { "Made (UTC)" } th { "Ends (UTC)" } th { "State" } } }
            tbody {
                @for token in items(&page) {
                    tr {
                        td { a href=(path(text(token, "name"))) { (text(token, "name")) } }
                        td { (scopes(token)) }
                        td { (time(text(token, "made"))) }
                        td { (time(text(token, "expires"))) }
                        td { (state(standing(token, &now))) }
                    }
                }
            }
        }))
        (paging(&visit, "after", next(&page)))
    };
    Ok(layout::page(&visit, "Tokens", &content))
}

fn path(name: &str) -> String {
    format!("/console{}", at(name))
}

fn at(name: &str) -> String {
    format!("/tokens/{}", escaped(name))
}

fn scopes(token: &Value) -> String {
    Fields::of(token, &["scopes"]).all("scopes").collect::<Vec<_>>().join(", ")
}

fn standing(token: &Value, now: &str) -> &'static str {
    match token["expires"].as_str() {
        _ if token["revoked"] == true => "revoked",
        // Instants that are written alike are in the order of their texts.
        Some(expires) if expires <= now => "expired",
        _ => "active",
    }
}

fn inputs(form: &Form<'_>) -> Markup {
    let wrong = form.refused.filter(|refused| refused.field.as_deref() == Some("scopes"));
    html! {
        fieldset #field-scopes {
            legend { "What it is for" }
            @if let Some(refused) = wrong { p.wrong { (crate::page::sentence(&refused.detail)) } }
            @for (scope, label) in SCOPES { (form.check("scopes", scope, label)) }
        }
        (form.text(Kind::Instant, "expires", "It ends (UTC)", "Empty: never."))
    }
}

fn body(fields: &Fields) -> Value {
    json!({"scopes": fields.all("scopes").collect::<Vec<_>>(), "expires": fields.instant("expires")})
}

async fn new(visit: Visit) -> Result<Response, Refused> {
    visit.needs(Scope::Admin)?;
    let none = Fields::default();
    Ok(add_page(&Form::new(&visit, &none, "")))
}

fn add_page(form: &Form<'_>) -> Response {
    let content = html! {
        form method="post" novalidate {
            (form.begin())
            (form.text(Kind::Required, "name", "Name", "What it is called in the audit log: 1 to 64 letters, digits, -, . and _"))
            (inputs(form))
            div.actions { button { "Make the token" } a href="/console/tokens" { "Cancel" } }
        }
    };
    layout::page(form.visit, "Make a token", &content)
}

async fn add(Posted { visit, fields }: Posted) -> Response {
    let mut body = body(&fields);
    body["name"] = fields.get("name").into();
    match visit.change(Method::POST, "/tokens", Some(&body), &fields).await {
        Ok(reply) => made(&visit, &reply.json),
        Err(mut refused) => {
            if refused.status == StatusCode::CONFLICT && refused.field.is_none() {
                refused.field = Some("name".to_owned());
            }
            refused_page(&refused, add_page(&Form::again(&visit, &fields, &refused)))
        }
    }
}

fn made(visit: &Visit, token: &Value) -> Response {
    let content = html! {
        @match token["token"].as_str() {
            Some(secret) => {
                p { "This is the token. " b { "It is shown here and now, and never again." } }
                p.secret #token { (secret) }
            }
            None => { p { "The token was shown when it was made, and is not shown again. If nobody has it, revoke it and make another one." } }
        }
        p { "It is for: " (scopes(token)) "." }
        p { a href="/console/tokens" { "All tokens" } }
    };
    let title = format!("Token {} is made", text(token, "name"));
    (StatusCode::CREATED, layout::page(visit, &title, &content)).into_response()
}

async fn show(visit: Visit, Path(name): Path<String>) -> Result<Response, Refused> {
    let reply = visit.get(&at(&name)).await?;
    let fields = Fields::of(&reply.json, &NAMES);
    Ok(one(&Form::new(&visit, &fields, &reply.tag), &reply.json))
}

fn one(form: &Form<'_>, token: &Value) -> Response {
    let name = text(token, "name");
    let now = form.visit.console.store.clock().now().to_string();
    let content = html! {
        dl.facts {
            div { dt { "State" } dd { (state(standing(token, &now))) } }
            div { dt { "Made (UTC)" } dd { (time(text(token, "made"))) } }
        }
        @if token["revoked"] == true { p { "It was revoked, and is taken no more. It is for: " (scopes(token)) "." } } @else {
            form method="post" novalidate {
                (form.begin())
                (inputs(form))
                div.actions { button { "Save" } }
            }
            p { a.button.danger href=(format!("{}/revoke", path(name))) { "Revoke the token" } }
        }
    };
    layout::page(form.visit, &format!("Token {name}"), &content)
}

async fn set(
    Path(name): Path<String>,
    Posted { visit, fields }: Posted,
) -> Result<Response, Refused> {
    match visit.change(Method::PUT, &at(&name), Some(&body(&fields)), &fields).await {
        Ok(_) => Ok(done(&path(&name), "saved")),
        Err(refused) => {
            let is = visit.get(&at(&name)).await?;
            let now = refused.is_changed_meanwhile().then(|| Fields::of(&is.json, &NAMES));
            let (tag, now) = (is.tag.as_str(), now.as_ref());
            let form = Form { now, tag, ..Form::again(&visit, &fields, &refused) };
            Ok(refused_page(&refused, one(&form, &is.json)))
        }
    }
}

async fn ask(visit: Visit, Path(name): Path<String>) -> Result<Response, Refused> {
    asked(&visit, &name, None).await
}

async fn asked(visit: &Visit, name: &str, refused: Option<&Refused>) -> Result<Response, Refused> {
    visit.needs(Scope::Admin)?;
    let reply = visit.get(&at(name)).await?;
    let follows = html! {
        p { "Token " b { (text(&reply.json, "name")) } " is taken no more, from now on and for good:" }
        ul {
            li { "programs that have it are refused;" }
            li { "whoever is signed in here with it is signed out" @if *visit.caller.name == *name { ": you are, too" } "." }
        }
    };
    let (title, action, back) = ("Revoke the token?", "Revoke it", path(name));
    let (follows, back, tag) = (&follows, back.as_str(), reply.tag.as_str());
    Ok(question(visit, &Question { title, follows, action, back, tag, refused }))
}

async fn revoke(
    Path(name): Path<String>,
    Posted { visit, fields }: Posted,
) -> Result<Response, Refused> {
    match visit.change(Method::DELETE, &at(&name), None, &fields).await {
        Ok(_) => Ok(done("/console/tokens", "revoked")),
        Err(refused) => asked(&visit, &name, Some(&refused)).await,
    }
}
