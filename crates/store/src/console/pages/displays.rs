//! `/console/displays/{id}`: which company a display is of.

use crate::{
    console::{
        asking::{Refused, escaped},
        forms::{Form, Kind},
        layout,
        parts::{Question, code, done, question, refused_page, text},
        posted::Posted,
        state::Console,
        visit::Visit,
    },
    model::Scope,
    page::Fields,
};
use axum::{Router, extract::Path, response::Response, routing::get};
use http::Method;
use maud::html;
use serde_json::{Value, json};

pub(super) fn router() -> Router<Console> {
    Router::new()
        .route("/console/displays/{id}", get(show).post(move_))
        .route("/console/displays/{id}/remove", get(ask).post(remove))
}

fn at(id: &str) -> String {
    format!("/displays/{}", escaped(id))
}

async fn show(visit: Visit, Path(id): Path<String>) -> Result<Response, Refused> {
    let reply = visit.get(&at(&id)).await?;
    let none = Fields::default();
    Ok(one(&Form::new(&visit, &none, &reply.tag), &reply.json))
}

fn one(form: &Form<'_>, display: &Value) -> Response {
    let (id, company) = (text(display, "id"), text(display, "company"));
    let name = {
        let catalogue = form.visit.console.store.catalogue();
        catalogue.company(company).map(|company| company.name.clone()).unwrap_or_default()
    };
    let content = html! {
        dl.facts {
            div { dt { "Display id" } dd { (code(id)) } }
            div { dt { "Company" } dd { a href=(format!("/console/companies/{}", escaped(company))) { (name) } } }
        }
        p { a href=(format!("/console/why?id={}", escaped(id))) { "What would the Store answer it, and why?" } }
        @if form.visit.may(Scope::Catalogue) {
            h2 { "Move it" }
            form method="post" novalidate {
                (form.begin())
                (form.text(Kind::Required, "company", "Id of its new company",
                    "From now on it is authorized for what that company has. What it has used so far is billed to the old one."))
                div.actions { button { "Move the display" } }
            }
            p { a.button.danger href=(format!("/console{}/remove", at(id))) { "Remove the display" } }
        }
    };
    layout::page(form.visit, &format!("Display {id}"), &content)
}

async fn move_(
    Path(id): Path<String>,
    Posted { visit, fields }: Posted,
) -> Result<Response, Refused> {
    let body = json!({"company": fields.get("company")});
    match visit.change(Method::PUT, &at(&id), Some(&body), &fields).await {
        Ok(_) => Ok(done(&format!("/console{}", at(&id)), "moved")),
        Err(refused) => {
            let is = visit.get(&at(&id)).await?;
            let form = Form { tag: &is.tag, ..Form::again(&visit, &fields, &refused) };
            Ok(refused_page(&refused, one(&form, &is.json)))
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
        p { "Display " (code(id)) " belongs to nobody any more: Apps on it are denied, once their last authorization expires. "
            "What it has used is billed." }
    };
    let back = format!("/console{}", at(id));
    let (title, action) = ("Remove the display?", "Remove it");
    let (follows, back, tag) = (&follows, back.as_str(), reply.tag.as_str());
    Ok(question(visit, &Question { title, follows, action, back, tag, refused }))
}

async fn remove(
    Path(id): Path<String>,
    Posted { visit, fields }: Posted,
) -> Result<Response, Refused> {
    let is = visit.get(&at(&id)).await?.json;
    match visit.change(Method::DELETE, &at(&id), None, &fields).await {
        Ok(_) => {
            let company = escaped(text(&is, "company"));
            Ok(done(&format!("/console/companies/{company}"), "removed"))
        }
        Err(refused) => asked(&visit, &id, Some(&refused)).await,
    }
}
