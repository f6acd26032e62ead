//! What ends what a company may do: it is suspended or removed.

use super::companies::path;
use crate::{
    console::{
        asking::{Refused, escaped},
        parts::{Question, done, question, text},
        posted::Posted,
        state::Console,
        visit::Visit,
    },
    model::Scope,
};
use axum::{Router, extract::Path, response::Response, routing::get};
use http::{Method, StatusCode};
use maud::html;
use serde_json::{Value, json};

pub(super) fn router() -> Router<Console> {
    Router::new()
        .route("/console/companies/{id}/suspend", get(ask_suspend).post(suspend))
        .route("/console/companies/{id}/remove", get(ask_remove).post(remove))
}

async fn ask_suspend(visit: Visit, Path(id): Path<String>) -> Result<Response, Refused> {
    suspend_page(&visit, &id, None).await
}

async fn suspend_page(
    visit: &Visit,
    id: &str,
    refused: Option<&Refused>,
) -> Result<Response, Refused> {
    visit.needs(Scope::Catalogue)?;
    let reply = visit.get(&format!("/companies/{}", escaped(id))).await?;
    expect_not_removed(visit, &reply.json)?;
    let follows = html! {
        p { "Of company " b { (text(&reply.json, "name")) } " nothing is authorized, until the suspension is ended:" }
        ul {
            li { "what its Apps have now holds until it expires, within " (visit.lifetime()) ";" }
            li { "what it has bought and used stays, and is billed." }
        }
    };
    let (title, action, back) = ("Suspend the company?", "Suspend it", path(id));
    let (follows, back, tag) = (&follows, back.as_str(), reply.tag.as_str());
    Ok(question(visit, &Question { title, follows, action, back, tag, refused }))
}

async fn suspend(
    Path(id): Path<String>,
    Posted { visit, fields }: Posted,
) -> Result<Response, Refused> {
    let at = format!("/companies/{}", escaped(&id));
    let is = visit.get(&at).await?.json;
    expect_not_removed(&visit, &is)?;
    let body = json!({"name": text(&is, "name"), "standing": "suspended"});
    match visit.change(Method::PUT, &at, Some(&body), &fields).await {
        Ok(_) => Ok(done(&path(&id), "suspended")),
        Err(refused) => suspend_page(&visit, &id, Some(&refused)).await,
    }
}

/// Whatever is set of one that was removed brings it back.
fn expect_not_removed(visit: &Visit, company: &Value) -> Result<(), Refused> {
    if company["removed"] != true {
        return Ok(());
    }
    let detail = "the company was removed, expected one that was not".to_owned();
    Err(visit.refuse(StatusCode::CONFLICT, detail, None))
}

async fn ask_remove(visit: Visit, Path(id): Path<String>) -> Result<Response, Refused> {
    remove_page(&visit, &id, None).await
}

async fn remove_page(
    visit: &Visit,
    id: &str,
    refused: Option<&Refused>,
) -> Result<Response, Refused> {
    visit.needs(Scope::Catalogue)?;
    let reply = visit.get(&format!("/companies/{}", escaped(id))).await?;
    let follows = html! {
        p { "Of company " b { (text(&reply.json, "name")) } " nothing is authorized any more:" }
        ul {
            li { "all of its displays are removed;" }
            li { "what it has used is billed, and what it has bought is kept for when it comes back;" }
            li { "to have it back, save it on its page, and add its displays again." }
        }
    };
    Ok(question(
        visit,
        &Question {
            title: "Remove the company?",
            follows: &follows,
            action: "Remove it with its displays",
            back: &path(id),
            tag: &reply.tag,
            refused,
        },
    ))
}

async fn remove(
    Path(id): Path<String>,
    Posted { visit, fields }: Posted,
) -> Result<Response, Refused> {
    match visit.change(Method::DELETE, &format!("/companies/{}", escaped(&id)), None, &fields).await
    {
        Ok(_) => Ok(done(&path(&id), "removed")),
        Err(refused) => remove_page(&visit, &id, Some(&refused)).await,
    }
}
