//! `/console/subscriptions/{company}/{product}`: what a company has of a product.

use super::subscriptions::{path, plan, status, until};
use crate::{
    console::{
        asking::{Refused, Reply, escaped},
        forms::{Form, Kind, hidden, problem},
        layout,
        parts::{done, refused_page, state, text, time},
        posted::Posted,
        state::Console,
        visit::Visit,
    },
    model::Scope,
    page::Fields,
};
use axum::{Router, extract::Path, response::Response, routing::get};
use http::{Method, StatusCode};
use maud::{Markup, html};
use serde_json::{Value, json};

pub(super) fn router() -> Router<Console> {
    Router::new().route("/console/subscriptions/{company}/{product}", get(show).post(set))
}

pub(super) fn at(company: &str, product: &str) -> String {
    format!("/subscriptions/{}/{}", escaped(company), escaped(product))
}

/// What there is of a company and a product, and what the one has of the other, if it has.
pub(super) struct Pair {
    pub(super) company: Value,
    pub(super) product: Value,
    reply: Option<Reply>,
}

impl Pair {
    pub(super) async fn of(visit: &Visit, company: &str, product: &str) -> Result<Self, Refused> {
        let its = visit.get(&format!("/companies/{}", escaped(company))).await?.json;
        let of = visit.get(&format!("/products/{}", escaped(product))).await?.json;
        let reply = match visit.get(&at(company, product)).await {
            Ok(reply) => Some(reply),
            Err(refused) if refused.status == StatusCode::NOT_FOUND => None,
            Err(refused) => return Err(refused),
        };
        Ok(Self { company: its, product: of, reply })
    }

    pub(super) fn one(&self) -> &Value {
        self.reply.as_ref().map_or(&Value::Null, |reply| &reply.json)
    }

    pub(super) fn tag(&self) -> &str {
        self.reply.as_ref().map_or("", |reply| &reply.tag)
    }

    fn is_suspended(&self) -> bool {
        self.one()["suspended"] == true || text(self.one(), "status") == "Suspended"
    }

    /// The status, a suspension aside.
    fn status(&self) -> &str {
        match text(self.one(), "status") {
            "Suspended" => "Subscribed",
            "" => "Not Subscribed",
            status => status,
        }
    }

    /// What is asked for where nothing changes.
    pub(super) fn kept(&self) -> Value {
        json!({"status": self.status(), "suspended": self.is_suspended()})
    }
}

async fn show(
    visit: Visit,
    Path((company, product)): Path<(String, String)>,
) -> Result<Response, Refused> {
    let pair = Pair::of(&visit, &company, &product).await?;
    let fields = Fields::of(pair.one(), &["plan"]);
    Ok(one(&Form::new(&visit, &fields, pair.tag()), &pair))
}

fn one(form: &Form<'_>, pair: &Pair) -> Response {
    let Pair { company, product, .. } = pair;
    let (name, of) = (text(product, "name"), text(company, "name"));
    let (id, pc) = (text(company, "id"), text(product, "code"));
    let one = pair.one();
    let content = html! {
        @if let Some(refused) = form.refused { (problem(refused)) }
        dl.facts {
            div { dt { "Company" } dd { a href=(format!("/console/companies/{}", escaped(id))) { (of) } } }
            div { dt { "Product" } dd { a href=(format!("/console/products/{}", escaped(pc))) { (name) } } }
            div { dt { "Status" } dd {
                @if product["free"] == true { (state("Free")) @if pair.is_suspended() { ", " (state("suspended")) } }
                @else if pair.reply.is_some() { (status(one)) } @else { (state("Not Subscribed")) }
            } }
            div { dt { "Plan" } dd { (plan(one)) } }
            @if !until(one).is_empty() { div { dt { "Until (UTC)" } dd { (time(until(one))) } } }
        }
        p { a href=(format!("/console/why?cid={}&pc={}", escaped(id), escaped(pc))) { "What would the Store answer, and why?" } }
        @if form.visit.may(Scope::Catalogue) && company["removed"] != true { (forms(form, pair)) }
    };
    layout::page(form.visit, &format!("{name} for {of}"), &content)
}

fn forms(form: &Form<'_>, pair: &Pair) -> Markup {
    let path = path(text(&pair.company, "id"), text(&pair.product, "code"));
    let begin = |what: &str| {
        html! { (hidden(form.visit, form.tag)) input type="hidden" name="do" value=(what); }
    };
    let status = pair.status();
    html! {
        h2 { @if status == "Subscribed" { "Change the plan" } @else { "Buy it" } }
        form method="post" novalidate action=(path) {
            (begin("buy"))
            div.row {
                (form.choice("plan", "Plan", "One that the product has a price for now, unless it is free.", &[("display", "by display and month"), ("company", "by company and month")]))
                button { @if status == "Subscribed" { "Change the plan" } @else { "Buy" } }
            }
        }
        @if status != "Subscribed" {
            h2 { "Try it" }
            form method="post" novalidate action=(path) {
                (begin("trial"))
                div.row {
                    (form.text(Kind::Instant, "trialEnds", "End of the trial (UTC)", "Empty: after the product's days of trial, from now on, if there was none."))
                    button { "Set the trial" }
                }
            }
        }
        h2 { "End it" }
        @if status == "Subscribed" || status == "Cancelled" {
            p { a.button.danger href=(format!("{path}/cancel")) { "Cancel the subscription" } }
        }
        @if pair.is_suspended() {
            form method="post" novalidate action=(path) {
                p { "Nothing of this product is authorized for the company, until the suspension ends." }
                (begin("resume"))
                div.actions { button { "End the suspension" } }
            }
        } @else {
            p { a.button.danger href=(format!("{path}/suspend")) { "Suspend it" } }
        }
        @if pair.reply.is_some() {
            p { a.button.danger href=(format!("{path}/remove")) { "Remove it, as if it had never been" } }
        }
    }
}

async fn set(
    Path((company, product)): Path<(String, String)>,
    Posted { visit, fields }: Posted,
) -> Result<Response, Refused> {
    let pair = Pair::of(&visit, &company, &product).await?;
    // What is not said here stays as it is.
    let mut body = pair.kept();
    let field = match fields.get("do") {
        "buy" => {
            body["status"] = "Subscribed".into();
            body["plan"] = fields.optional("plan");
            Some("plan")
        }
        "trial" => {
            body["status"] = "On Trial".into();
            body["trialEnds"] = fields.instant("trialEnds");
            Some("trialEnds")
        }
        "resume" => {
            body["suspended"] = false.into();
            None
        }
        _ => {
            let detail = "expected a form of this page".to_owned();
            return Err(visit.refuse(StatusCode::BAD_REQUEST, detail, None));
        }
    };
    match visit.change(Method::PUT, &at(&company, &product), Some(&body), &fields).await {
        Ok(_) => Ok(done(&path(&company, &product), "saved")),
        Err(mut refused) => {
            if refused.status == StatusCode::BAD_REQUEST {
                refused.field = refused.field.or(field.map(str::to_owned));
            }
            let pair = Pair::of(&visit, &company, &product).await?;
            let form = Form { tag: pair.tag(), ..Form::again(&visit, &fields, &refused) };
            Ok(refused_page(&refused, one(&form, &pair)))
        }
    }
}
