//! Asks the admin interface, in this process, for what a page shows or changes: its rules hold, its log tells of it.

use super::{layout, visit::Visit};
use crate::{
    admin::{BASE, SignedIn},
    model::Scope,
    page::{Fields, sentence},
};
use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{
    Method, Request, StatusCode,
    header::{CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH, RETRY_AFTER},
};
use http_body_util::BodyExt;
use maud::html;
use serde_json::Value;
use tower::ServiceExt;

pub(super) use crate::escaped::escaped;

/// The name of the field with the tag that a thing had when its form was made.
pub(super) const TAG: &str = "_tag";
/// The name of the field that makes a form good for one change.
pub(super) const ONCE: &str = "_once";

/// What was answered.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub(super) json: Value,
    /// By which a change of it can be asked for.
    pub(super) tag: String,
}

/// Why it was refused, and to whom.
#[derive(Debug)]
pub(super) struct Refused {
    visit: Visit,
    pub(super) status: StatusCode,
    pub(super) detail: String,
    /// The member, parameter or header that is wrong.
    pub(super) field: Option<String>,
}

impl Refused {
    /// Whether it is another thing by now than the form was made of.
    pub(super) fn is_changed_meanwhile(&self) -> bool {
        self.status == StatusCode::PRECONDITION_FAILED && !self.is_there()
    }

    /// Whether there is a thing already that was to be new.
    pub(super) fn is_there(&self) -> bool {
        self.field.as_deref() == Some("If-None-Match")
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let title = match self.status {
            StatusCode::FORBIDDEN => "Your token is not for this",
            StatusCode::NOT_FOUND => "There is no such thing",
            _ => "This could not be done",
        };
        let page = layout::page(&self.visit, title, &html! { p { (sentence(&self.detail)) } });
        (self.status, page).into_response()
    }
}

impl Visit {
    /// What is there at a path.
    pub(super) async fn get(&self, path: &str) -> Result<Reply, Refused> {
        self.reply(self.request(Method::GET, path), Body::empty()).await
    }

    /// Changes something as a form says: once, and if it still is what it was when the form was made.
    pub(super) async fn change(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        form: &Fields,
    ) -> Result<Reply, Refused> {
        self.changed(self.request(method, path), body, form).await
    }

    /// Makes what is not there.
    pub(super) async fn make(
        &self,
        path: &str,
        body: &Value,
        form: &Fields,
    ) -> Result<Reply, Refused> {
        let request = self.request(Method::PUT, path).header(IF_NONE_MATCH, "*");
        self.changed(request, Some(body), form).await
    }

    async fn changed(
        &self,
        mut request: http::request::Builder,
        body: Option<&Value>,
        form: &Fields,
    ) -> Result<Reply, Refused> {
        if let once @ [_, ..] = form.get(ONCE).as_bytes() {
            request = request.header("idempotency-key", once);
        }
        if let tag @ [_, ..] = form.get(TAG).as_bytes() {
            request = request.header(IF_MATCH, tag);
        }
        let body = match body {
            Some(body) => {
                request = request.header(CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        self.reply(request, body).await
    }

    /// What is there at a path, as it comes.
    pub(super) async fn stream(&self, path: &str) -> Result<Response, Refused> {
        let response = self.call(self.request(Method::GET, path), Body::empty()).await?;
        if response.status().is_success() {
            Ok(response)
        } else {
            Err(self.refusal(response).await)
        }
    }

    fn request(&self, method: Method, path: &str) -> http::request::Builder {
        let of_session = SignedIn(self.session.token);
        Request::builder().method(method).uri(format!("{BASE}{path}")).extension(of_session)
    }

    async fn reply(&self, request: http::request::Builder, body: Body) -> Result<Reply, Refused> {
        let response = self.call(request, body).await?;
        if !response.status().is_success() {
            return Err(self.refusal(response).await);
        }
        let tag = response.headers().get(ETAG).and_then(|tag| tag.to_str().ok());
        let tag = tag.unwrap_or_default().to_owned();
        Ok(Reply { tag, json: json(response).await })
    }

    async fn call(&self, request: http::request::Builder, body: Body) -> Result<Response, Refused> {
        let request = request.body(body).map_err(|_| self.unasked())?;
        let Ok(response) = self.console.admin.clone().oneshot(request).await;
        Ok(response)
    }

    async fn refusal(&self, response: Response) -> Refused {
        let status = response.status();
        let wait = response.headers().contains_key(RETRY_AFTER);
        let problem = json(response).await;
        let text = |name: &str| problem[name].as_str().map(str::to_owned);
        let mut detail = text("detail").unwrap_or_default();
        if wait {
            detail.push_str(": try again in a moment");
        }
        Refused { visit: self.clone(), status, detail, field: text("field") }
    }

    /// That something is not of the kind that can be asked for.
    fn unasked(&self) -> Refused {
        let detail = "expected what can be part of a path".to_owned();
        self.refuse(StatusCode::BAD_REQUEST, detail, None)
    }

    /// Refuses a page that shows or does what a token is not for, where the interface is not asked yet, or not at all.
    pub(super) fn needs(&self, scope: Scope) -> Result<(), Refused> {
        if self.may(scope) {
            return Ok(());
        }
        let detail = format!("expected a token with scope {}", scope.name());
        Err(self.refuse(StatusCode::FORBIDDEN, detail, None))
    }

    /// That a page itself refuses something.
    pub(super) fn refuse(
        &self,
        status: StatusCode,
        detail: String,
        field: Option<String>,
    ) -> Refused {
        Refused { visit: self.clone(), status, detail, field }
    }
}

async fn json(response: Response) -> Value {
    let body = response.into_body().collect().await;
    let body = body.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    serde_json::from_slice(&body).unwrap_or_default()
}
