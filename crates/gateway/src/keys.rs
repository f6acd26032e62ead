//! The verifier that a configuration asks for.

use crate::{
    Error,
    config::{Config, Key},
    key_file::read_key_file,
};
use std::{env, path::PathBuf};
use store_auth::{KeyRing, ServerKey, Verifier};

/// Reads all keys. `warn` is told what makes one easy to get at.
pub(crate) fn verifier(config: &Config, mut warn: impl FnMut(&str)) -> Result<Verifier, Error> {
    let mut keys = config.keys.iter().map(|key| read(key, &mut warn));
    let current = keys.next().ok_or_else(|| no_key(config))??;
    let ring = keys.try_fold(KeyRing::new(current), |ring, key| Ok::<_, Error>(ring.with(key?)))?;
    let policy = &config.policy;
    let mut verifier =
        Verifier::new(ring).expiry_encoding(policy.expiry_encoding).leeway(policy.leeway);
    if let Some(max_lifetime) = policy.max_lifetime {
        verifier = verifier.max_lifetime(max_lifetime);
    }
    match &policy.products {
        Some(products) => verifier.products(products).map_err(Error::Products),
        None => Ok(verifier),
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

fn no_key(config: &Config) -> Error {
    Error::Missing { path: config.path.clone(), problem: "no [[key]]: expected at least one" }
}
