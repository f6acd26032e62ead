//! `/months`: which are closed, and closing and pruning one.

use super::whose::{self, Used};
use crate::{
    Catalogue, Store,
    admin::{
        answer::Answer,
        asked::{Asked, Nothing},
        caller::{self, May},
        changing::{Change, change},
        page::Page,
        problem::Problem,
        query::At,
    },
    billing::{Filter, Month, closable_from, freeze},
    model::{ClosedMonth, Edit, Millis},
};
use axum::extract::State;
use serde::Serialize;
use std::{collections::BTreeMap, iter::once};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<Store> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(close)).routes(routes!(prune))
}

/// A month that has usage, or is closed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MonthOfUsage)]
struct Shown {
    month: Month,
    /// Whether its bill may change, is frozen, or is frozen and its records were given up.
    state: Standing,
    /// How many records of usage it has or, once it is closed, had then.
    records: u64,
    /// How many lines its frozen bill has, corrections aside.
    lines: Option<u64>,
    /// When it was closed.
    closed: Option<Millis>,
    /// When its records were given up.
    pruned: Option<Millis>,
}

#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = MonthState)]
enum Standing {
    Open,
    Closed,
    Pruned,
}

impl Shown {
    fn open(month: Month, records: u64) -> Self {
        Self { month, state: Standing::Open, records, lines: None, closed: None, pruned: None }
    }

    fn closed(month: &ClosedMonth) -> Self {
        let ClosedMonth { month, closed, records, lines, pruned } = *month;
        let state = if pruned.is_some() { Standing::Pruned } else { Standing::Closed };
        Self { month, state, records, lines: Some(lines), closed: Some(closed), pruned }
    }
}

/// All months that have usage or are closed, in their order, all on one page.
#[utoipa::path(get, path = "/months", security(("token" = ["billing"])),
    responses((status = 200, description = "The months", body = Page<Shown>)))]
async fn list(_: May<caller::Billing>, State(store): State<Store>) -> Result<Page<Shown>, Problem> {
    let mut months = BTreeMap::new();
    for month in store.open_months().await? {
        months.insert(month, Shown::open(month, store.usage_count(month).await?));
    }
    let closed = |month: &ClosedMonth| (month.month, Shown::closed(month));
    months.extend(store.catalogue().books().all_closed().map(closed));
    Ok(Page { items: months.into_values().collect(), next: None })
}

/// Closes a month that is over for a minute: freezes its bill as it is now, for good. One that is closed stays as it is.
#[utoipa::path(post, path = "/months/{month}/close", params(("month" = Month, Path)),
    security(("token" = ["billing"])),
    responses((status = 200, description = "The month", body = Shown)))]
async fn close(
    _: May<caller::Billing>,
    State(store): State<Store>,
    At(month): At<Month>,
    asked: Asked<Nothing>,
) -> Result<Answer, Problem> {
    let is_closed = store.catalogue().books().closed(month).is_some();
    // Before it is this one's turn: other changes go on meanwhile.
    let used = if is_closed { None } else { Some(used(&store, month).await?) };
    change(&store, &asked, |catalogue, now| match (catalogue.books().closed(month), used) {
        (Some(closed), _) => Ok(unchanged("month.close", closed)),
        (None, Some(used)) => closing(month, used, catalogue, now),
        // No month is opened again.
        (None, None) => Err(Problem::not_found("the month is not closed")),
    })
    .await
    .map(Answer::untagged)
}

/// What was used in a month that is over.
async fn used(store: &Store, month: Month) -> Result<Used, Problem> {
    let (from, now) = (closable_from(month), store.clock().now());
    if now < from {
        let detail = format!("month {month} can be closed from {from} on, and it is {now}");
        return Err(Problem::conflict(detail));
    }
    whose::used(store, month, Filter::default()).await
}

fn closing(
    month: Month,
    used: Used,
    catalogue: &Catalogue,
    now: Millis,
) -> Result<Change, Problem> {
    let Used { tally, records } = used;
    let lines = tally.bill(catalogue).and_then(|bill| freeze(&bill, catalogue));
    let lines = lines.map_err(|error| Problem::conflict(error.to_string()))?;
    let count = lines.len().try_into().unwrap_or(u64::MAX);
    let closed = ClosedMonth { month, closed: now, records, lines: count, pruned: None };
    let shown = Shown::closed(&closed);
    let edits = once(Edit::Month(closed)).chain(lines.into_iter().map(Edit::BillLine));
    let change = Change::new("month.close", &month, edits, Answer::thing(&shown));
    Ok(change.audited(None::<&Shown>, Some(&shown)))
}

fn unchanged(action: &'static str, month: &ClosedMonth) -> Change {
    Change::new(action, &month.month, [], Answer::thing(&Shown::closed(month)))
}

/// Removes the records of a closed month, of which the bill stays. They are kept nowhere else: export them before. Where
/// there are more or fewer than the bill was made of, they stay.
#[utoipa::path(post, path = "/months/{month}/prune", params(("month" = Month, Path)),
    security(("token" = ["admin"])),
    responses((status = 200, description = "The month", body = Shown)))]
async fn prune(
    _: May<caller::Admin>,
    State(store): State<Store>,
    At(month): At<Month>,
    asked: Asked<Nothing>,
) -> Result<Answer, Problem> {
    let before = store.catalogue().books().closed(month).copied();
    let before = before.ok_or_else(|| {
        Problem::conflict(format!("month {month} is open, expected one that is closed"))
    })?;
    if before.pruned.is_none() {
        let (found, expected) = (store.usage_count(month).await?, before.records);
        if found != expected {
            let detail = format!(
                "month {month} has {found} records of usage, expected the {expected} that its bill was made of"
            );
            return Err(Problem::conflict(detail));
        }
    }
    let answer = change(&store, &asked, |catalogue, now| {
        let closed = catalogue.books().closed(month).copied().unwrap_or(before);
        if closed.pruned.is_some() {
            return Ok(unchanged("month.prune", &closed));
        }
        let pruned = ClosedMonth { pruned: Some(now), ..closed };
        let (was, is) = (Shown::closed(&closed), Shown::closed(&pruned));
        let change = Change::new("month.prune", &month, [Edit::Month(pruned)], Answer::thing(&is));
        Ok(change.audited(Some(&was), Some(&is)))
    })
    .await?;
    store.finish_pruning(month).await?;
    Ok(answer.untagged())
}
