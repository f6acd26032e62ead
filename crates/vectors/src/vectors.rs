//! The vectors file.

use crate::{
    Instant, Outcome, Verdict,
    written_as::{object, objects, string},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};
use store_auth::{
    Denied, ExpiryEncoding, Field, KeyError, KeyRing, Malformed, Request, ServerKey, Verifier,
};

const SCHEMA: &str = "store-auth-vectors-v1";

/// A vectors file, read and checked by [`Vectors::from_json`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Vectors {
    /// How many tests there are in all groups.
    pub number_of_tests: usize,
    /// What each flag means.
    pub notes: BTreeMap<String, String>,
    /// The groups.
    pub test_groups: Vec<Group>,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct File {
    schema: String,
    number_of_tests: usize,
    notes: BTreeMap<String, String>,
    #[serde(deserialize_with = "objects")]
    test_groups: Vec<Group>,
}

/// Tests under one instant, one set of keys and one policy.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Group {
    /// What the tests have in common.
    pub name: String,
    /// The time at which the requests are verified.
    pub now: Instant,
    /// The server's keys, the current one first.
    #[serde(deserialize_with = "objects")]
    pub server_keys: Vec<Key>,
    /// The server's policy.
    #[serde(deserialize_with = "object")]
    pub policy: Policy,
    /// The tests.
    #[serde(deserialize_with = "objects")]
    pub tests: Vec<Test>,
}

/// A server key of a group. These keys are public: they protect nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Key {
    /// The key.
    pub key: String,
    /// The last instant at which it is accepted; null for no end.
    #[serde(deserialize_with = "Option::deserialize")]
    pub accept_until: Option<Instant>,
}

/// The policy of a group.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Policy {
    /// Which text of the expiry a signature may cover.
    #[serde(deserialize_with = "string")]
    pub expiry_encoding: ExpiryEncoding,
    /// The leeway in seconds.
    pub leeway_seconds: u64,
    /// The served product codes; null for all.
    #[serde(deserialize_with = "Option::deserialize")]
    pub products: Option<Vec<String>>,
    /// The maximum lifetime in seconds; null for none.
    #[serde(deserialize_with = "Option::deserialize")]
    pub max_lifetime_seconds: Option<u64>,
}

/// One request and the verdict that it must get.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Test {
    /// The test's number, unique in its file.
    pub tc_id: u64,
    /// What the test is about.
    pub comment: String,
    /// What kinds of test it is; the file's notes explain each.
    pub flags: Vec<String>,
    /// The id of a display or company.
    pub id: String,
    /// The product code.
    pub pc: String,
    /// The expiry.
    pub expiry: String,
    /// The signature.
    pub signature: String,
    /// The verdict: authorized or denied.
    #[serde(deserialize_with = "string")]
    pub result: Outcome,
    /// The code of the reason, where denied.
    #[serde(deserialize_with = "Option::deserialize")]
    pub reason: Option<String>,
    /// The first bad field, where malformed.
    #[serde(deserialize_with = "Option::deserialize")]
    pub field: Option<String>,
    /// Which key matched, where authorized.
    #[serde(deserialize_with = "Option::deserialize")]
    pub key: Option<u64>,
    /// When the authorization expires, where authorized.
    #[serde(deserialize_with = "Option::deserialize")]
    pub expires_at: Option<Instant>,
}

/// Why a text is no vectors file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VectorsError {
    /// Not JSON, a member that is unknown or missing, or a value of another kind; with line and column.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// Another schema.
    #[error("schema: expected {SCHEMA:?}, found {0:?}")]
    Schema(String),
    /// The file is not whole.
    #[error("numberOfTests: expected {expected} tests, found {found}")]
    NumberOfTests {
        /// What the file announces.
        expected: usize,
        /// What it holds.
        found: usize,
    },
    /// Nothing would be tested.
    #[error("testGroups: expected at least one")]
    NoTests,
    /// Two tests with one number.
    #[error("tcId {0}: given to two tests")]
    RepeatedTcId(u64),
    /// A flag that the notes don't explain.
    #[error("tcId {tc_id}: flag {flag:?} is not in notes")]
    UnknownFlag {
        /// The test.
        tc_id: u64,
        /// Its flag.
        flag: String,
    },
    /// A reason or field that the scheme doesn't have.
    #[error("tcId {tc_id}: {member}: no such value: {found:?}")]
    UnknownValue {
        /// The test.
        tc_id: u64,
        /// `reason` or `field`.
        member: &'static str,
        /// Its value.
        found: String,
    },
    /// Keys or a policy that no verifier can have, or no tests.
    #[error("group {name:?}: {error}")]
    Group {
        /// The group.
        name: String,
        /// What is wrong with it.
        error: GroupError,
    },
}

