//! What the subscriptions of a document make of the catalogue.

use super::{bought::is_sold, companies::Companies, products::Products, state::Planning};
use crate::{
    document::{
        entry::{StatusEntry, SubscriptionEntry},
        summary::Kind,
    },
    model::{CompanyNumber, Edit, Millis, Plan, Product, Purchase, Subscription, Trial},
};
use std::{collections::HashSet, time::Duration};

const LIST: &str = "subscriptions";

pub(in crate::document) fn subscriptions<'a>(
    planning: &mut Planning<'a>,
    products: &Products<'a>,
    companies: &Companies<'a>,
) {
    let catalogue = planning.catalogue;
    let mut listed = HashSet::new();
    for (index, entry) in planning.document.entries.subscriptions.iter().enumerate() {
        let Some(company) = company(planning, companies, index, entry) else { continue };
        let code = entry.product.as_str();
        let there = || catalogue.product(code).map(|product| &**product);
        let Some(product) = products.get(code).or_else(there) else {
            // One that is there with a mistake of its own is no second mistake.
            if !planning
                .document
                .entries
                .products
                .iter()
                .any(|product| product.code == entry.product)
            {
                planning.mistake(LIST, index, &["product".into()], || {
                    format!("no product {code}: expected one of this document or of the Store")
                });
            }
            continue;
        };
        if !listed.insert((company, product.number)) {
            planning.mistake(LIST, index, &[], || {
                format!("{} has a subscription to {code} already: expected one", entry.company)
            });
            continue;
        }
        let before = catalogue.subscription(company, product.number);
        match becomes(entry, product, before, planning.now) {
            Ok(after) if before == Some(&after) => planning.summary.unchanged(Kind::Subscription),
            Ok(after) => {
                note(planning, entry, before, after);
                planning.edits.push(Edit::Subscription {
                    company,
                    product: product.number,
                    subscription: Some(after),
                });
            }
            Err(("", problem)) => {
                planning.mistake(LIST, index, &[], || problem.to_owned());
            }
            Err((member, problem)) => {
                planning.mistake(LIST, index, &[member.into()], || problem.to_owned());
            }
        }
    }
}

fn company(
    planning: &mut Planning<'_>,
    companies: &Companies<'_>,
    index: usize,
    entry: &SubscriptionEntry,
) -> Option<CompanyNumber> {
    let id = entry.company.as_str();
    let there = || planning.catalogue.company(id).filter(|company| !company.removed);
    let number = companies.get(id).copied().or_else(|| there().map(|company| company.number));
    if number.is_none() {
        planning.mistake(LIST, index, &["company".into()], || {
            format!("no company {id}: expected one of this document or of the Store")
        });
    }
    number
}

fn note(
    planning: &mut Planning<'_>,
    SubscriptionEntry { company, product, .. }: &SubscriptionEntry,
    before: Option<&Subscription>,
    after: Subscription,
) {
    let id = format_args!("{company} {product}");
    let Some(before) = before else { return planning.summary.added(Kind::Subscription, id) };
    let members = [
        ("trial", before.trial != after.trial),
        ("plan", before.plan != after.plan),
        ("purchase", before.purchase != after.purchase),
        ("suspended", before.suspended != after.suspended),
    ];
    let changed = members.into_iter().filter_map(|(member, changed)| changed.then_some(member));
    planning.summary.changed(Kind::Subscription, id, changed.collect());
}

/// A member, empty for the whole, and what was expected of it.
pub(crate) type Problem = (&'static str, &'static str);

/// What a subscription becomes.
pub(crate) fn becomes(
    entry: &SubscriptionEntry,
    product: &Product,
    before: Option<&Subscription>,
    now: Millis,
) -> Result<Subscription, Problem> {
    let there = before.copied().unwrap_or_default();
    let after = Subscription {
        trial: trial(entry, product, there.trial, now)?,
        plan: entry.plan.or(there.plan),
        purchase: purchase(entry, before)?,
        suspended: match (entry.status, entry.suspended) {
            (StatusEntry::Suspended, Some(false)) => {
                return Err(("suspended", "expected true beside the status `Suspended`"));
            }
            (StatusEntry::Suspended, _) => true,
            (_, suspended) => suspended.unwrap_or(false),
        },
    };
    // What is bought already may be on a plan that is sold no more.
    if (after.purchase, after.plan) != (there.purchase, there.plan) {
        check_plan(after, product)?;
    }
    Ok(after)
}

