//! A data server's keys and policy, as options.

use crate::{
    options::{
        key_ends::KeyFiles,
        key_file::{self, NO_KEY},
        values::{duration, expiry_encoding},
    },
    output::console::warn,
};
use anyhow::Context;
use chrono::{DateTime, Utc};
use std::time::Duration;
use store_auth::{ExpiryEncoding, Iso8601, KeyRing, Policy, Verifier};
use store_auth_explain::Explainer;

/// A data server's keys and policy.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Keys and policy")]
pub(crate) struct VerifierOptions {
    #[command(flatten)]
    keys: KeyFiles,

    /// How long past its expiry an authorization is accepted, such as 30s
    #[arg(long, value_name = "DURATION", value_parser = duration, allow_hyphen_values = true, default_value = "0s")]
    leeway: Duration,

    /// Which text of the expiry a signature may cover: the one received, its Java rendering, or either
    #[arg(long, value_name = "POLICY", value_parser = expiry_encoding(), default_value = "either")]
    expiry_encoding: ExpiryEncoding,

    /// Product code that is served; repeat for more, leave out for all
    #[arg(long, value_name = "CODE", allow_hyphen_values = true)]
    product: Vec<String>,

    /// The longest time ahead that an expiry may lie, such as 25h
    #[arg(long, value_name = "DURATION", value_parser = duration, allow_hyphen_values = true)]
    max_lifetime: Option<Duration>,
}

impl VerifierOptions {
    /// The verifier of these keys and this policy.
    ///
    /// Warns where none of the keys is accepted at `now`, the time of all requests if there is one: every request would be
    /// denied, and for its signature.
    pub(crate) fn verifier(&self, now: Option<DateTime<Utc>>) -> anyhow::Result<Verifier> {
        let keys = self.keys.files().into_iter().map(|(file, end)| {
            let key = key_file::read(&file)?;
            Ok(match end {
                Some(end) => key.accept_until(end),
                None => key,
            })
        });
        let keys = keys.collect::<anyhow::Result<Vec<_>>>()?;
        let keys = KeyRing::try_from(keys).ok().context(NO_KEY)?;
        if let Some(now) = now.filter(|now| !keys.accepts_any_at(*now)) {
            warn(format_args!("--accept-until: no server key is accepted at {}", Iso8601(now)));
        }
        Ok(Verifier::new(keys).policy(self.policy()?))
    }

    /// An explainer of what that verifier says, whose key files may hold more than their keys.
    pub(crate) fn explainer(&self) -> anyhow::Result<Explainer> {
        let (mut keys, mut flaws) = (Vec::new(), Vec::new());
        for (index, (file, end)) in self.keys.files().iter().enumerate() {
            let (key, flaw) = key_file::read_leniently(file)?;
            keys.push(match end {
                Some(end) => key.accept_until(*end),
                None => key,
            });
            flaws.extend(flaw.map(|flaw| (index, flaw)));
        }
        let explainer = Explainer::new(keys, self.policy()?).ok().context(NO_KEY)?;
        let found = |explainer: Explainer, (index, flaw)| explainer.found_in_key_file(index, flaw);
        Ok(flaws.into_iter().fold(explainer, found))
    }

    fn policy(&self) -> anyhow::Result<Policy> {
        let mut policy =
            Policy::default().with_expiry_encoding(self.expiry_encoding).with_leeway(self.leeway);
        if !self.product.is_empty() {
            policy = policy.with_products(&self.product).context("--product")?;
        }
        if let Some(max_lifetime) = self.max_lifetime {
            policy = policy.with_max_lifetime(max_lifetime);
        }
        Ok(policy)
    }
}
