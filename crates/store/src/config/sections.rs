//! The sections that are the Store's own. `docs/store.md` describes every key.

use serde::{Deserialize, Deserializer, de::Error};
use std::{path::PathBuf, time::Duration};
use store_auth_serve::config::values;

/// `[authorization]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Authorization {
    #[serde(deserialize_with = "lifetime")]
    pub(super) lifetime: Duration,
}

const HOUR: Duration = Duration::from_hours(1);

impl Default for Authorization {
    fn default() -> Self {
        Self { lifetime: 24 * HOUR }
    }
}

/// Apps ask again an hour before the expiry, so a shorter one makes them ask without pause; their timers overflow
/// beyond 24.8 days.
fn lifetime<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let expected = || D::Error::custom("expected a duration from \"2h\" to \"24d\"");
    let lifetime = values::duration(deserializer).map_err(|_: D::Error| expected())?;
    if (2 * HOUR..=24 * 24 * HOUR).contains(&lifetime) { Ok(lifetime) } else { Err(expected()) }
}

/// `[master_key]`: where the master key is, if it is not in the folder of the Store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MasterKeySource {
    /// In a file.
    File(PathBuf),
    /// In a credential of systemd's, by its name.
    Credential(String),
}

#[derive(Deserialize)]
#[serde(try_from = "MasterKeyAsWritten")]
pub(super) struct MasterKeyKeys(pub(super) MasterKeySource);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MasterKeyAsWritten {
    file: Option<PathBuf>,
    credential: Option<String>,
}

impl TryFrom<MasterKeyAsWritten> for MasterKeyKeys {
    type Error = &'static str;

    fn try_from(keys: MasterKeyAsWritten) -> Result<Self, Self::Error> {
        match keys {
            MasterKeyAsWritten { file: Some(path), credential: None } => {
                Ok(Self(MasterKeySource::File(path)))
            }
            MasterKeyAsWritten { file: None, credential: Some(name) } => {
                if name.is_empty() || name.contains('/') {
                    return Err("expected a `credential` by its name, which has no slash");
                }
                Ok(Self(MasterKeySource::Credential(name)))
            }
            _ => Err("expected either `file` or `credential`"),
        }
    }
}