fn check_plan(subscription: Subscription, product: &Product) -> Result<(), Problem> {
    if subscription.purchase == Purchase::None {
        return Ok(());
    }
    let plan = subscription.plan.ok_or(("", "expected the member `plan` for what is bought"))?;
    match plan {
        _ if is_sold(product, plan) => Ok(()),
        Plan::Display => Err((
            "plan",
            "expected a plan that the product has a price for: it has none by display",
        )),
        Plan::Company => Err((
            "plan",
            "expected a plan that the product has a price for: it has none by company",
        )),
    }
}

fn purchase(entry: &SubscriptionEntry, before: Option<&Subscription>) -> Result<Purchase, Problem> {
    let there = before.map(|before| before.purchase);
    if entry.paid_until.is_some() && entry.status != StatusEntry::Cancelled {
        return Err(("paidUntil", "expected it beside the status `Cancelled` alone"));
    }
    Ok(match (entry.status, entry.paid_until) {
        (StatusEntry::Subscribed, _) => Purchase::Bought,
        (StatusEntry::Cancelled, Some(paid_until)) => Purchase::Cancelled { paid_until },
        (StatusEntry::Cancelled, None) => match there {
            Some(cancelled @ Purchase::Cancelled { .. }) => cancelled,
            _ => return Err(("", "expected the member `paidUntil` beside the status `Cancelled`")),
        },
        (StatusEntry::Suspended, _) => there.unwrap_or(Purchase::Bought),
        (StatusEntry::OnTrial | StatusEntry::TrialExpired | StatusEntry::NotSubscribed, _) => {
            Purchase::None
        }
    })
}

/// A company has one trial of a product: where it has had one, none begins, however often a document is read.
fn trial(
    entry: &SubscriptionEntry,
    product: &Product,
    there: Option<Trial>,
    now: Millis,
) -> Result<Option<Trial>, Problem> {
    let days = Trial::length(product.trial_days);
    if entry.status == StatusEntry::NotSubscribed && (entry.trial_ends.is_some() || there.is_some())
    {
        return Err(("status", "expected `Trial Expired` or such: the company has had a trial"));
    }
    let Some(to) = entry.trial_ends else {
        if entry.trial_starts.is_some() {
            return Err(("", "expected the member `trialEnds` beside `trialStarts`"));
        }
        // Its last millisecond is part of a trial.
        let over = Millis(now.0.saturating_sub(1));
        return Ok(match (entry.status, there) {
            (StatusEntry::TrialExpired, Some(Trial { from, to })) => {
                Some(Trial { from: from.min(to.min(over)), to: to.min(over) })
            }
            (StatusEntry::TrialExpired, None) => Some(Trial { from: before(over, days), to: over }),
            (StatusEntry::OnTrial, None) if product.trial_days == 0 => {
                return Err((
                    "",
                    "expected the member `trialEnds`: the product has no days of trial",
                ));
            }
            (StatusEntry::OnTrial, None) => Some(Trial { from: now, to: now.plus(days) }),
            (_, there) => there,
        });
    };
    if entry.status == StatusEntry::TrialExpired && to >= now {
        return Err(("trialEnds", "expected an instant that is over beside `Trial Expired`"));
    }
    let known = there.map(|there| there.from);
    let begun = known.filter(|from| *from <= to);
    let from = entry.trial_starts.or(begun).unwrap_or_else(|| before(to, days));
    if from > to {
        // Of two, the one that is new is wrong.
        if known == Some(from) {
            return Err(("trialEnds", "expected an instant that is not before the trial began"));
        }
        return Err(("trialStarts", "expected an instant that is not after `trialEnds`"));
    }
    Ok(Some(Trial { from, to }))
}

/// The instant so much earlier, but none before 1970.
fn before(instant: Millis, duration: Duration) -> Millis {
    let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    Millis(instant.0.saturating_sub(millis).max(0))
}
