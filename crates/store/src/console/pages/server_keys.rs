//! `/console/servers/{id}/keys`: which key the Store signs with, and when an older one is safe to drop.

use crate::{
    console::{
        asking::{Refused, escaped},
        forms::{Form, Kind, hidden},
        layout,
        parts::{
            Question, code, done, items, next, question, refused_page, state, table, text, time,
        },
        posted::Posted,
        state::Console,
        visit::Visit,
    },
    page::Fields,
};
use axum::{
    Router,
    extract::Path,
    response::Response,
    routing::{get, post},
};
use http::Method;
use maud::{Markup, html};
use serde_json::{Value, json};

pub(super) fn router() -> Router<Console> {
    Router::new()
        .route("/console/servers/{id}/keys", post(prepare))
        .route("/console/servers/{id}/keys/{number}/activate", get(ask_activate).post(activate))
        .route("/console/servers/{id}/keys/{number}/discard", get(ask_discard).post(discard))
}

fn server_path(id: &str) -> String {
    format!("/console/servers/{}", escaped(id))
}

fn at(id: &str) -> String {
    format!("/servers/{}/keys", escaped(id))
}

/// Its keys, and a button for one more.
pub(super) async fn list(visit: &Visit, id: &str, may_change: bool) -> Result<Markup, Refused> {
    let keys = all(visit, id).await?;
    let path = format!("{}/keys", server_path(id));
    Ok(html! {
        @if keys.is_empty() { p { "It has no key, and gets no signature: prepare one." } } @else {
            (table("Keys", &html! {
                thead { tr { th.number { "Key" } th { "State" } th { "Do" } th { "Signs from (UTC)" } th { "Safe to drop from (UTC)" } th { "Made (UTC)" } } }
                tbody {
                    @for key in &keys {
                        tr {
                            td.number { (key["number"]) }
                            td { (state(text(key, "state"))) }
                            td {
                                @if may_change && text(key, "state") == "prepared" {
                                    a href=(format!("{path}/{}/activate", key["number"])) { "Make key " (key["number"]) " sign" }
                                    " " a href=(format!("{path}/{}/discard", key["number"])) { "Discard key " (key["number"]) }
                                }
                            }
                            td { (time(text(key, "currentFrom"))) }
                            td { (time(text(key, "safeToDrop"))) }
                            td { (time(text(key, "made"))) }
                        }
                    }
                }
            }))
        }
        @if may_change {
            form method="post" action=(path) {
                (hidden(visit, ""))
                div.actions { button { "Prepare a key" } span.hint { "It is shown once. It signs nothing until it is made to." } }
            }
        }
    })
}

async fn all(visit: &Visit, id: &str) -> Result<Vec<Value>, Refused> {
    let mut keys = Vec::new();
    let mut after = String::new();
    loop {
        let page = visit.get(&format!("{}?limit=1000{after}", at(id))).await?.json;
        keys.extend(items(&page).cloned());
        let Some(next) = next(&page) else { return Ok(keys) };
        after = format!("&after={}", escaped(next));
    }
}

async fn prepare(
    Path(id): Path<String>,
    Posted { visit, fields }: Posted,
) -> Result<Response, Refused> {
    let made = visit.change(Method::POST, &at(&id), None, &fields).await?.json;
    let back = server_path(&id);
    let number = &made["number"];
    let content = html! {
        @match made["key"].as_str() {
            Some(key) => {
                p { "This is key " (number) " of server " (code(&id)) ". "
                    b { "It is shown here and now, and never again:" } " copy it to where the server's owner keeps it safe, as any password." }
                p.secret #key { (key) }
                p { "He installs it beside the old one. Then make it sign: until then nothing changes." }
            }
            None => {
                p { "Key " (number) " was shown when it was made, and is not shown again. If nobody has it, discard it and prepare another one." }
            }
        }
        div.actions {
            a.button href=(format!("{back}/keys/{number}/activate")) { "Make it sign" }
            a href=(back) { "Back to the server" }
        }
    };
    Ok(layout::page(&visit, &format!("Key {number} is prepared"), &content))
}

