//! `/v1/widget/auth`: an authorization or a denial.

use super::{
    call::{Call, Refusal},
    found::{Found, denial},
};
use crate::{
    catalogue::Catalogue,
    model::{CompanyNumber, Millis, Paid, ProductNumber, Server, Usage},
    server_keys::ServerKeys,
    status::Status,
};
use std::mem;
use store_auth::Expiry;
use store_auth_wire::{Answer, Asker, Denial, Question, ServerSignature};

/// For how many servers the Store signs. Work for an answer ends there.
pub(super) const SIGNATURES_MAX: usize = 20;

/// An authorization that is recorded.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) answer: Answer,
    pub(super) paid: Paid,
}

/// What the catalogue says to a question at an instant.
enum Verdict {
    Authorized(Usage, Expiry),
    /// No, but a trial is to be had.
    Trial(CompanyNumber, ProductNumber),
    Denied(Denial),
}

/// Decides a question, starts the trial where there is one to be had, records the authorization, and only then signs.
pub(super) async fn authorize(call: &Call<'_>, question: &Question<'_>) -> Result<Given, Refusal> {
    let Question { asker, product_code, servers, starts_trial } = question;
    let mut is_counted = false;
    let mut say = |catalogue: &Catalogue| {
        let found = Found::of(catalogue, asker, product_code);
        if !mem::replace(&mut is_counted, true) {
            call.count(&found)?;
        }
        decide(call, &found, asker)
    };
    // The catalogue is not held while anything is waited for. A denial ends what the App was permitted: by a part of a change
    // there is none.
    let mut verdict = call.store.decide(&mut say, is_no_denial).await?;
    if let Verdict::Trial(company, product) = verdict
        && *starts_trial
        && call.changes
    {
        call.start_trial(company, product, "widget/auth").await?;
        verdict = call.store.decide(&mut say, is_no_denial).await?;
    }
    let (usage, expiry) = match verdict {
        Verdict::Authorized(usage, expiry) => (usage, expiry),
        Verdict::Trial(..) => return Err(Denial::NotActive.into()),
        Verdict::Denied(denial) => return Err(denial.into()),
    };
    if call.changes {
        call.store.record(usage).await?;
    }
    let signatures = servers.as_deref().map(|servers| {
        sign(&call.store.catalogue(), servers, asker.id(), product_code, &expiry, call.now)
    });
    Ok(Given { answer: Answer::Authorized { expiry, signatures }, paid: usage.paid })
}

fn is_no_denial(verdict: &Result<Verdict, Refusal>) -> bool {
    matches!(verdict, Ok(Verdict::Authorized(..)) | Err(_))
}

fn decide(call: &Call<'_>, found: &Found<'_>, asker: &Asker<'_>) -> Result<Verdict, Refusal> {
    let status = found.status(call.now);
    let Some((company, product)) = found.company.zip(found.product) else {
        return Ok(Verdict::Denied(denial(status, asker)));
    };
    let Some(paid) = status.authorizes() else {
        return Ok(match status {
            Status::NotSubscribed { trial_days: 1.. } => {
                Verdict::Trial(company.number, product.number)
            }
            _ => Verdict::Denied(denial(status, asker)),
        });
    };
    let until = call.now.plus(call.store.lifetime());
    // A clock that has run out of years cannot sign for any.
    let expiry = Expiry::java(until.to_utc()).map_err(|_| Denial::Unavailable)?;
    let usage = Usage {
        at: call.now,
        company: company.number,
        display: found.display,
        product: product.number,
        paid,
        until: expiry.instant().into(),
    };
    Ok(Verdict::Authorized(usage, expiry))
}

/// The signatures for servers that are named.
fn sign(
    catalogue: &Catalogue,
    servers: &str,
    id: &str,
    product_code: &str,
    expiry: &Expiry,
    now: Millis,
) -> Vec<ServerSignature> {
    let sign = |(server, keys): (&Server, &ServerKeys)| {
        // What the catalogue knows is in the grammar of what is signed.
        let signature = keys.signer(now)?.signer.sign(id, product_code, expiry).ok()?;
        Some(ServerSignature::new(server.id.clone(), &signature))
    };
    signed_for(catalogue, servers, now).into_iter().filter_map(sign).collect()
}

/// The servers that are signed for, in the order in which they are named, each once. Those that are unknown or have no key
/// are left out, and so is what comes after the last that there is room for.
pub(super) fn signed_for<'a>(
    catalogue: &'a Catalogue,
    servers: &str,
    now: Millis,
) -> Vec<(&'a Server, &'a ServerKeys)> {
    let mut signed_for: Vec<(&Server, &ServerKeys)> = Vec::new();
    for id in servers.split(',') {
        if signed_for.len() == SIGNATURES_MAX {
            break;
        }
        let Some((server, keys)) = catalogue.server(id) else { continue };
        let is_there = signed_for.iter().any(|(there, _)| there.id == server.id);
        if !server.removed && !is_there && keys.current(now).is_some() {
            signed_for.push((server, keys));
        }
    }
    signed_for
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::public::limiter::TooMany;
    use std::time::Duration;

    #[test]
    fn by_a_part_of_a_change_one_is_authorized_and_not_denied() {
        let (company, product) = (CompanyNumber(1), ProductNumber(1));
        let at = Millis(0);
        let usage =
            Usage { at, company, display: None, product, paid: Paid::Free, until: Millis(1000) };
        let expiry = Expiry::java(usage.until.to_utc()).unwrap();
        assert!(is_no_denial(&Ok(Verdict::Authorized(usage, expiry))));
        let too_many = TooMany { limit: "id", wait: Duration::ZERO };
        assert!(is_no_denial(&Err(Refusal::TooMany(too_many))));
        assert!(!is_no_denial(&Ok(Verdict::Trial(company, product))));
        assert!(!is_no_denial(&Ok(Verdict::Denied(Denial::NotActive))));
    }
}
