//! `/console/bills/{month}/close` and `prune`: what is done to a month once.

use super::bills::parsed;
use crate::{
    console::{
        asking::Refused,
        parts::{Question, done, question},
        posted::Posted,
        state::Console,
        visit::Visit,
    },
    model::Scope,
};
use axum::{Router, extract::Path, response::Response, routing::get};
use http::Method;
use maud::html;

pub(super) fn router() -> Router<Console> {
    Router::new()
        .route("/console/bills/{month}/close", get(ask_close).post(close))
        .route("/console/bills/{month}/prune", get(ask_prune).post(prune))
}

async fn ask_close(visit: Visit, Path(month): Path<String>) -> Result<Response, Refused> {
    close_page(&visit, &month, None)
}

fn close_page(visit: &Visit, month: &str, refused: Option<&Refused>) -> Result<Response, Refused> {
    visit.needs(Scope::Billing)?;
    let month = parsed(visit, month)?;
    let (title, back) = (format!("Close {month}?"), format!("/console/bills/{month}"));
    let follows = html! {
        p { "The bill of " (month) " is frozen as it is, for good:" }
        ul {
            li { "no later price, name or record changes it, and nobody opens it again;" }
            li { "what was wrong in it is corrected by lines in the bill of the month in which that is found." }
        }
    };
    let (title, follows, back) = (title.as_str(), &follows, back.as_str());
    let (action, tag) = ("Close it", "");
    Ok(question(visit, &Question { title, follows, action, back, tag, refused }))
}

async fn close(
    Path(month): Path<String>,
    Posted { visit, fields }: Posted,
) -> Result<Response, Refused> {
    let month = parsed(&visit, &month)?;
    match visit.change(Method::POST, &format!("/months/{month}/close"), None, &fields).await {
        Ok(_) => {
            visit.console.bills.look();
            Ok(done(&format!("/console/bills/{month}"), "closed"))
        }
        Err(refused) => close_page(&visit, &month.to_string(), Some(&refused)),
    }
}

async fn ask_prune(visit: Visit, Path(month): Path<String>) -> Result<Response, Refused> {
    prune_page(&visit, &month, None)
}

fn prune_page(visit: &Visit, month: &str, refused: Option<&Refused>) -> Result<Response, Refused> {
    visit.needs(Scope::Admin)?;
    let month = parsed(visit, month)?;
    let (title, back) =
        (format!("Remove the records of {month}?"), format!("/console/bills/{month}"));
    let follows = html! {
        p { b { "They are kept nowhere else: export them before" } ", by "
            code { "storeauth store export --usage --month " (month) } ". Then:" }
        ul {
            li { "its bill stays as it was closed;" }
            li { "which display was authorized when can no longer be looked up here." }
        }
    };
    let (title, follows, back) = (title.as_str(), &follows, back.as_str());
    let (action, tag) = ("Remove the records", "");
    Ok(question(visit, &Question { title, follows, action, back, tag, refused }))
}

async fn prune(
    Path(month): Path<String>,
    Posted { visit, fields }: Posted,
) -> Result<Response, Refused> {
    let month = parsed(&visit, &month)?;
    match visit.change(Method::POST, &format!("/months/{month}/prune"), None, &fields).await {
        Ok(_) => Ok(done(&format!("/console/bills/{month}"), "pruned")),
        Err(refused) => prune_page(&visit, &month.to_string(), Some(&refused)),
    }
}
