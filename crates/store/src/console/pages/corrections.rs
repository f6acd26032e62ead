//! `/console/corrections`: what is billed because an earlier bill was wrong.

use crate::{
    console::{
        asking::Refused,
        forms::{Form, Kind},
        layout,
        parts::{ON_A_PAGE, after, done, items, next, paging, refused_page, table, text, time},
        posted::Posted,
        state::Console,
        text::money,
        visit::Visit,
    },
    page::Fields,
};
use axum::{Router, response::Response, routing::get};
use http::Method;
use maud::html;
use serde_json::json;

pub(super) fn router() -> Router<Console> {
    Router::new().route("/console/corrections", get(list).post(add))
}

async fn list(visit: Visit) -> Result<Response, Refused> {
    let none = Fields::default();
    page(&Form::new(&visit, &none, "")).await
}

async fn page(form: &Form<'_>) -> Result<Response, Refused> {
    let visit = form.visit;
    let made = visit.get(&format!("/corrections?limit={ON_A_PAGE}{}", after(visit))).await?.json;
    let content = html! {
        p { "What a closed bill has wrong is a line of the bill of the month in which it is corrected." }
        @if items(&made).next().is_none() { p { "There is none." } } @else {
            (table("Corrections", &html! {
                thead { tr { th.number { "Number" } th { "Corrects" } th { "Billed in" } th { "Company" } th { "Product" } th.number { "Amount" } th { "Why" } th { "Made (UTC)" } } }
                tbody {
                    @for one in items(&made) {
                        tr {
                            td.number { (one["number"]) }
                            td { (text(one, "corrects")) }
                            td { (text(one, "month")) }
                            td { (names(visit, text(one, "company"), true)) }
                            td { (names(visit, text(one, "product"), false)) }
                            td.number { (money(one["amount"].as_i64().unwrap_or_default().into(), text(one, "currency"))) }
                            td { (text(one, "reason")) }
                            td { (time(text(one, "made"))) }
                        }
                    }
                }
            }))
        }
        (paging(visit, "after", next(&made)))
        h2 { "Correct a bill" }
        form method="post" novalidate {
            (form.begin())
            (form.text(Kind::Month, "corrects", "The month whose bill was wrong", "One that is closed, such as 2026-10."))
            (form.text(Kind::Required, "company", "Company id", ""))
            (form.text(Kind::Required, "product", "Product code", ""))
            (form.text(Kind::Required, "amount", "Amount", "In minor units: 250 is 2.50 USD. Below zero: what is not to be paid after all."))
            (form.text(Kind::Required, "currency", "Currency", "Three capital letters, such as USD."))
            (form.text(Kind::Required, "reason", "Why", "Up to 500 characters, which stand in the bill."))
            div.actions { button { "Make the correction" } }
        }
    };
    Ok(layout::page(visit, "Corrections", &content))
}

fn names(visit: &Visit, id: &str, is_company: bool) -> String {
    let catalogue = visit.console.store.catalogue();
    let name = if is_company {
        catalogue.company(id).map(|company| company.name.clone())
    } else {
        catalogue.product(id).map(|product| product.name.clone())
    };
    name.unwrap_or_default()
}

async fn add(Posted { visit, fields }: Posted) -> Result<Response, Refused> {
    let body = json!({
        "corrects": fields.get("corrects"),
        "company": fields.get("company"),
        "product": fields.get("product"),
        "amount": fields.number("amount"),
        "currency": fields.get("currency"),
        "reason": fields.get("reason"),
    });
    match visit.change(Method::POST, "/corrections", Some(&body), &fields).await {
        Ok(_) => Ok(done("/console/corrections", "corrected")),
        Err(refused) => {
            Ok(refused_page(&refused, page(&Form::again(&visit, &fields, &refused)).await?))
        }
    }
}