/// Why a group is none: its keys and policy make no verifier, or it has no tests.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GroupError {
    /// There is no test.
    #[error("tests: expected at least one")]
    NoTest,
    /// There is no key.
    #[error("serverKeys: expected at least one")]
    NoKey,
    /// A key is refused.
    #[error("serverKeys[{index}]: {error}")]
    Key {
        /// Which key.
        index: usize,
        /// Why.
        error: KeyError,
    },
    /// A served product code is refused.
    #[error("products: {0}")]
    Products(Malformed),
}

impl Vectors {
    /// Reads a vectors file. A byte order mark before it is passed over.
    ///
    /// # Errors
    /// A [`VectorsError`] for anything that the format does not have, and for a file that contradicts itself.
    pub fn from_json(json: &[u8]) -> Result<Self, VectorsError> {
        let json = json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json);
        let mut text = serde_json::Deserializer::from_slice(json);
        let File { schema, number_of_tests, notes, test_groups } = object(&mut text)?;
        text.end()?;
        if schema != SCHEMA {
            return Err(VectorsError::Schema(schema));
        }
        let vectors = Self { number_of_tests, notes, test_groups };
        vectors.check()?;
        Ok(vectors)
    }

    fn check(&self) -> Result<(), VectorsError> {
        let found = self.test_groups.iter().map(|group| group.tests.len()).sum();
        if found != self.number_of_tests {
            return Err(VectorsError::NumberOfTests { expected: self.number_of_tests, found });
        }
        if self.test_groups.is_empty() {
            return Err(VectorsError::NoTests);
        }
        let mut tc_ids = BTreeSet::new();
        for group in &self.test_groups {
            let has_test = if group.tests.is_empty() { Err(GroupError::NoTest) } else { Ok(()) };
            if let Err(error) = has_test.and_then(|()| group.verifier().map(drop)) {
                let name = group.name.clone();
                return Err(VectorsError::Group { name, error });
            }
            for test in &group.tests {
                let tc_id = test.tc_id;
                if !tc_ids.insert(tc_id) {
                    return Err(VectorsError::RepeatedTcId(tc_id));
                }
                if let Some(flag) = test.flags.iter().find(|flag| !self.notes.contains_key(*flag)) {
                    let flag = flag.clone();
                    return Err(VectorsError::UnknownFlag { tc_id, flag });
                }
                let fields = Field::ALL.map(Field::name);
                for (member, value, known) in [
                    ("reason", &test.reason, &Denied::CODES[..]),
                    ("field", &test.field, &fields[..]),
                ] {
                    let unknown = value.iter().find(|value| !known.contains(&value.as_str()));
                    if let Some(found) = unknown.cloned() {
                        return Err(VectorsError::UnknownValue { tc_id, member, found });
                    }
                }
            }
        }
        Ok(())
    }
}

impl Group {
    /// The verifier of this group's keys and policy.
    ///
    /// # Errors
    /// A [`GroupError`] for keys or products outside the grammar. A file that [`Vectors::from_json`] read has none.
    pub fn verifier(&self) -> Result<Verifier, GroupError> {
        let Policy { expiry_encoding, leeway_seconds, products, max_lifetime_seconds } =
            &self.policy;
        let mut verifier = Verifier::new(self.key_ring()?)
            .expiry_encoding(*expiry_encoding)
            .leeway(Duration::from_secs(*leeway_seconds));
        if let Some(products) = products {
            verifier = verifier.products(products).map_err(GroupError::Products)?;
        }
        if let Some(seconds) = *max_lifetime_seconds {
            verifier = verifier.max_lifetime(Duration::from_secs(seconds));
        }
        Ok(verifier)
    }

    fn key_ring(&self) -> Result<KeyRing, GroupError> {
        let keys = self.server_keys.iter().enumerate().map(|(index, key)| {
            let parsed =
                ServerKey::new(&key.key).map_err(|error| GroupError::Key { index, error })?;
            Ok(match key.accept_until {
                Some(until) => parsed.accept_until(until.0),
                None => parsed,
            })
        });
        KeyRing::try_from(keys.collect::<Result<Vec<_>, _>>()?).map_err(|_| GroupError::NoKey)
    }
}

impl Test {
    /// The request.
    #[must_use]
    pub fn request(&self) -> Request<'_> {
        Request::new(&self.id, &self.pc, &self.expiry, &self.signature)
    }

    /// The verdict that it must get.
    #[must_use]
    pub fn expected(&self) -> Verdict {
        Verdict {
            result: self.result,
            reason: self.reason.clone(),
            field: self.field.clone(),
            key: self.key,
            expires_at: self.expires_at,
        }
    }
}
