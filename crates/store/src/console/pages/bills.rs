//! `/console/bills`: months, what each comes to, and statements for companies.

use super::bill_lines::{Of, line_table, sums};
use crate::{
    billing::{Month, closable_from},
    console::{
        asking::{Refused, escaped},
        forms::{Form, Kind, problem},
        kept_bills::Counted,
        layout,
        parts::{ON_A_PAGE, code, maybe_refused, paging, state, table},
        state::Console,
        text::{grouped, minute},
        visit::Visit,
    },
    model::{ClosedMonth, Scope},
};
use axum::{
    Router,
    extract::Path,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use http::{
    HeaderValue, StatusCode,
    header::{CONTENT_DISPOSITION, REFRESH},
};
use maud::{Markup, html};
use std::collections::BTreeMap;

pub(super) fn router() -> Router<Console> {
    Router::new()
        .route("/console/bills", get(months))
        .route("/console/bills/{month}", get(month))
        .route("/console/bills/{month}/csv", get(csv))
        .route("/console/bills/{month}/records", get(records))
        .route("/console/bills/{month}/companies/{company}", get(statement))
}

/// The month of a path.
pub(super) fn parsed(visit: &Visit, text: &str) -> Result<Month, Refused> {
    text.parse().map_err(|error: crate::billing::MonthError| {
        visit.refuse(StatusCode::BAD_REQUEST, error.to_string(), None)
    })
}

async fn months(visit: Visit) -> Result<Response, Refused> {
    visit.needs(Scope::Billing)?;
    let asked = visit.query.get("month");
    let refused = match (!asked.is_empty()).then(|| parsed(&visit, asked)) {
        None => None,
        Some(Ok(month)) => {
            return Ok(Redirect::to(&format!("/console/bills/{month}")).into_response());
        }
        Some(Err(mut refused)) => {
            refused.field = Some("month".to_owned());
            Some(refused)
        }
    };
    let form = Form { refused: refused.as_ref(), ..Form::new(&visit, &visit.query, "") };
    let bills = &visit.console.bills;
    bills.look();
    let now = visit.console.store.clock().now();
    let running = Month::of(now);
    let mut all: BTreeMap<Month, (&str, String)> = BTreeMap::new();
    for month in bills.open().into_iter().chain([running]) {
        let can = if month == running {
            "runs"
        } else if closable_from(month) <= now {
            "can be closed"
        } else {
            "is over"
        };
        all.insert(month, ("open", can.to_owned()));
    }
    {
        let catalogue = visit.console.store.catalogue();
        for closed in catalogue.books().all_closed() {
            let (word, since) = match closed.pruned {
                Some(pruned) => ("pruned", pruned),
                None => ("closed", closed.closed),
            };
            let told = format!(
                "{} records, {} lines; since {} UTC",
                grouped(closed.records),
                grouped(closed.lines),
                minute(since)
            );
            all.insert(closed.month, (word, told));
        }
    }
    let months = all.iter().rev().take(240);
    let content = html! {
        @if let Some(refused) = &refused { (problem(refused)) }
        (table("Months", &html! {
            thead { tr { th { "Month (UTC)" } th { "State" } th { "About it" } } }
            tbody {
                @for (month, (word, told)) in months {
                    tr { td { a href=(format!("/console/bills/{month}")) { (month) } } td { (state(word)) } td { (told) } }
                }
            }
        }))
        form novalidate {
            div.row {
                (form.text(Kind::Month, "month", "Another month", "Such as 2026-11."))
                button { "Show" }
            }
        }
        h2 { "Corrections" }
        p { "The bill of a closed month never changes. " a href="/console/corrections" { "Correct it by a line of the running month's" } "." }
    };
    Ok(maybe_refused(refused.as_ref(), layout::page(&visit, "Bills", &content)))
}

/// That a bill is asked for of what is not there.
fn unknown(visit: &Visit, of: &Of<'_>) -> Option<Refused> {
    let catalogue = visit.console.store.catalogue();
    let (detail, field) = if !of.company.is_empty() && catalogue.company(of.company).is_none() {
        ("no company has this id", "company")
    } else if !of.product.is_empty() && catalogue.product(of.product).is_none() {
        ("no product has this code", "product")
    } else {
        return None;
    };
    let detail = detail.to_owned();
    Some(visit.refuse(StatusCode::BAD_REQUEST, detail, Some(field.to_owned())))
}

async fn month(visit: Visit, Path(month): Path<String>) -> Result<Response, Refused> {
    visit.needs(Scope::Billing)?;
    let month = parsed(&visit, &month)?;
    let title = format!("Bill of {month}");
    let counted = visit.console.bills.of(month);
    let Some((counted, bill)) =
        counted.as_ref().and_then(|counted| Some((counted, counted.bill.as_ref()?)))
    else {
        return Ok(not_counted(&visit, &title, counted.as_ref()));
    };
    let of = Of { company: visit.query.get("company"), product: visit.query.get("product") };
    let from = visit.query.get("from").parse().unwrap_or(0_usize);
    let lines = bill.lines().iter().filter(|line| of.admits(line));
    let page: Vec<_> = lines.skip(from).take(ON_A_PAGE + 1).collect();
    let next = (page.len() > ON_A_PAGE).then(|| (from + ON_A_PAGE).to_string());
    let lines = page.get(..ON_A_PAGE).unwrap_or(&page);
    let refused = unknown(&visit, &of);
    let form = Form { refused: refused.as_ref(), ..Form::new(&visit, &visit.query, "") };
    let whose = format!("company={}&product={}", escaped(of.company), escaped(of.product));
    let content = html! {
        @if let Some(refused) = &refused { (problem(refused)) }
        (about(&visit, month, counted))
        (sums(bill, &of))
        form novalidate {
            div.row {
                (form.text(Kind::Text, "company", "Of the company with this id", ""))
                (form.text(Kind::Text, "product", "For the product with this code", ""))
                button { "Show" }
            }
        }
        @if lines.is_empty() { p { "There is nothing to bill." } } @else { (line_table(&visit, lines, true)) }
        (paging(&visit, "from", next.as_deref()))
        p.screen {
            a href=(format!("/console/bills/{month}/csv?{whose}")) { "All of it as CSV" } " · "
            a href=(format!("/console/bills/{month}/records?{whose}")) { "Each authorization as CSV" }
        }
    };
    Ok(maybe_refused(refused.as_ref(), layout::page(&visit, &title, &content)))
}

/// That a page is to be looked at again in a moment.
fn not_counted(visit: &Visit, title: &str, counted: Option<&Counted>) -> Response {
    let content = html! {
        @match counted {
            Some(counted) => { p role="status" { "Its usage is being counted: " (grouped(counted.records)) " records so far." } }
            None => { p role="status" { "Its usage is being counted." } }
        }
        p { "This page looks again by itself." }
    };
    again_soon(layout::page(visit, title, &content))
}

/// A page that a browser loads again in a moment.
pub(super) fn again_soon(page: Response) -> Response {
    ([(REFRESH, HeaderValue::from_static("3"))], page).into_response()
}

/// How a month is closed, where what was counted is its frozen bill.
fn closed(visit: &Visit, month: Month, counted: &Counted) -> Option<ClosedMonth> {
    let closed = visit.console.store.catalogue().books().closed(month).copied();
    closed.filter(|closed| closed.closed == counted.until)
}

fn about(visit: &Visit, month: Month, counted: &Counted) -> Markup {
    let now = visit.console.store.clock().now();
    html! {
        @match closed(visit, month, counted) {
            Some(closed) => {
                p { "It was closed at " (minute(closed.closed)) " UTC, with " (grouped(closed.records)) " records of usage, and never changes." }
                @match closed.pruned {
                    Some(pruned) => { p { "Its records were removed at " (minute(pruned)) " UTC." } }
                    None if visit.may(Scope::Admin) => { p.screen { a.button.danger href=(format!("/console/bills/{month}/prune")) { "Remove its records" } } }
                    None => {}
                }
            }
            None => {
                p { "It is open: this is what it comes to until " (minute(counted.until)) " UTC, with " (grouped(counted.records)) " records of usage." }
                @if closable_from(month) <= now { p.screen { a.button href=(format!("/console/bills/{month}/close")) { "Close the month" } } }
            }
        }
    }
}

/// Whether what a company owes may still change; what others have used is not for it to know.
fn stands(visit: &Visit, month: Month, counted: &Counted) -> Markup {
    html! {
        @match closed(visit, month, counted) {
            Some(closed) => { p { "This is final since " (minute(closed.closed)) " UTC." } }
            None => { p { "This is what was used until " (minute(counted.until)) " UTC. The month is open: it may still change." } }
        }
    }
}

/// What a company owes for a month, on a page that prints well.
async fn statement(
    visit: Visit,
    Path((month, company)): Path<(String, String)>,
) -> Result<Response, Refused> {
    visit.needs(Scope::Billing)?;
    let month = parsed(&visit, &month)?;
    let counted = visit.console.bills.of(month);
    let title = format!("Statement for {month}");
    let Some((counted, bill)) =
        counted.as_ref().and_then(|counted| Some((counted, counted.bill.as_ref()?)))
    else {
        return Ok(not_counted(&visit, &title, counted.as_ref()));
    };
    let of = Of { company: &company, product: "" };
    let lines: Vec<_> = bill.lines().iter().filter(|line| of.admits(line)).collect();
    let name =
        visit.console.store.catalogue().company(&company).map(|company| company.name.clone());
    let Some(name) = name else {
        let detail = "no company has this id".to_owned();
        return Err(visit.refuse(StatusCode::NOT_FOUND, detail, None));
    };
    let content = html! {
        dl.facts {
            div { dt { "For" } dd { (name) } }
            div { dt { "Company id" } dd { (code(&company)) } }
            div { dt { "Month (UTC)" } dd { (month) } }
        }
        (stands(&visit, month, counted))
        @if lines.is_empty() { p { "It has used nothing." } } @else {
            (line_table(&visit, &lines, false))
            (sums(bill, &of))
        }
        p.screen { a href=(format!("/console/bills/{month}/csv?company={}&product=", escaped(&company))) { "As CSV" } " · "
            a href=(format!("/console/bills/{month}")) { "The whole month" } }
    };
    Ok(layout::page(&visit, &title, &content))
}

async fn csv(visit: Visit, Path(month): Path<String>) -> Result<Response, Refused> {
    let month = parsed(&visit, &month)?;
    download(&visit, &format!("/bill?month={month}&format=csv"), &format!("bill-{month}.csv")).await
}

async fn records(visit: Visit, Path(month): Path<String>) -> Result<Response, Refused> {
    let month = parsed(&visit, &month)?;
    let path = format!("/usage/export?month={month}&format=csv");
    download(&visit, &path, &format!("usage-{month}.csv")).await
}

/// What the interface writes, of whom the page is, as a file.
async fn download(visit: &Visit, path: &str, name: &str) -> Result<Response, Refused> {
    let mut path = path.to_owned();
    for name in ["company", "product"] {
        if !visit.query.get(name).is_empty() {
            path.extend(["&", name, "=", &escaped(visit.query.get(name))]);
        }
    }
    let mut response = visit.stream(&path).await?;
    let name = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    response.headers_mut().extend(name.ok().map(|name| (CONTENT_DISPOSITION, name)));
    Ok(response)
}
