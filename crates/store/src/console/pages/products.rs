//! `/console/products`: what is sold, and what it costs.

use super::product_form::{PLANS, fields_of, inputs, price_now, send};
use crate::{
    console::{
        asking::{Refused, escaped},
        forms::Form,
        layout,
        parts::{
            ON_A_PAGE, Question, after, also, code, done, items, next, paging, question,
            refused_page, search, state, table, text, time,
        },
        posted::Posted,
        state::Console,
        text::money,
        visit::Visit,
    },
    model::{Millis, Scope},
    page::Fields,
};
use axum::{Router, extract::Path, response::Response, routing::get};
use http::Method;
use maud::{Markup, html};
use serde_json::Value;

pub(super) fn router() -> Router<Console> {
    Router::new()
        .route("/console/products", get(list))
        .route("/console/products/new", get(new).post(add))
        .route("/console/products/{code}", get(show).post(set))
        .route("/console/products/{code}/withdraw", get(ask).post(withdraw))
}

async fn list(visit: Visit) -> Result<Response, Refused> {
    let (search_for, after) = (also(&visit, "search"), after(&visit));
    let page = visit.get(&format!("/products?limit={ON_A_PAGE}{search_for}{after}")).await?.json;
    let now = visit.console.store.clock().now();
    let content = html! {
        (search(&visit, "Part of a name or a code"))
        @if visit.may(Scope::Catalogue) { p { a.button href="/console/products/new" { "Add a product" } } }
        @if items(&page).next().is_none() {
            p role="status" { @if search_for.is_empty() { "Nothing is sold yet." } @else { "No product has this in its name or code." } }
        } @else {
            (table("Products", &html! {
                thead { tr { th { "Product" } th { "Code" } th { "Price" } th { "Trial" } th { "State" } } }
                tbody {
                    @for product in items(&page) {
                        tr {
                            td { a href=(format!("/console/products/{}", text(product, "code"))) { (text(product, "name")) } }
                            td { (code(text(product, "code"))) }
                            td { (prices_in_short(product, now)) }
                            td { (trial(product)) }
                            td { (state(if product["withdrawn"] == true { "withdrawn" } else { "sold" })) }
                        }
                    }
                }
            }))
        }
        (paging(&visit, "after", next(&page)))
    };
    Ok(layout::page(&visit, "Products", &content))
}

fn trial(product: &Value) -> Markup {
    html! { @match product["trialDays"].as_u64() { Some(days @ 1..) => { (days) " days" } _ => { "none" } } }
}

fn prices_in_short(product: &Value, now: Millis) -> Markup {
    let prices = PLANS.iter().filter_map(|plan| Some((*plan, price_now(product, plan, now)?)));
    let prices =
        prices.map(|(plan, (amount, currency))| format!("{} a {plan}", money(amount, currency)));
    let all = prices.collect::<Vec<_>>().join(", ");
    html! {
        @if product["free"] == true { "free" } @else if all.is_empty() { "none" } @else { (all) " and month" }
    }
}

async fn new(visit: Visit) -> Result<Response, Refused> {
    visit.needs(Scope::Catalogue)?;
    let fields = Fields::default().with("currency", "USD");
    Ok(add_page(&Form::new(&visit, &fields, "")))
}

fn add_page(form: &Form<'_>) -> Response {
    let content = html! {
        form method="post" novalidate { (form.begin()) (inputs(form, &Value::Null)) div.actions { button { "Add the product" } a href="/console/products" { "Cancel" } } }
    };
    layout::page(form.visit, "Add a product", &content)
}

async fn add(Posted { visit, fields }: Posted) -> Response {
    match send(&visit, Method::POST, "/products", &fields).await {
        Ok(reply) => done(&format!("/console/products/{}", text(&reply.json, "code")), "added"),
        Err(refused) => refused_page(&refused, add_page(&Form::again(&visit, &fields, &refused))),
    }
}

async fn show(visit: Visit, Path(code): Path<String>) -> Result<Response, Refused> {
    let reply = visit.get(&format!("/products/{}", escaped(&code))).await?;
    let fields = fields_of(&reply.json, visit.console.store.clock().now());
    Ok(one(&Form::new(&visit, &fields, &reply.tag), &reply.json))
}

