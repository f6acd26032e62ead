//! `/console`: how the Store is, from sums that are kept.

use super::bills::again_soon;
use crate::{
    console::{
        asking::{Refused, escaped},
        days::Days,
        kept_bills::Counted,
        layout,
        parts::{code, table},
        plot::{Series, plot},
        state::Console,
        text::{grouped, minute, money},
        visit::Visit,
    },
    model::{Millis, Month, Scope},
    public::Figures,
};
use axum::{Router, response::Response, routing::get};
use http::StatusCode;
use maud::{Markup, html};

pub(super) fn router() -> Router<Console> {
    Router::new().route("/console", get(show))
}

async fn show(visit: Visit) -> Result<Response, Refused> {
    let console = &visit.console;
    let figures = console.calls.figures();
    let reads = visit.may(Scope::Read);
    if !reads && !visit.may(Scope::Billing) && !visit.may(Scope::Keys) {
        let detail =
            "expected a token with scope read: with this one only programs can do something"
                .to_owned();
        return Err(visit.refuse(StatusCode::FORBIDDEN, detail, None));
    }
    let month = Month::of(console.store.clock().now());
    let bills = visit.may(Scope::Billing);
    let counted = bills.then(|| console.bills.of(month)).flatten();
    let content = html! {
        @if !console.store.is_writable() {
            div.problem role="alert" { h2 { "Usage cannot be recorded" } p { "Calls are answered 503 until it can. The log says why." } }
        }
        @if bills { (revenue(month, counted.as_ref())) }
        @if reads { (applications(&visit)) }
        @if reads { (calls(&figures, console.since)) }
        @if visit.may(Scope::Keys) { (keys(&visit)) }
    };
    let page = layout::page(&visit, "Overview", &content);
    let is_counted = counted.is_some_and(|counted| counted.bill.is_some());
    Ok(if bills && !is_counted { again_soon(page) } else { page })
}

/// Who waits, if anybody does.
fn applications(visit: &Visit) -> Markup {
    let waiting = visit.console.store.catalogue().applications().waiting();
    html! {
        @if waiting > 0 {
            h2 { "Applications" }
            dl.cards { div { dt { "Waiting" } dd { a href="/console/applications" { (waiting) } } } }
        }
    }
}

fn revenue(month: Month, counted: Option<&Counted>) -> Markup {
    html! {
        h2 { "Revenue of " (month) " so far" }
        @match counted.and_then(|counted| Some((counted, counted.bill.as_ref()?))) {
            Some((counted, bill)) => {
                dl.cards {
                    @let totals = bill.totals();
                    @if totals.is_empty() { div { dt { "Revenue" } dd { "0" } } }
                    @for (currency, total) in totals { div { dt { "In " (currency) } dd { (money(total, currency.as_str())) } } }
                    div { dt { "Authorizations" } dd { (grouped(counted.records)) } }
                }
                p { "Counted until " (minute(counted.until)) " UTC. " a href=(format!("/console/bills/{month}")) { "The bill" } }
                (each_day(month, &counted.days))
            }
            None => { p role="status" { "It is being counted. This page looks again by itself." } }
        }
    }
}

/// What was authorized each day.
fn each_day(month: Month, days: &Days) -> Markup {
    let Days { subscribed, trial, free } = days;
    let series = [("subscribed", subscribed), ("trial", trial), ("free", free)]
        .map(|(name, counts)| Series { name, counts });
    let title = format!("Authorizations of each day of {month}");
    html! { h3 { (title) } (plot(&title, &Days::dates(month), &series)) }
}

fn calls(figures: &Figures, since: Millis) -> Markup {
    let sum = |counts: &[(&str, u64)]| counts.iter().map(|(_, count)| count).sum::<u64>();
    let Figures { calls, authorizations, denials, limited } = figures;
    html! {
        h2 { "Calls since " (minute(since)) " UTC" }
        p { "Of this Store, since it was started. Longer times are for what reads " (code("/metrics")) "." }
        dl.cards {
            div { dt { "Calls" } dd { (grouped(*calls)) } }
            div { dt { "Authorizations" } dd { (grouped(sum(authorizations))) } }
            div { dt { "Denials" } dd { (grouped(sum(denials))) } }
            div { dt { "Too many" } dd { (grouped(sum(limited))) } }
        }
        (bars("Authorizations, by how they are paid for", authorizations, "series0"))
        (bars("Denials, by reason", denials, "series1"))
        (bars("Calls that were too many, by limit", limited, "series2"))
    }
}

/// Counts with a bar for each; those that are zero are left out.
fn bars(title: &str, counts: &[(&str, u64)], class: &str) -> Markup {
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or_default();
    html! {
        h3 { (title) }
        @if most == 0 { p { "None." } } @else {
            (table(title, &html! {
                thead { tr { th { "What" } th.number { "Count" } th { "Beside the others" } } }
                tbody {
                    @for (name, count) in counts.iter().filter(|(_, count)| *count > 0) {
                        tr {
                            td { (name) }
                            td.number { (grouped(*count)) }
                            td {
                                svg.bars viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" {
                                    rect.(class) width=(width(*count, most)) height="4" {}
                                }
                            }
                        }
                    }
                }
            }))
        }
    }
}

/// Of a hundred, and something where there is something.
fn width(count: u64, most: u64) -> u128 {
    (u128::from(count) * 100 / u128::from(most.max(1))).max(1)
}

/// Keys that are to sign soon, and retired ones that are not safe to drop yet.
fn keys(visit: &Visit) -> Markup {
    let store = &visit.console.store;
    let now = store.clock().now();
    let mut told = Vec::new();
    {
        let catalogue = store.catalogue();
        for (server, keys) in catalogue.servers_after(None).filter(|(server, _)| !server.removed) {
            for (key, _) in keys.iter(now) {
                let server = server.id.to_string();
                match (key.current_from, key.safe_to_drop) {
                    (Some(from), _) if from > now => {
                        told.push((from, server, key.number, "signs from then"));
                    }
                    (_, Some(safe)) if safe > now => {
                        told.push((safe, server, key.number, "safe to drop from then"));
                    }
                    _ => {}
                }
            }
        }
    }
    told.sort_unstable();
    html! {
        h2 { "Keys that are about to change" }
        @if told.is_empty() { p { "None." } } @else {
            (table("Keys that are about to change", &html! {
                thead { tr { th { "When (UTC)" } th { "Server" } th.number { "Key" } th { "What" } } }
                tbody {
                    @for (at, server, number, what) in told.iter().take(50) {
                        tr {
                            td { (minute(*at)) }
                            td { a href=(format!("/console/servers/{}", escaped(server))) { (code(server)) } }
                            td.number { (number) }
                            td { (what) }
                        }
                    }
                }
            }))
            @if told.len() > 50 { p { "And " (told.len() - 50) " more." } }
        }
    }
}
