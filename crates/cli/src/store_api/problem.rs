//! What the Store says where it refuses.

use anyhow::anyhow;
use serde::Deserialize;
use std::{fmt::Write, io::Read};
use ureq::{Body, http::Response};

/// `application/problem+json`, as far as it is shown.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Problem {
    detail: String,
    code: String,
    field: Option<String>,
    line: Option<usize>,
    mistakes: Vec<Mistake>,
}

/// One of many.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Mistake {
    line: usize,
    member: String,
    problem: String,
}

const READ_AT_MOST: u64 = 1 << 20;

/// The error that an answer is.
pub(super) fn read(mut response: Response<Body>) -> anyhow::Error {
    let status = response.status();
    let mut text = Vec::new();
    // What came is enough.
    let _ = response.body_mut().as_reader().take(READ_AT_MOST).read_to_end(&mut text);
    let Ok(problem) = serde_json::from_slice::<Problem>(&text) else {
        return anyhow!("the Store answers {status}, expected what an admin interface says");
    };
    let mistakes: Vec<_> = problem
        .mistakes
        .iter()
        .map(|mistake| located(Some(mistake.line), &mistake.member, &mistake.problem))
        .collect();
    if mistakes.is_empty() {
        // Which header said so, only who wrote it wants to know.
        let is_condition = problem.code == "changed-meanwhile";
        let field = problem.field.filter(|_| !is_condition).unwrap_or_default();
        return anyhow!(located(problem.line, &field, &problem.detail));
    }
    // A line each.
    anyhow!(mistakes.join("\n"))
}

fn located(line: Option<usize>, field: &str, problem: &str) -> String {
    let mut text = String::new();
    if let Some(line) = line {
        // A text can always be written to.
        let _ = write!(text, "line {line}: ");
    }
    if !field.is_empty() {
        let _ = write!(text, "{field}: ");
    }
    text + problem
}