fn one(form: &Form<'_>, product: &Value) -> Response {
    let path = format!("/console/products/{}", text(product, "code"));
    let content = html! {
        dl.facts {
            div { dt { "Product code" } dd { (code(text(product, "code"))) } }
            div { dt { "State" } dd { (state(if product["withdrawn"] == true { "withdrawn" } else { "sold" })) } }
        }
        p { a href=(format!("/console/subscriptions?product={}", text(product, "code"))) { "Who has it" } }
        (links(product))
        (history(product))
        @if form.visit.may(Scope::Catalogue) {
            h2 { "Change it" }
            form method="post" novalidate {
                (form.begin())
                (inputs(form, product))
                div.actions {
                    button { @if product["withdrawn"] == true { "Save, and sell it again" } @else { "Save" } }
                }
            }
            @if product["withdrawn"] != true {
                h2 { "Sell it no more" }
                p { a.button.danger href=(format!("{path}/withdraw")) { "Withdraw the product" } }
            }
        }
    };
    layout::page(form.visit, text(product, "name"), &content)
}

/// Pictures are links: nothing is loaded from elsewhere.
fn links(product: &Value) -> Markup {
    let links = [
        ("Icon", &product["icon"]),
        ("Image", &product["image"]),
        ("Vendor", &product["vendor"]["website"]),
    ];
    html! {
        @for (name, url) in links {
            @if let Some(url) = url.as_str() {
                p { (name) ": " a href=(url) rel="noreferrer noopener external nofollow" { (url) } }
            }
        }
    }
}

fn history(product: &Value) -> Markup {
    let prices = product["prices"].as_array().map(Vec::as_slice).unwrap_or_default();
    html! {
        @if !prices.is_empty() {
            h2 { "Prices" }
            p { "The bill of a month takes the price that was in force when it began." }
            (table("Prices", &html! {
                thead { tr { th { "A month for each" } th.number { "Price" } th { "In force since (UTC)" } } }
                tbody {
                    @for price in prices {
                        tr {
                            td { (text(price, "plan")) }
                            td.number {
                                @match price["amount"].as_i64() {
                                    Some(amount) => { (money(amount.into(), text(price, "currency"))) }
                                    None => { "sold so no more" }
                                }
                            }
                            td { @if text(price, "since").starts_with("1970-01-01T00:00:00.000") { "the beginning" } @else { (time(text(price, "since"))) } }
                        }
                    }
                }
            }))
        }
    }
}

async fn set(
    Path(code): Path<String>,
    Posted { visit, fields }: Posted,
) -> Result<Response, Refused> {
    let path = format!("/products/{}", escaped(&code));
    match send(&visit, Method::PUT, &path, &fields).await {
        Ok(_) => Ok(done(&format!("/console{path}"), "saved")),
        Err(refused) => {
            let is = visit.get(&path).await?;
            let now = visit.console.store.clock().now();
            let now = refused.is_changed_meanwhile().then(|| fields_of(&is.json, now));
            let (tag, now) = (is.tag.as_str(), now.as_ref());
            let form = Form { now, tag, ..Form::again(&visit, &fields, &refused) };
            Ok(refused_page(&refused, one(&form, &is.json)))
        }
    }
}

async fn ask(visit: Visit, Path(code): Path<String>) -> Result<Response, Refused> {
    asked(&visit, &code, None).await
}

async fn asked(visit: &Visit, code: &str, refused: Option<&Refused>) -> Result<Response, Refused> {
    visit.needs(Scope::Catalogue)?;
    let reply = visit.get(&format!("/products/{}", escaped(code))).await?;
    let follows = html! {
        p { "Product " b { (text(&reply.json, "name")) } " is sold no more, and Apps that ask for it are denied:" }
        ul {
            li { "whoever has bought it is authorized until his last authorization expires, within " (visit.lifetime()) ";" }
            li { "what was used so far is billed;" }
            li { "to sell it again, save the product: its subscriptions are kept." }
        }
    };
    Ok(question(
        visit,
        &Question {
            title: "Withdraw the product?",
            follows: &follows,
            action: "Withdraw it",
            back: &format!("/console/products/{}", escaped(code)),
            tag: &reply.tag,
            refused,
        },
    ))
}

async fn withdraw(
    Path(code): Path<String>,
    Posted { visit, fields }: Posted,
) -> Result<Response, Refused> {
    let path = format!("/products/{}", escaped(&code));
    match visit.change(Method::DELETE, &path, None, &fields).await {
        Ok(_) => Ok(done(&format!("/console{path}"), "withdrawn")),
        Err(refused) => asked(&visit, &code, Some(&refused)).await,
    }
}
