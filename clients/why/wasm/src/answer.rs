//! What a question is answered, as JSON.

use crate::{problem::Problem, question::Question};
use serde::Serialize;
use store_auth_explain::{Explanation, TEXT_MAX};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Answer {
    /// As data and as text for people.
    Explained {
        explanation: Box<Explanation>,
        text: String,
    },
    Problem(Problem),
}

/// The report on what a question asks, or what is wrong with the question.
///
/// Both are JSON. A question is `{"text": …, "now": …}`, with the members `at`, `keys`, `retiredKeys`, `otherServers`,
/// `otherId` and `policy` where they are told; the answer is `{"explained": {"explanation": …, "text": …}}` or
/// `{"problem": {"member": …, "message": …}}`.
#[must_use]
pub fn answer_to(question: &[u8]) -> Vec<u8> {
    let answer = explained(question).unwrap_or_else(Answer::Problem);
    // It has text for every key, and nothing that fails.
    serde_json::to_vec(&answer).unwrap_or_default()
}

fn explained(question: &[u8]) -> Result<Answer, Problem> {
    let question: Question<'_> =
        serde_json::from_slice(question).map_err(|error| Problem::with("", error))?;
    if question.text.trim_ascii().is_empty() {
        return Err(Problem::with("text", "expected a request, or a line of a log"));
    }
    if question.text.len() > TEXT_MAX {
        let message = format!("expected a request of at most {TEXT_MAX} bytes");
        return Err(Problem::with("text", message));
    }
    let (now, at) = (question.now()?, question.at()?);
    let explanation = question.explainer()?.explain_pasted(&question.text, at, now);
    let text = explanation.report().text(|_, word| word.to_owned());
    Ok(Answer::Explained { explanation: Box::new(explanation), text })
}
