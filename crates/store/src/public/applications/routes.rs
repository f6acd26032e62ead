//! The paths: pages for people, and JSON for programs.

use super::{
    BASE,
    apply::Applying,
    field::Form,
    given::{AppGiven, Given, ServerGiven},
    openapi,
    pages::{self, Kind},
    problem,
    refused::Refused,
    rules::ApplicationRules,
};
use crate::{
    Store,
    media_type::is_of_type,
    page::{self, Fields},
    public::client_address::Network,
};
use axum::{
    Extension, Router,
    body::Body,
    extract::{Request, State},
    middleware,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use bytes::Bytes;
use http::{StatusCode, header::RETRY_AFTER};
use http_body_util::{BodyExt, Limited};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Answers on all paths of `/apply`. A request says where it comes from by a [`Network`] among its extensions.
pub(in crate::public) fn router(store: Store, rules: &ApplicationRules) -> Router {
    let (posted, document) = documented();
    Router::new()
        .route(BASE, get(async || pages::choice()))
        .route("/apply/app", get(async || empty(Kind::App)))
        .route("/apply/server", get(async || empty(Kind::Server)))
        .route("/apply/received", get(async || pages::received()))
        .merge(posted)
        .merge(openapi::router(&document))
        .merge(page::assets(BASE))
        .fallback(async || nothing(StatusCode::NOT_FOUND, "There is no such page"))
        .method_not_allowed_fallback(async || {
            nothing(StatusCode::METHOD_NOT_ALLOWED, "This cannot be done here")
        })
        .layer(middleware::map_response(async |answer| page::restricted(answer, "no-referrer")))
        .with_state(Arc::new(Applying::new(store, rules)))
}

fn documented() -> (Router<Arc<Applying>>, utoipa::openapi::OpenApi) {
    let routes = OpenApiRouter::with_openapi(openapi::document());
    routes.routes(routes!(app)).routes(routes!(server)).split_for_parts()
}

fn empty(kind: Kind) -> Response {
    let typed = Fields::default().with("currency", "USD");
    pages::form(kind, Form { typed: &typed, refused: None })
}

fn nothing(status: StatusCode, title: &str) -> Response {
    (status, pages::refused(title, "Choose what to apply for.")).into_response()
}

/// That an application is kept.
#[derive(Debug, Serialize, ToSchema)]
struct Received {
    /// `waiting`: somebody decides it, and writes to its contact e-mail.
    state: &'static str,
}

/// Applies for a product code. The same once more, while it waits, is one application.
#[utoipa::path(post, path = "/apply/app", request_body = AppGiven, responses(
    (status = 202, description = "It is kept, and waits to be decided", body = Received),
    (status = "default", description = "It is refused, and nothing of it is kept", body = problem::Problem, content_type = "application/problem+json")))]
async fn app(
    State(applying): State<Arc<Applying>>,
    Extension(from): Extension<Network>,
    request: Request,
) -> Response {
    take::<AppGiven>(Kind::App, &applying, from, request).await
}

/// Applies for a server key. The same once more, while it waits, is one application.
#[utoipa::path(post, path = "/apply/server", request_body = ServerGiven, responses(
    (status = 202, description = "It is kept, and waits to be decided", body = Received),
    (status = "default", description = "It is refused, and nothing of it is kept", body = problem::Problem, content_type = "application/problem+json")))]
async fn server(
    State(applying): State<Arc<Applying>>,
    Extension(from): Extension<Network>,
    request: Request,
) -> Response {
    take::<ServerGiven>(Kind::Server, &applying, from, request).await
}

async fn take<G: Given>(
    kind: Kind,
    applying: &Applying,
    from: Network,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let is_form = is_of_type(&parts.headers, &["application/x-www-form-urlencoded"]);
    let is_json = is_of_type(&parts.headers, &["application/json"]);
    let mut typed = Fields::default();
    let taken = async {
        if !is_form && !is_json {
            return Err(Refused::Type);
        }
        let body = whole(body).await?;
        let given = if is_form {
            typed = Fields::read(&body);
            G::of_form(&typed)?
        } else {
            G::of_json(&body)?
        };
        let (vendor, sought) = given.parts();
        applying.apply(from, vendor, sought).await
    };
    let taken = taken.await;
    match taken {
        Ok(()) if is_form => Redirect::to("/apply/received").into_response(),
        Ok(()) => (StatusCode::ACCEPTED, axum::Json(Received { state: "waiting" })).into_response(),
        Err(refused) => {
            let mut response = if is_form {
                let page = pages::form(kind, Form { typed: &typed, refused: Some(&refused) });
                (refused.status().0, page).into_response()
            } else {
                problem::response(&refused)
            };
            let wait = refused.retry_after();
            response.headers_mut().extend(wait.map(|wait| (RETRY_AFTER, wait.into())));
            response
        }
    }
}

/// The longest that a form gets whose every letter is of four bytes, each written as `%XX`, has room in it.
const LONGEST: usize = 1 << 17;

async fn whole(body: Body) -> Result<Bytes, Refused> {
    let read = Limited::new(body, LONGEST).collect().await;
    read.map(http_body_util::Collected::to_bytes).map_err(|error| {
        if error.is::<http_body_util::LengthLimitError>() {
            Refused::TooLong
        } else {
            Refused::wrong("", "the body broke off")
        }
    })
}
