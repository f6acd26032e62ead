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

/// What a change is, and how it is answered.
#[derive(Debug)]
pub(super) struct Change {
    /// Without whoever asks for it, and how.
    draft: Draft,
    answer: Answer,
    /// The answer for who asks again, where that one has a secret.
    without_secret: Option<String>,
}

impl Change {
    /// A change without any edit is none, and is answered all the same.
    pub(super) fn new(
        action: &'static str,
        object: &impl ToString,
        edits: impl IntoIterator<Item = Edit>,
        answer: Answer,
    ) -> Self {
        let (object, edits) = (object.to_string(), edits.into_iter().collect());
        let draft = Draft { action, object, edits, ..Draft::default() };
        Self { draft, answer, without_secret: None }
    }

    /// Says what the thing was and is, for the audit log.
    pub(super) fn audited(
        mut self,
        before: Option<&impl Serialize>,
        after: Option<&impl Serialize>,
    ) -> Self {
        // Of what is answered as JSON, none cannot be written.
        self.draft.before = before.and_then(|thing| serde_json::to_value(thing).ok());
        self.draft.after = after.and_then(|thing| serde_json::to_value(thing).ok());
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
        let Change { draft, answer: its_answer, without_secret } =
            change(catalogue, store.clock().now())?;
        let body = without_secret.unwrap_or_else(|| its_answer.body.clone());
        let kept = asked.once.as_ref().map(|once| Idempotency {
            token: asked.caller.name.to_string(),
            key: once.key.clone(),
            request: once.request,
            status: its_answer.status.as_u16(),
            body,
        });
        line = Some((draft.action, draft.object.clone()));
        answer = Some(its_answer);
        Ok(Draft {
            actor: asked.caller.name.to_string(),
            request_id: asked.request_id.clone(),
            idempotency: kept,
            ..draft
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
