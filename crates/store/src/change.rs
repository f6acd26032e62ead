//! A change of the catalogue, with all that is kept of it.

use crate::model::{Edit, Millis};
use serde_json::Value;

/// A change that is not made yet.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Who: the name of a token, or what of the Store does it by itself.
    pub actor: String,
    /// What is done, such as `product.set`.
    pub action: &'static str,
    /// What it is done to, such as a product code.
    pub object: String,
    /// What that was before, without secrets.
    pub before: Option<Value>,
    /// What it is then, without secrets.
    pub after: Option<Value>,
    /// The id of the request that asks for it.
    pub request_id: String,
    /// Whether other Stores of the same database may see it a second later, rather than at once.
    pub may_wait: bool,
    /// What is otherwise from now on. Without any nothing is changed and nothing is kept.
    pub edits: Vec<Edit>,
    /// The answer to keep for who asks again with the same key.
    pub idempotency: Option<Idempotency>,
}

/// A change of the catalogue: one transaction.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    /// The version of the catalogue that it makes: one more than before.
    pub version: u64,
    /// When.
    pub at: Millis,
    /// Who made it, and what it is.
    pub draft: Draft,
}

/// An answer that is given again to who asks again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idempotency {
    /// Whose token asked: keys of two tokens are two keys.
    pub token: String,
    /// The key.
    pub key: String,
    /// The SHA-256 of the method, the path and the body.
    pub request: [u8; 32],
    /// The status of the answer.
    pub status: u16,
    /// The body of the answer. One with a secret is not kept: it is empty.
    pub body: String,
}

/// A row of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// The version of the catalogue that the change made.
    pub version: u64,
    /// When.
    pub at: Millis,
    /// Who.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// What it was done to.
    pub object: String,
    /// What that was before.
    pub before: Option<Value>,
    /// What it was then.
    pub after: Option<Value>,
    /// The id of the request that asked for it.
    pub request_id: String,
}