async fn numbered(
    visit: &Visit,
    id: &str,
    number: &str,
) -> Result<(Value, Option<Value>), Refused> {
    let keys = all(visit, id).await?;
    let current = keys.iter().find(|key| text(key, "state") == "current").cloned();
    let key = keys
        .into_iter()
        .find(|key| number.parse().is_ok_and(|number: u32| key["number"] == number));
    let none = || {
        let detail = format!("server {id} has no such key");
        visit.refuse(http::StatusCode::NOT_FOUND, detail, None)
    };
    Ok((key.ok_or_else(none)?, current))
}

async fn ask_activate(
    visit: Visit,
    Path((id, number)): Path<(String, String)>,
) -> Result<Response, Refused> {
    let none = Fields::default();
    activate_page(&Form::new(&visit, &none, ""), &id, &number).await
}

async fn activate_page(form: &Form<'_>, id: &str, number: &str) -> Result<Response, Refused> {
    let visit = form.visit;
    let (key, current) = numbered(visit, id, number).await?;
    let content = html! {
        p { "From then on, the Store signs with key " (key["number"]) " for server " (code(id)) "." }
        ul {
            @match &current {
                Some(current) => {
                    li { "Key " (current["number"]) " is retired then: what it has signed holds for up to " (visit.lifetime())
                        ", so the server keeps it until the page of the server says that it is safe to drop." }
                    li { "Was key " (current["number"]) " stolen? Leave the field empty, and have the server drop it at once: Apps that it turns away ask again." }
                }
                None => { li { "It is the first key that signs." } }
            }
            li { "The server has to have the key by then. Until then this can be changed, afterwards it cannot." }
        }
        form method="post" novalidate {
            (form.begin())
            (form.text(Kind::Instant, "at", "It signs from (UTC)", "Empty: at once."))
            div.actions { button.danger { "Make it sign" } a href=(server_path(id)) { "Leave it as it is" } }
        }
    };
    Ok(layout::page(visit, &format!("Make key {} sign?", key["number"]), &content))
}

async fn activate(
    Path((id, number)): Path<(String, String)>,
    Posted { visit, fields }: Posted,
) -> Result<Response, Refused> {
    let path = format!("{}/{}/activate", at(&id), escaped(&number));
    let body = match fields.get("at") {
        "" => json!({}),
        _ => json!({"at": fields.instant("at")}),
    };
    match visit.change(Method::POST, &path, Some(&body), &fields).await {
        Ok(_) => Ok(done(&server_path(&id), "activated")),
        Err(refused) => {
            let page = activate_page(&Form::again(&visit, &fields, &refused), &id, &number).await?;
            Ok(refused_page(&refused, page))
        }
    }
}

async fn ask_discard(
    visit: Visit,
    Path((id, number)): Path<(String, String)>,
) -> Result<Response, Refused> {
    discard_page(&visit, &id, &number, None).await
}

async fn discard_page(
    visit: &Visit,
    id: &str,
    number: &str,
    refused: Option<&Refused>,
) -> Result<Response, Refused> {
    let (key, _) = numbered(visit, id, number).await?;
    let follows = html! {
        p { "Key " (key["number"]) " of server " (code(id)) " has signed nothing, and never will. Its number is given to no other." }
    };
    let (title, action, back) = ("Discard the key?", "Discard it", server_path(id));
    let (follows, back, tag) = (&follows, back.as_str(), "");
    Ok(question(visit, &Question { title, follows, action, back, tag, refused }))
}

async fn discard(
    Path((id, number)): Path<(String, String)>,
    Posted { visit, fields }: Posted,
) -> Result<Response, Refused> {
    let path = format!("{}/{}", at(&id), escaped(&number));
    match visit.change(Method::DELETE, &path, None, &fields).await {
        Ok(_) => Ok(done(&server_path(&id), "discarded")),
        Err(refused) => discard_page(&visit, &id, &number, Some(&refused)).await,
    }
}
