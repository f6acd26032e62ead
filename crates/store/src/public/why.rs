//! What `/v1/widget/auth` would answer, and why.

use super::{
    found::{Found, denial},
    remedy::remedy,
    widget_auth::{SIGNATURES_MAX, signed_for},
};
use crate::{
    catalogue::Catalogue,
    model::{Millis, Purchase, Standing, Subscription},
    status::Status,
};
use serde::Serialize;
use std::{fmt, time::Duration};
use store_auth_wire::{AppRequest, Asker, Asks, Denial, Question};

/// What `/v1/widget/auth` would answer, and why, step by step up to the one that decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Why {
    /// Whether it would authorize.
    pub authorized: bool,
    /// Until when, if it would.
    pub expiry: Option<Millis>,
    /// What the answer would say, if it would not.
    pub message: Option<String>,
    /// The status, once it is known what is asked for.
    pub status: Option<&'static str>,
    /// Whether the call would start a trial.
    pub starts_trial: bool,
    /// What was looked at, in this order.
    pub steps: Vec<Step>,
    /// What to do about a denial.
    pub remedy: Option<String>,
}

/// Something that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// What.
    pub what: &'static str,
    /// What was found.
    pub found: String,
}

/// What `/v1/widget/auth` would answer to a query now, and why. It asks nobody, records nothing and starts no trial; the
/// limits of calls are left aside.
///
/// ```
/// use std::{sync::Arc, time::Duration};
/// use store_auth_store::{Catalogue, Seal, model::Millis, public::why};
///
/// let catalogue = Catalogue::new(Arc::new(Seal::new(&[7; 32])));
/// let why = why(&catalogue, "id=S56PSA4W298W", Millis(0), Duration::from_secs(86_400));
/// assert_eq!(why.message.as_deref(), Some("Product Code is required."));
/// ```
#[must_use]
pub fn why(catalogue: &Catalogue, query: &str, now: Millis, lifetime: Duration) -> Why {
    let question = match AppRequest::of("/v1/widget/auth", query).map(|request| request.asks) {
        Ok(Asks::Authorization(question)) => question,
        Ok(_) => Err(Denial::NoSuchPath),
        Err(denial) => Err(denial),
    };
    let question = match question {
        Ok(question) => question,
        Err(denial) => return denied(denial, None, Vec::new(), remedy(denial, None, None)),
    };
    let Question { asker, product_code, servers, starts_trial } = &question;
    let found = Found::of(catalogue, asker, product_code);
    let status = found.status(now);
    let mut steps = steps(catalogue, &found, asker, status, now);
    let trial_days = if *starts_trial { status.trial_days() } else { 0 };
    if status.authorizes().is_none() && trial_days == 0 {
        let denial = denial(status, asker);
        let standing = found.company.map(|company| company.standing);
        return denied(denial, Some(status), steps, remedy(denial, Some(status), standing));
    }
    if trial_days > 0 {
        let found = format!("none so far: the call would start one of {trial_days} days");
        steps.push(Step { what: "trial", found });
    }
    let servers = servers.iter().flat_map(|servers| signatures(catalogue, servers, now));
    steps.extend(servers.map(|found| Step { what: "server", found }));
    let status = if trial_days > 0 { "On Trial" } else { status.name() };
    Why {
        authorized: true,
        expiry: Some(now.plus(lifetime)),
        message: None,
        status: Some(status),
        starts_trial: trial_days > 0,
        steps,
        remedy: None,
    }
}

fn denied(denial: Denial, status: Option<Status>, steps: Vec<Step>, remedy: &'static str) -> Why {
    Why {
        authorized: false,
        expiry: None,
        message: Some(denial.to_string()),
        status: status.map(Status::name),
        starts_trial: false,
        steps,
        remedy: Some(remedy.to_owned()),
    }
}

