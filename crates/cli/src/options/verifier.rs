//! A data server's keys and policy, as options.

use crate::options::{
    key_file::{self, NO_KEY, key_files},
    values::{duration, expiry_encoding},
};
use anyhow::Context;
use std::{path::PathBuf, time::Duration};
use store_auth::{ExpiryEncoding, KeyRing, Policy, Verifier};
use store_auth_explain::Explainer;

/// A data server's keys and policy.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Keys and policy")]
pub(crate) struct VerifierOptions {
    /// File that holds a server key and nothing else; repeat for previous keys, the current one first
    ///
    /// Without this option, the environment variable `STOREAUTH_SERVER_KEY_FILE` names the files, separated as in `PATH`.
    #[arg(long, value_name = "FILE")]
    server_key_file: Vec<PathBuf>,

    /// How long past its expiry an authorization is accepted, such as 30s
    #[arg(long, value_name = "DURATION", value_parser = duration, default_value = "0s")]
    leeway: Duration,

    /// Which text of the expiry a signature may cover: the one received, its Java rendering, or either
    #[arg(long, value_name = "POLICY", value_parser = expiry_encoding(), default_value = "either")]
    expiry_encoding: ExpiryEncoding,

    /// Product code that is served; repeat for more, leave out for all
    #[arg(long, value_name = "CODE")]
    product: Vec<String>,

    /// The longest time ahead that an expiry may lie, such as 25h
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    max_lifetime: Option<Duration>,
}

impl VerifierOptions {
    pub(crate) fn verifier(&self) -> anyhow::Result<Verifier> {
        let files = key_files(&self.server_key_file);
        let keys = files.iter().map(|file| key_file::read(file));
        let keys = keys.collect::<anyhow::Result<Vec<_>>>()?;
        let keys = KeyRing::try_from(keys).ok().context(NO_KEY)?;
        Ok(Verifier::new(keys).policy(self.policy()?))
    }

    /// An explainer of what that verifier says, whose key files may hold more than their keys.
    pub(crate) fn explainer(&self) -> anyhow::Result<Explainer> {
        let (mut keys, mut flaws) = (Vec::new(), Vec::new());
        for (index, file) in key_files(&self.server_key_file).iter().enumerate() {
            let (key, flaw) = key_file::read_leniently(file)?;
            keys.push(key);
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
