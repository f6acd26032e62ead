//! The keys and the policy that a configuration asks for.

use crate::{
    config::{Config, Key},
    error::Error,
    held_keys::{FileText, HeldKeys, Text},
};
use std::{fs::File, path::PathBuf};
use store_auth::{KeyRing, Policy, Verifier};
use store_auth_explain::{Explainer, KeyText};
use store_auth_key_file::{KeyFile, KeyFileError};
use store_auth_serve::{self as serve, Open};

/// How a key file is opened at a start, which may wait for somebody to write to it.
pub(crate) const AT_START: Open = |path| File::open(path);

/// Reads all keys, each file once: what verifies, and the texts to explain denials with, none where none is explained. `warn`
/// is told what makes a key easy to get at.
pub(crate) fn verifier(
    config: &Config,
    open: Open,
    mut warn: impl FnMut(&str),
) -> Result<(Verifier, Vec<FileText>), Error> {
    let (mut keys, mut texts) = (Vec::new(), Vec::new());
    for key in &config.keys {
        let file = KeyFile::read(&file(key)?, open, &mut warn)?;
        let read = file.key(&mut warn)?;
        keys.push(match key.accept_until {
            Some(instant) => read.accept_until(instant),
            None => read,
        });
        texts.push(file.text()?);
    }
    warn_of_same_keys(&config.keys, &texts, &mut warn)?;
    if config.explain.per_minute == 0 {
        texts.clear();
    }
    let keys = KeyRing::try_from(keys).map_err(|_| no_key(config))?;
    Ok((Verifier::new(keys).policy(policy(config)?), texts))
}

/// Reads all keys that there are: credentials may be there at the start only, which `warn` is told as well.
pub(crate) fn check(config: &Config, mut warn: impl FnMut(&str)) -> Result<(), Error> {
    let mut config = config.clone();
    config.keys.retain(|key| match file(key) {
        Err(error @ Error::NoCredentials(_)) => {
            warn(&format!("{error}; not looked at"));
            false
        }
        _ => true,
    });
    if config.keys.is_empty() {
        policy(&config).map(drop)
    } else {
        verifier(&config, AT_START, warn).map(drop)
    }
}

/// A second file with the same key is mostly one that was to hold another.
fn warn_of_same_keys(
    keys: &[Key],
    texts: &[FileText],
    mut warn: impl FnMut(&str),
) -> Result<(), Error> {
    let texts = || texts.iter().map(|(text, _)| text);
    for (place, (key, text)) in keys.iter().zip(texts()).enumerate() {
        let other = keys.iter().zip(texts()).take(place).find(|(_, other)| *other == text);
        if let Some((other, _)) = other {
            let (path, other) = (file(key)?, file(other)?);
            let (path, other) = (path.display(), other.display());
            warn(&format!("key file {path}: it holds the same key as {other}"));
        }
    }
    Ok(())
}

/// Of the keys that were read as texts.
pub(crate) fn explainer(config: &Config, held: &HeldKeys) -> Result<Explainer, Error> {
    let keys = config.keys.iter().zip(&held.current).map(|(key, (text, _))| {
        let text = key_text(file(key)?, text)?;
        Ok::<_, Error>(match key.accept_until {
            Some(instant) => text.accept_until(instant),
            None => text,
        })
    });
    let keys = keys.collect::<Result<Vec<_>, _>>()?;
    let explainer = Explainer::new(keys, policy(config)?).map_err(|_| no_key(config))?;
    let flaws = held.current.iter().enumerate().filter_map(|(at, (_, flaw))| Some((at, (*flaw)?)));
    let explainer =
        flaws.fold(explainer, |explainer, (at, flaw)| explainer.found_in_key_file(at, flaw));
    let mut retired = held.retired.iter().map(|text| key_text(config.path.clone(), text));
    retired.try_fold(explainer, |explainer, key| Ok(explainer.retired_key(key?)))
}

fn policy(config: &Config) -> Result<Policy, Error> {
    let asked = &config.policy;
    let mut policy =
        Policy::default().with_expiry_encoding(asked.expiry_encoding).with_leeway(asked.leeway);
    if let Some(max_lifetime) = asked.max_lifetime {
        policy = policy.with_max_lifetime(max_lifetime);
    }
    match &asked.products {
        Some(products) => policy.with_products(products).map_err(Error::Products),
        None => Ok(policy),
    }
}

/// The file that holds a key.
pub(crate) fn file(key: &Key) -> Result<PathBuf, Error> {
    match (&key.file, &key.credential) {
        (Some(path), _) => Ok(path.clone()),
        (None, credential) => {
            Ok(serve::credential_file(credential.as_deref().unwrap_or_default())?)
        }
    }
}

fn key_text(path: PathBuf, text: &Text) -> Result<KeyText, Error> {
    Ok(KeyText::new(&**text).map_err(|error| KeyFileError::NoKey { path, error })?)
}

/// No configuration that was read is without one.
fn no_key(config: &Config) -> Error {
    let problem = "no [[key]]: expected at least one";
    serve::Error::Missing { path: config.path.clone(), problem }.into()
}