/// What is looked at, in the order of the table of who is authorized.
fn steps(
    catalogue: &Catalogue,
    found: &Found<'_>,
    asker: &Asker<'_>,
    status: Status,
    now: Millis,
) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut step = |what, found| steps.push(Step { what, found });
    let product = match found.product {
        Some(product) if product.withdrawn => {
            step("product", format!("{}, which is withdrawn", product.name));
            return steps;
        }
        Some(product) => product,
        None => {
            step("product", "no product has this code".to_owned());
            return steps;
        }
    };
    step("product", product.name.clone());
    if let Asker::Display(id) = asker {
        step("display", display(catalogue, id));
    }
    let Some(company) = found.company else {
        if let Asker::Company(_) = asker {
            step("company", "no company has this id".to_owned());
        }
        return steps;
    };
    let standing = match (company.removed, company.standing) {
        (true, _) => "removed",
        (false, Standing::Suspended) => "suspended",
        (false, Standing::Active) => "active",
    };
    step("company", format!("{} {}, {standing}", company.id, company.name));
    if status == Status::CompanyNotFound || company.standing == Standing::Suspended {
        return steps;
    }
    let subscription =
        catalogue.subscription(company.number, product.number).copied().unwrap_or_default();
    if subscription.suspended {
        step("subscription", "suspended".to_owned());
    } else if product.free {
        step("price", "the product is free".to_owned());
    } else {
        step("subscription", bought(subscription));
        if let (Purchase::None, Some(trial)) = (subscription.purchase, subscription.trial) {
            let is_over = if now <= trial.to { "runs" } else { "is over" };
            step("trial", format!("from {} to {}: it {is_over}", trial.from, trial.to));
        }
    }
    steps
}

fn display(catalogue: &Catalogue, id: &str) -> String {
    match catalogue.display(id).map(|display| display.company) {
        None => "no display has this id".to_owned(),
        Some(None) => "it was removed".to_owned(),
        Some(Some(_)) => format!("{id} belongs to the company below"),
    }
}

fn bought(subscription: Subscription) -> String {
    let plan = subscription.plan.map_or("no plan", |plan| plan.name());
    match subscription.purchase {
        Purchase::None => "the company has not bought it".to_owned(),
        Purchase::Bought => format!("bought by {plan}"),
        Purchase::Cancelled { paid_until } => {
            format!("bought by {plan}, cancelled and paid until {paid_until}")
        }
    }
}

/// What becomes of each server that is named.
fn signatures(catalogue: &Catalogue, servers: &str, now: Millis) -> Vec<String> {
    let signed_for = signed_for(catalogue, servers, now);
    let mut told = 0;
    let becomes = |id: &str| {
        let there = catalogue.server(id).filter(|(server, _)| !server.removed);
        let Some((server, keys)) = there else {
            return "a server of no known id: it gets no signature".to_owned();
        };
        let Some(key) = keys.current(now) else {
            return format!("{}: it has no key, and gets no signature", server.id);
        };
        match signed_for.iter().position(|(there, _)| there.id == server.id) {
            // Each is told of in its order.
            Some(place) if place == told => {
                told += 1;
                format!("{}: signed by its key {}", server.id, key.number)
            }
            Some(_) => format!("{}: named before, and signed for once", server.id),
            None => format!(
                "{}: it gets no signature, after those for {SIGNATURES_MAX} servers",
                server.id
            ),
        }
    };
    servers.split(',').map(becomes).collect()
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.expiry, &self.message) {
            (Some(expiry), _) => writeln!(f, "authorized until {expiry}")?,
            (None, message) => {
                writeln!(f, "denied: {}", message.as_deref().unwrap_or_default())?;
            }
        }
        for Step { what, found } in &self.steps {
            writeln!(f, "  {what}: {found}")?;
        }
        if let Some(status) = self.status {
            writeln!(f, "  status: {status}")?;
        }
        if let Some(remedy) = &self.remedy {
            writeln!(f, "what to do: {remedy}")?;
        }
        Ok(())
    }
}
