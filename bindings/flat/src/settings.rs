//! What a verifier is made of: texts and numbers, one after the other.

use crate::{error::SettingsError, instant::utc, verifier::Verifier};
use alloc::vec::Vec;
use core::{mem, time::Duration};
use store_auth::{ExpiryEncoding, KeyRing, Policy, ServerKey};
use store_auth_key_file::key_in;

/// Keys and a policy, to be made a [`Verifier`] of.
///
/// By default there is no key yet, either expiry encoding, no leeway, every product and any lifetime.
#[derive(Debug, Default)]
pub struct Settings {
    keys: Vec<ServerKey>,
    policy: Policy,
}

impl Settings {
    /// No key, and the default policy.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a key, to be tried after those before: its bytes, which may be all that a file holds. It is accepted until and
    /// at an instant, or for good. `warn` is told what [`key_in`] tells.
    ///
    /// # Errors
    /// [`SettingsError::Key`]
    pub fn add_key(
        &mut self,
        key: &[u8],
        accept_until_ms: Option<i64>,
        warn: impl FnMut(&'static str),
    ) -> Result<(), SettingsError> {
        let number = self.keys.len();
        let key = key_in(key, warn).map_err(|error| SettingsError::Key { number, error })?;
        self.keys.push(until(key, accept_until_ms));
        Ok(())
    }

    /// Adds the key that a file holds. `warn` is told what [`read_key_file`](store_auth_key_file::read_key_file) tells.
    ///
    /// # Errors
    /// [`SettingsError::KeyFile`]
    #[cfg(feature = "std")]
    pub fn add_key_file(
        &mut self,
        path: &std::path::Path,
        accept_until_ms: Option<i64>,
        warn: impl FnMut(&str),
    ) -> Result<(), SettingsError> {
        let key = store_auth_key_file::read_key_file(path, warn)?;
        self.keys.push(until(key, accept_until_ms));
        Ok(())
    }

    /// How many milliseconds after its expiry a request is still let in.
    ///
    /// # Errors
    /// [`SettingsError::Negative`]
    pub fn set_leeway(&mut self, milliseconds: i64) -> Result<(), SettingsError> {
        let leeway = duration("leeway", milliseconds)?;
        self.policy = mem::take(&mut self.policy).with_leeway(leeway);
        Ok(())
    }

    /// How many milliseconds before its expiry, at the most, a request is let in.
    ///
    /// # Errors
    /// [`SettingsError::Negative`]
    pub fn set_max_lifetime(&mut self, milliseconds: i64) -> Result<(), SettingsError> {
        let max_lifetime = duration("maximum lifetime", milliseconds)?;
        self.policy = mem::take(&mut self.policy).with_max_lifetime(max_lifetime);
        Ok(())
    }

    /// The product codes that are served, all of them. With none given, nobody is let in.
    ///
    /// # Errors
    /// [`SettingsError::Products`], and the policy is the default one from then on.
    pub fn set_products<T: AsRef<[u8]>>(
        &mut self,
        codes: impl IntoIterator<Item = T>,
    ) -> Result<(), SettingsError> {
        let policy = mem::take(&mut self.policy).with_products(codes);
        self.policy = policy.map_err(SettingsError::Products)?;
        Ok(())
    }

    /// Which text of the expiry a signature may cover, by its name: `as-received`, `java-sample` or `either`.
    ///
    /// # Errors
    /// [`SettingsError::ExpiryEncoding`]
    pub fn set_expiry_encoding(&mut self, name: &str) -> Result<(), SettingsError> {
        let encoding: ExpiryEncoding = name.parse().map_err(SettingsError::ExpiryEncoding)?;
        self.policy = mem::take(&mut self.policy).with_expiry_encoding(encoding);
        Ok(())
    }

    /// The verifier.
    ///
    /// # Errors
    /// [`SettingsError::NoKey`]
    pub fn into_verifier(self) -> Result<Verifier, SettingsError> {
        let keys = KeyRing::try_from(self.keys).map_err(SettingsError::NoKey)?;
        Ok(Verifier(store_auth::Verifier::new(keys).policy(self.policy)))
    }
}

fn until(key: ServerKey, accept_until_ms: Option<i64>) -> ServerKey {
    match accept_until_ms {
        Some(milliseconds) => key.accept_until(utc(milliseconds)),
        None => key,
    }
}

fn duration(name: &'static str, milliseconds: i64) -> Result<Duration, SettingsError> {
    match u64::try_from(milliseconds) {
        Ok(milliseconds) => Ok(Duration::from_millis(milliseconds)),
        Err(_) => Err(SettingsError::Negative { name, found: milliseconds }),
    }
}
