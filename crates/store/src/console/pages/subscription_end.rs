//! What ends what a company has of a product: it is cancelled, suspended or removed.

use super::{
    subscription::{Pair, at},
    subscriptions::path,
};
use crate::{
    console::{
        asking::Refused,
        forms::{Form, Kind},
        parts::{Question, done, question, question_with, text},
        posted::Posted,
        state::Console,
        visit::Visit,
    },
    model::Scope,
    page::Fields,
};
use axum::{Router, extract::Path, response::Response, routing::get};
use http::{Method, StatusCode};
use maud::html;

pub(super) fn router() -> Router<Console> {
    Router::new()
        .route("/console/subscriptions/{company}/{product}/cancel", get(ask_cancel).post(cancel))
        .route("/console/subscriptions/{company}/{product}/suspend", get(ask_suspend).post(suspend))
        .route("/console/subscriptions/{company}/{product}/remove", get(ask_remove).post(remove))
}

/// The path of a company and a product.
type Which = Path<(String, String)>;

async fn ask_cancel(visit: Visit, Path(which): Which) -> Result<Response, Refused> {
    let none = Fields::default();
    cancel_page(&Form::new(&visit, &none, ""), &which).await
}

async fn cancel_page(
    form: &Form<'_>,
    (company, product): &(String, String),
) -> Result<Response, Refused> {
    let visit = form.visit;
    visit.needs(Scope::Catalogue)?;
    let pair = Pair::of(visit, company, product).await?;
    let follows = html! {
        p { b { (text(&pair.company, "name")) } " has " b { (text(&pair.product, "name")) }
            " until the end of what was paid, and no longer:" }
        ul {
            li { "from then on it is authorized no more, and what it has then holds for up to " (visit.lifetime()) ";" }
            li { "what was used is billed;" }
            li { "to have it again, it is bought again." }
        }
    };
    let until = form.text(
        Kind::Instant,
        "paidUntil",
        "Paid until (UTC)",
        "Up to the second: then it ends.",
    );
    let (title, action) = ("Cancel the subscription?", "Cancel it");
    let back = path(company, product);
    let (follows, back, tag, refused) = (&follows, back.as_str(), pair.tag(), form.refused);
    Ok(question_with(visit, &Question { title, follows, action, back, tag, refused }, &until))
}

async fn cancel(Path(which): Which, Posted { visit, fields }: Posted) -> Result<Response, Refused> {
    let (company, product) = &which;
    let mut body = Pair::of(&visit, company, product).await?.kept();
    body["status"] = "Cancelled".into();
    body["paidUntil"] = fields.instant("paidUntil");
    match visit.change(Method::PUT, &at(company, product), Some(&body), &fields).await {
        Ok(_) => Ok(done(&path(company, product), "cancelled")),
        Err(mut refused) => {
            if refused.status == StatusCode::BAD_REQUEST {
                refused.field = refused.field.or(Some("paidUntil".to_owned()));
            }
            cancel_page(&Form::again(&visit, &fields, &refused), &which).await
        }
    }
}

async fn ask_suspend(visit: Visit, Path(which): Which) -> Result<Response, Refused> {
    suspend_page(&visit, &which, None).await
}

async fn suspend_page(
    visit: &Visit,
    (company, product): &(String, String),
    refused: Option<&Refused>,
) -> Result<Response, Refused> {
    visit.needs(Scope::Catalogue)?;
    let pair = Pair::of(visit, company, product).await?;
    let follows = html! {
        p { "Nothing of " b { (text(&pair.product, "name")) } " is authorized for " b { (text(&pair.company, "name")) }
            ", until the suspension is ended:" }
        ul {
            li { "what its Apps have now holds until it expires, within " (visit.lifetime()) ";" }
            li { "its status stays what it is, and what was used is billed." }
        }
    };
    let (title, action, back) = ("Suspend it?", "Suspend it", path(company, product));
    let (follows, back, tag) = (&follows, back.as_str(), pair.tag());
    Ok(question(visit, &Question { title, follows, action, back, tag, refused }))
}

async fn suspend(
    Path(which): Which,
    Posted { visit, fields }: Posted,
) -> Result<Response, Refused> {
    let (company, product) = &which;
    let mut body = Pair::of(&visit, company, product).await?.kept();
    body["suspended"] = true.into();
    match visit.change(Method::PUT, &at(company, product), Some(&body), &fields).await {
        Ok(_) => Ok(done(&path(company, product), "suspended")),
        Err(refused) => suspend_page(&visit, &which, Some(&refused)).await,
    }
}

async fn ask_remove(visit: Visit, Path(which): Which) -> Result<Response, Refused> {
    remove_page(&visit, &which, None).await
}

async fn remove_page(
    visit: &Visit,
    (company, product): &(String, String),
    refused: Option<&Refused>,
) -> Result<Response, Refused> {
    visit.needs(Scope::Catalogue)?;
    let pair = Pair::of(visit, company, product).await?;
    let follows = html! {
        p { "It is as if " b { (text(&pair.company, "name")) } " had never had anything of "
            b { (text(&pair.product, "name")) } ", a trial neither:" }
        ul {
            li { "it is authorized no more, unless it is bought or a trial begins, which it can have again;" }
            li { "what was used is billed all the same." }
        }
        p { "To end what was bought, cancel it instead." }
    };
    let (title, action, back) = ("Remove the subscription?", "Remove it", path(company, product));
    let (follows, back, tag) = (&follows, back.as_str(), pair.tag());
    Ok(question(visit, &Question { title, follows, action, back, tag, refused }))
}

async fn remove(Path(which): Which, Posted { visit, fields }: Posted) -> Result<Response, Refused> {
    let (company, product) = &which;
    match visit.change(Method::DELETE, &at(company, product), None, &fields).await {
        Ok(_) => Ok(done(&path(company, product), "removed")),
        Err(refused) => remove_page(&visit, &which, Some(&refused)).await,
    }
}
