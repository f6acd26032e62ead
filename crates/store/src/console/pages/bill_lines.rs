//! Lines of a bill, and what they come to.

use crate::{
    billing::{Bill, BillLine},
    console::{
        parts::table,
        text::{grouped, money},
        visit::Visit,
    },
};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Whose lines.
pub(super) struct Of<'a> {
    pub(super) company: &'a str,
    pub(super) product: &'a str,
}

impl Of<'_> {
    pub(super) fn admits(&self, line: &BillLine) -> bool {
        (self.company.is_empty() || line.company.as_str() == self.company)
            && (self.product.is_empty() || line.product.as_str() == self.product)
    }
}

pub(super) fn sums(bill: &Bill, of: &Of<'_>) -> Markup {
    let mut totals = BTreeMap::new();
    let (mut calls, mut displays) = (0_u64, 0_u64);
    for line in bill.lines().iter().filter(|line| of.admits(line)) {
        calls = calls.saturating_add(line.calls);
        displays = displays.saturating_add(line.displays);
        if let Some(currency) = line.currency {
            *totals.entry(currency).or_insert(0_i128) += line.amount;
        }
    }
    html! {
        dl.cards {
            @for (currency, total) in &totals { div { dt { "In " (currency) } dd { (money(*total, currency.as_str())) } } }
            div { dt { "Authorizations" } dd { (grouped(calls)) } }
            div { dt { "Displays that are billed" } dd { (grouped(displays)) } }
        }
    }
}

pub(super) fn line_table(visit: &Visit, lines: &[&BillLine], with_company: bool) -> Markup {
    let catalogue = visit.console.store.catalogue();
    let company = |line: &BillLine| {
        catalogue
            .company(line.company.as_str())
            .map(|company| company.name.clone())
            .unwrap_or_default()
    };
    let product = |line: &BillLine| {
        catalogue
            .product(line.product.as_str())
            .map(|product| product.name.clone())
            .unwrap_or_default()
    };
    table(
        "Lines of the bill",
        &html! {
            thead {
                tr {
                    @if with_company { th { "Company" } }
                    th { "Product" } th { "Plan" } th.number { "Displays" } th.number { "Authorizations" } th.number { "of them unpaid" } th.number { "Amount" }
                }
            }
            tbody {
                @for line in lines {
                    tr {
                        @if with_company { td { a href=(format!("/console/bills/{}/companies/{}", line.month, line.company)) { (company(line)) } } }
                        td { (product(line)) }
                        @if let Some(corrects) = line.corrects {
                            td colspan="4" { "Correction of " (corrects) ": " (line.reason.as_deref().unwrap_or_default()) }
                        } @else {
                            td { (line.plan.map_or("–", |plan| plan.name())) }
                            td.number { (grouped(line.displays)) }
                            td.number { (grouped(line.calls)) }
                            td.number { (grouped(line.unpaid_calls)) }
                        }
                        td.number { @match line.currency { Some(currency) => { (money(line.amount, currency.as_str())) } None => { "0" } } }
                    }
                }
            }
        },
    )
}
