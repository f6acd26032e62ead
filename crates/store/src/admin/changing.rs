//! Makes a change that was asked for, once for each key, and answers.

use super::{
    answer::{Answer, json},
    asked::{Asked, Once},
    problem::Problem,
};
use crate::{
    Catalogue, ChangeError, Draft, Idempotency, Store,
    model::{Edit, Millis},
};
use serde::Serialize;
use serde_json::Value;

/// What a change is, and how it is answered.
#[derive(Debug)]
pub(super) struct Change {
    /// Such as `product.set`.
    action: &'static str,
    /// What it is done to.
    object: String,
    before: Option<Value>,
    after: Option<Value>,
    edits: Vec<Edit>,
    answer: Answer,
    /// The answer for who asks again, where that one has a secret.
    without_secret: Option<String>,
}

impl Change {
    /// A change without any edit is none, and is answered all the same.
    pub(super) fn new(
        action: &'static str,
        object: &impl ToString,
        edits: Vec<Edit>,
        answer: Answer,
    ) -> Self {
        Self {
            action,
            object: object.to_string(),
            before: None,
            after: None,
            edits,
            answer,
            without_secret: None,
        }
    }

    /// Says what the thing was and is, for the audit log.
    pub(super) fn audited(
        mut self,
        before: Option<&impl Serialize>,
        after: Option<&impl Serialize>,
    ) -> Self {
        // Of what is answered as JSON, none cannot be written.
        self.before = before.and_then(|thing| serde_json::to_value(thing).ok());
        self.after = after.and_then(|thing| serde_json::to_value(thing).ok());
        self
    }

    /// Says what is kept of an answer that shows a secret: the same without it.
    pub(super) fn kept_as(mut self, answer: &impl Serialize) -> Self {
        self.without_secret = Some(json(answer));
        self
    }
}

/// Makes a change of what the catalogue is, and answers when the Store serves by it. Whoever asks with the key of a change
/// that was made gets its answer again. One that was refused, or changed nothing, is asked for anew: that does no harm.
pub(super) async fn change<B>(
    store: &Store,
    asked: &Asked<B>,
    change: impl FnOnce(&Catalogue, Millis) -> Result<Change, Problem>,
) -> Result<Answer, Problem> {
    let mut answer = None;
    let mut line = None;
    let made = store.change(|catalogue| {
        let change = change(catalogue, store.clock().now())?;
        let body = change.without_secret.as_ref().unwrap_or(&change.answer.body);
        let kept = asked.once.as_ref().map(|once| Idempotency {
            token: asked.caller.name.to_string(),
            key: once.key.clone(),
            request: once.request,
            status: change.answer.status.as_u16(),
            body: body.clone(),
        });
        line = Some((change.action, change.object.clone()));
        answer = Some(change.answer);
        Ok(Draft {
            actor: asked.caller.name.to_string(),
            action: change.action,
            object: change.object,
            before: change.before,
            after: change.after,
            request_id: asked.request_id.clone(),
            edits: change.edits,
            idempotency: kept,
        })
    });
    let refused = match made.await {
        Ok(Some(version)) => {
            if let Some((action, object)) = line {
                let (actor, request_id) = (&*asked.caller.name, &*asked.request_id);
                tracing::info!(actor, action, object, version, request_id, "changed");
            }
            return Ok(answer.unwrap_or_else(Answer::nothing).of_version(version));
        }
        Ok(None) => None,
        Err(ChangeError::Refused(problem)) => Some(problem),
        Err(ChangeError::Repeated(kept)) => {
            return asked
                .once
                .as_ref()
                .map_or_else(|| Ok(Answer::nothing()), |once| again(once, kept));
        }
        Err(ChangeError::Unavailable(error)) => return Err(error.into()),
    };
    // It may be that it was made before, and can't be made twice.
    if let Some(once) = &asked.once
        && let Some(kept) = store.idempotency(&asked.caller.name, &once.key).await?
    {
        return again(once, kept);
    }
    refused.map_or_else(|| Ok(answer.unwrap_or_else(Answer::nothing)), Err)
}

fn again(once: &Once, kept: Idempotency) -> Result<Answer, Problem> {
    if kept.request == once.request {
        Ok(Answer::repeated(kept.status, kept.body))
    } else {
        Err(Problem::other_request())
    }
}
