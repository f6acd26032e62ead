//! Options that several commands share: keys, policy, output format.

use crate::key_file;
use anyhow::Context;
use chrono::{DateTime, Utc};
use clap::{
    ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
};
use std::{
    env,
    path::PathBuf,
    time::{Duration, SystemTime},
};
use store_auth::{Expiry, ExpiryEncoding, KeyRing, Verifier, explain::Code};
use store_auth_audit::Format as LogFormat;

/// Names key files where no option does, separated as in `PATH`.
const KEY_FILE_VARIABLE: &str = "STOREAUTH_SERVER_KEY_FILE";

/// What to say where neither does.
pub(crate) const NO_KEY: &str =
    "no server key: expected --server-key-file FILE, or STOREAUTH_SERVER_KEY_FILE to name one";

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
        self.verifier_with(self.keys()?)
    }

    /// A verifier whose key files may hold more than their keys. What that is, by the number of the key.
    pub(crate) fn lenient_verifier(&self) -> anyhow::Result<(Verifier, Vec<(usize, Code)>)> {
        let mut blemishes = Vec::new();
        let files = key_files(&self.server_key_file);
        let mut keys = files.iter().enumerate().map(|(index, file)| {
            let (key, blemish) = key_file::read_leniently(file)?;
            blemishes.extend(blemish.map(|code| (index, code)));
            anyhow::Ok(key)
        });
        let current = keys.next().context(NO_KEY)??;
        let ring = keys.try_fold(KeyRing::new(current), |ring, key| anyhow::Ok(ring.with(key?)))?;
        Ok((self.verifier_with(ring)?, blemishes))
    }

    fn verifier_with(&self, keys: KeyRing) -> anyhow::Result<Verifier> {
        let mut verifier =
            Verifier::new(keys).expiry_encoding(self.expiry_encoding).leeway(self.leeway);
        if !self.product.is_empty() {
            verifier = verifier.products(&self.product).context("--product")?;
        }
        if let Some(max_lifetime) = self.max_lifetime {
            verifier = verifier.max_lifetime(max_lifetime);
        }
        Ok(verifier)
    }

    /// How many keys the verifier has.
    pub(crate) fn key_count(&self) -> usize {
        key_files(&self.server_key_file).len()
    }

    fn keys(&self) -> anyhow::Result<KeyRing> {
        let files = key_files(&self.server_key_file);
        let mut keys = files.iter().map(|file| key_file::read(file));
        let current = keys.next().context(NO_KEY)??;
        keys.try_fold(KeyRing::new(current), |ring, key| Ok(ring.with(key?)))
    }
}

/// The files that options name or, without any, the environment variable does.
pub(crate) fn key_files(named: &[PathBuf]) -> Vec<PathBuf> {
    let mut files = named.to_vec();
    if files.is_empty()
        && let Some(variable) = env::var_os(KEY_FILE_VARIABLE)
    {
        files.extend(env::split_paths(&variable).filter(|path| !path.as_os_str().is_empty()));
    }
    files
}

/// The time by the system clock.
pub(crate) fn now() -> DateTime<Utc> {
    SystemTime::now().into()
}

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Lines for people
    Text,
    /// One JSON object a line
    Json,
}

/// An instant as RFC 3339 or as an expiry writes it.
pub(crate) fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    DateTime::parse_from_rfc3339(text)
        .map(|instant| instant.to_utc())
        .or_else(|_| Expiry::parse(text).map(|expiry| expiry.instant()))
        .map_err(|_| "expected an instant such as 2016-04-26T08:00:00Z".to_owned())
}

/// A duration with its unit.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text)
        .map_err(|_| "expected a duration such as 30s, 90m or 24h".to_owned())
}

fn expiry_encoding() -> impl TypedValueParser<Value = ExpiryEncoding> {
    PossibleValuesParser::new(ExpiryEncoding::ALL.map(ExpiryEncoding::name)).try_map(|name| {
        ExpiryEncoding::ALL
            .into_iter()
            .find(|encoding| encoding.name() == name)
            .ok_or("no such policy")
    })
}

/// The format of a log.
pub(crate) fn log_format() -> impl TypedValueParser<Value = LogFormat> {
    PossibleValuesParser::new(LogFormat::ALL.map(LogFormat::name)).try_map(|name| {
        LogFormat::ALL.into_iter().find(|format| format.name() == name).ok_or("no such format")
    })
}
