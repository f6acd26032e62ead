//! `/import`: a document becomes part of the catalogue, all of it or nothing.

use crate::{
    Store,
    admin::{
        answer::Answer,
        asked::{Asked, Content},
        caller::{self, May},
        changing::{Change, change},
        problem::{MistakeBody, Problem},
        query::Query,
    },
    document::{Document, Entries, ImportError, Mistakes, Summary, audited, plan},
    media_type::is_of_type,
    model::Scope,
    random_ids::NoRandomness,
};
use axum::extract::State;
use bytes::Bytes;
use http::HeaderMap;
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn router() -> OpenApiRouter<Store> {
    OpenApiRouter::new().routes(routes!(import))
}

/// How it is imported.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct How {
    /// Whether it is only told what would change.
    #[serde(default)]
    dry_run: bool,
}

/// The document, as it was sent.
#[derive(Debug)]
struct Text(Bytes);

impl Content for Text {
    const LONGEST: usize = 256 << 20;

    fn read(headers: &HeaderMap, body: Bytes) -> Result<Self, Problem> {
        // Which of them it is, is seen by how it begins.
        if is_of_type(headers, &["application/json", "application/x-ndjson", "application/toml"]) {
            Ok(Self(body))
        } else {
            Err(Problem::media_type("application/json, application/x-ndjson or application/toml"))
        }
    }
}

/// Adds and changes what a document says, and says what that was. Nothing is removed; with a mistake, nothing is changed.
/// A document with server keys needs scope `keys` as well.
#[utoipa::path(post, path = "/import", params(How),
    request_body(content(
        (Entries = "application/json"),
        (String = "application/x-ndjson"),
        (String = "application/toml"),
    )),
    security(("token" = ["catalogue"])),
    responses((status = 200, description = "What it changes", body = Summary)))]
async fn import(
    _: May<caller::Catalogue>,
    State(store): State<Store>,
    Query(How { dry_run }): Query<How>,
    asked: Asked<Text>,
) -> Result<Answer, Problem> {
    let (Text(text), asked) = asked.split();
    let document = Document::read(&text).map_err(mistakes)?;
    if document.entries().servers.iter().any(|server| server.key.is_some()) {
        asked.caller.needs(Scope::Keys)?;
    }
    if dry_run {
        let now = store.clock().now();
        let planned = plan(&document, &store.catalogue(), now, store.lifetime());
        return Ok(Answer::thing(&planned.map_err(refused)?.summary).untagged());
    }
    change(&store, &asked, |catalogue, now| {
        let planned = plan(&document, catalogue, now, store.lifetime()).map_err(refused)?;
        let answer = Answer::thing(&planned.summary);
        let (before, after) = audited(catalogue, &planned.edits);
        let after = json!({ "summary": planned.summary, "things": after });
        let change = Change::new("import", &"catalogue", planned.edits, answer);
        Ok(change.audited(Some(&json!({ "things": before })), Some(&after)))
    })
    .await
    .map(Answer::untagged)
}

fn refused(error: ImportError) -> Problem {
    match error {
        ImportError::Mistakes(found) => mistakes(found),
        ImportError::Seal(_) => NoRandomness.into(),
    }
}

fn mistakes(Mistakes { mistakes, more: _ }: Mistakes) -> Problem {
    let mistakes = mistakes.into_iter().map(|mistake| MistakeBody {
        line: mistake.line,
        member: mistake.member,
        problem: mistake.problem,
    });
    Problem::mistakes(mistakes.collect())
}
