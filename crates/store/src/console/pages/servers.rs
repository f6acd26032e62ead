//! `/console/servers`: the data servers that the Store signs for.

use super::server_keys;
use crate::{
    console::{
        asking::{Refused, escaped},
        forms::{Form, Kind},
        layout,
        parts::{
            ON_A_PAGE, Question, after, also, code, done, items, next, paging, question,
            refused_page, search, state, table, text,
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
        .route("/console/servers", get(list))
        .route("/console/servers/new", get(new).post(add))
        .route("/console/servers/{id}", get(show).post(set))
        .route("/console/servers/{id}/remove", get(ask).post(remove))
}

const NAMES: [&str; 3] = ["vendor.name", "vendor.website", "vendor.contactEmail"];

async fn list(visit: Visit) -> Result<Response, Refused> {
    let (search_for, after) = (also(&visit, "search"), after(&visit));
    let page = visit.get(&format!("/servers?limit={ON_A_PAGE}{search_for}{after}")).await?.json;
    let content = html! {
        (search(&visit, "Part of an id or of a vendor's name"))
        @if visit.may(Scope::Catalogue) { p { a.button href="/console/servers/new" { "Add a server" } } }
        @if items(&page).next().is_none() {
            p role="status" { @if search_for.is_empty() { "The Store signs for no server yet." } @else { "No server has this in its id or its vendor's name." } }
        } @else {
            (table("Servers", &html! {
                thead { tr { th { "Server" } th { "Vendor" } th { "State" } } }
                tbody {
                    @for server in items(&page) {
                        tr {
                            td { a href=(path(text(server, "id"))) { (code(text(server, "id"))) } }
                            td { (text(&server["vendor"], "name")) }
                            td { (state(if server["removed"] == true { "removed" } else { "active" })) }
                        }
                    }
                }
            }))
        }
        (paging(&visit, "after", next(&page)))
    };
    Ok(layout::page(&visit, "Servers", &content))
}

fn path(id: &str) -> String {
    format!("/console{}", at(id))
}

fn at(id: &str) -> String {
    format!("/servers/{}", escaped(id))
}

fn inputs(form: &Form<'_>) -> Markup {
    html! {
        (form.text(Kind::Text, "vendor.name", "Vendor", "Whoever runs it."))
        (form.text(Kind::Url, "vendor.website", "Website", ""))
        (form.text(Kind::Email, "vendor.contactEmail", "Contact e-mail", ""))
    }
}

fn body(fields: &Fields) -> Value {
    let vendor = NAMES.map(|name| (name, fields.optional(name)));
    if vendor.iter().all(|(_, value)| value.is_null()) {
        return json!({});
    }
    json!({"vendor": {
        "name": fields.get("vendor.name"),
        "website": fields.optional("vendor.website"),
        "contactEmail": fields.optional("vendor.contactEmail"),
    }})
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
            (form.text(Kind::Required, "id", "Server id", "1 to 50 letters and digits, which Apps name: capital letters count."))
            (inputs(form))
            div.actions { button { "Add the server" } a href="/console/servers" { "Cancel" } }
        }
    };
    layout::page(form.visit, "Add a server", &content)
}

async fn add(Posted { visit, fields }: Posted) -> Response {
    let id = fields.get("id");
    // Without one, the path would be another.
    let made = match id {
        "" => {
            let expected = "expected 1 to 50 letters and digits".to_owned();
            Err(visit.refuse(http::StatusCode::BAD_REQUEST, expected, Some("id".to_owned())))
        }
        id => visit.make(&at(id), &body(&fields), &fields).await,
    };
    match made {
        Ok(_) => done(&path(id), "added"),
        Err(mut refused) => {
            if refused.is_there() {
                refused.detail = String::from("this server is there already");
                refused.field = Some("id".to_owned());
            }
            refused_page(&refused, add_page(&Form::again(&visit, &fields, &refused)))
        }
    }
}

async fn show(visit: Visit, Path(id): Path<String>) -> Result<Response, Refused> {
    let reply = visit.get(&at(&id)).await?;
    let fields = Fields::of(&reply.json, &NAMES);
    one(&Form::new(&visit, &fields, &reply.tag), &reply.json).await
}

async fn one(form: &Form<'_>, server: &Value) -> Result<Response, Refused> {
    let (visit, id) = (form.visit, text(server, "id"));
    let is_there = server["removed"] != true;
    let keys = if visit.may(Scope::Keys) {
        server_keys::list(visit, id, is_there).await?
    } else {
        html! { p { "Its keys are for tokens with scope " (code("keys")) "." } }
    };
    let content = html! {
        dl.facts {
            div { dt { "Server id" } dd { (code(id)) } }
            div { dt { "State" } dd { (state(if is_there { "active" } else { "removed" })) } }
        }
        h2 #keys { "Keys" }
        (keys)
        @if visit.may(Scope::Catalogue) {
            h2 { "Change it" }
            form method="post" novalidate {
                (form.begin())
                (inputs(form))
                div.actions { button { @if is_there { "Save" } @else { "Save, and have it back" } } }
            }
            @if is_there { p { a.button.danger href=(format!("{}/remove", path(id))) { "Remove the server" } } }
        }
    };
    Ok(layout::page(visit, &format!("Server {id}"), &content))
}

async fn set(
    Path(id): Path<String>,
    Posted { visit, fields }: Posted,
) -> Result<Response, Refused> {
    match visit.change(Method::PUT, &at(&id), Some(&body(&fields)), &fields).await {
        Ok(_) => Ok(done(&path(&id), "saved")),
        Err(refused) => {
            let is = visit.get(&at(&id)).await?;
            let now = refused.is_changed_meanwhile().then(|| Fields::of(&is.json, &NAMES));
            let (tag, now) = (is.tag.as_str(), now.as_ref());
            let form = Form { now, tag, ..Form::again(&visit, &fields, &refused) };
            Ok(refused_page(&refused, one(&form, &is.json).await?))
        }
    }
}

async fn ask(visit: Visit, Path(id): Path<String>) -> Result<Response, Refused> {
    asked(&visit, &id, None).await
}

async fn asked(visit: &Visit, id: &str, refused: Option<&Refused>) -> Result<Response, Refused> {
    visit.needs(Scope::Catalogue)?;
    let reply = visit.get(&at(id)).await?;
    let follows = html! {
        p { "Nothing is signed for server " (code(id)) " any more:" }
        ul {
            li { "its Apps are turned away by it once what they have now expires, within " (visit.lifetime()) ";" }
            li { "its keys are kept, for when it is saved again." }
        }
    };
    let (title, action, back) = ("Remove the server?", "Remove it", path(id));
    let (follows, back, tag) = (&follows, back.as_str(), reply.tag.as_str());
    Ok(question(visit, &Question { title, follows, action, back, tag, refused }))
}

async fn remove(
    Path(id): Path<String>,
    Posted { visit, fields }: Posted,
) -> Result<Response, Refused> {
    match visit.change(Method::DELETE, &at(&id), None, &fields).await {
        Ok(_) => Ok(done(&path(&id), "removed")),
        Err(refused) => asked(&visit, &id, Some(&refused)).await,
    }
}
