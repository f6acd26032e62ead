//! The keys and the policy that a configuration asks for.

use crate::{
    config::{Config, Key},
    error::Error,
};
use std::{env, path::PathBuf};
use store_auth::{KeyRing, Policy, ServerKey, Verifier};
use store_auth_explain::{Explainer, KeyText};
use store_auth_key_file::{KeyFileError, read_key_file, read_text};
use store_auth_serve as serve;

/// Reads all keys. `warn` is told what makes one easy to get at.
pub(crate) fn verifier(config: &Config, mut warn: impl FnMut(&str)) -> Result<Verifier, Error> {
    let keys = config.keys.iter().map(|key| read(key, &mut warn));
    let keys = keys.collect::<Result<Vec<_>, _>>()?;
    let keys = KeyRing::try_from(keys).map_err(|_| no_key(config))?;
    Ok(Verifier::new(keys).policy(policy(config)?))
}

/// Reads all keys once more, as texts. What is to be said of them is said when they are read to verify with.
pub(crate) fn explainer(config: &Config) -> Result<Explainer, Error> {
    let keys = config.keys.iter().map(read_as_text).collect::<Result<Vec<_>, _>>()?;
    Explainer::new(keys, policy(config)?).map_err(|_| no_key(config))
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
            let name = credential.clone().unwrap_or_default();
            match env::var_os("CREDENTIALS_DIRECTORY") {
                Some(folder) => Ok(PathBuf::from(folder).join(name)),
                None => Err(Error::NoCredentials(name)),
            }
        }
    }
}

fn read(key: &Key, warn: impl FnMut(&str)) -> Result<ServerKey, Error> {
    let read = read_key_file(&file(key)?, warn)?;
    Ok(match key.accept_until {
        Some(instant) => read.accept_until(instant),
        None => read,
    })
}

fn read_as_text(key: &Key) -> Result<KeyText, Error> {
    let path = file(key)?;
    let (text, _) = read_text(&path, |_| {})?;
    let text = KeyText::new(&*text).map_err(|error| KeyFileError::NoKey { path, error })?;
    Ok(match key.accept_until {
        Some(instant) => text.accept_until(instant),
        None => text,
    })
}

/// No configuration that was read is without one.
fn no_key(config: &Config) -> Error {
    let problem = "no [[key]]: expected at least one";
    serve::Error::Missing { path: config.path.clone(), problem }.into()
}
