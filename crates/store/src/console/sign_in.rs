//! Signing in with a token, and out.

use super::{
    layout::bare,
    origin,
    posted::{Posted, refused, whole},
    state::Console,
    visit::{COOKIE_NAME, SECURE_COOKIE},
};
use crate::{
    admin::taken,
    page::{Fields, problem, sentence},
    tokens,
};
use axum::{
    Router,
    extract::{Request, State},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use http::{
    StatusCode, Uri,
    header::{RETRY_AFTER, SET_COOKIE},
};
use maud::html;
use store_auth_serve::Peer;

pub(super) fn router() -> Router<Console> {
    Router::new()
        .route("/console/sign-in", get(show).post(sign_in))
        .route("/console/sign-out", post(sign_out))
}

async fn show(uri: Uri) -> Response {
    let query = Fields::read(uri.query().unwrap_or_default().as_bytes());
    let why = match query.get("why") {
        "ended" => "Your token was revoked or has expired. Sign in with another one.",
        "out" => "You are signed out.",
        _ => "",
    };
    page(query.get("to"), why, None)
}

fn page(to: &str, why: &str, wrong: Option<&str>) -> Response {
    let content = html! {
        main.sign-in #content {
            h1 { "Sign in to the Store" }
            @if !why.is_empty() { p.done role="status" { (why) } }
            @if let Some(wrong) = wrong {
                (problem("You are not signed in", &html! { a href="#field-token" { (wrong) } }))
            }
            form method="post" novalidate action="/console/sign-in" {
                input type="hidden" name="to" value=(to);
                div.field {
                    label for="field-token" { "Token" }
                    p.hint #field-token-hint {
                        "Such as the one in " code { "admin.token" } " of the Store's folder. What you can do here is what it is for."
                    }
                    @if let Some(wrong) = wrong { p.wrong #field-token-wrong { (wrong) } }
                    input type="password" id="field-token" name="token" required autocomplete="current-password" spellcheck="false"
                        aria-invalid=[wrong.map(|_| "true")]
                        aria-describedby=(if wrong.is_some() { "field-token-wrong field-token-hint" } else { "field-token-hint" });
                }
                div.actions { button { "Sign in" } }
            }
        }
    };
    bare("Sign in", &content)
}

async fn sign_in(State(console): State<Console>, request: Request) -> Response {
    if let Err(detail) = origin::expect_own(request.headers()) {
        return refused(StatusCode::FORBIDDEN, detail);
    }
    let is_secure = origin::is_secure(request.headers());
    let address = request.extensions().get::<Peer>().and_then(|peer| peer.address);
    if !console.attempts.may_try(address.map(|address| address.ip())) {
        let wrong = "There were too many attempts: try again in a minute.";
        let page = page("", "", Some(wrong));
        return (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, "60")], page).into_response();
    }
    let body = match whole(request.into_body()).await {
        Ok(body) => body,
        Err(refused) => return refused,
    };
    let fields = Fields::read(&body);
    let to = fields.get("to").to_owned();
    let hash = tokens::hash(fields.get("token"));
    let now = console.store.clock().now();
    let caller = match taken(&console.store, &hash) {
        Ok(caller) => caller,
        Err(wrong) => {
            tracing::warn!("console: a sign-in was refused: {wrong}");
            let wrong = sentence(wrong);
            return (StatusCode::FORBIDDEN, page(&to, "", Some(&wrong))).into_response();
        }
    };
    let Ok(cookie) = console.sessions.begin(hash, is_secure, now) else {
        return refused(StatusCode::SERVICE_UNAVAILABLE, "no random numbers from the system");
    };
    tracing::info!(actor = &*caller.name, "signed in to the console");
    console.bills.begin();
    let to = own_page(&to);
    (AppendHeaders([(SET_COOKIE, set_cookie(&cookie, is_secure))]), Redirect::to(to))
        .into_response()
}

fn set_cookie(cookie: &str, is_secure: bool) -> String {
    let end = if cookie.is_empty() { "; Max-Age=0" } else { "" };
    if is_secure {
        // Browsers keep this name for cookies of all paths.
        format!("{SECURE_COOKIE}={cookie}; Path=/; Secure; HttpOnly; SameSite=Strict{end}")
    } else {
        format!("{COOKIE_NAME}={cookie}; Path=/console; HttpOnly; SameSite=Strict{end}")
    }
}

/// A page of the console; the first where another one is named.
fn own_page(to: &str) -> &str {
    let is_visible = to.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let rest = to.strip_prefix("/console").filter(|_| is_visible);
    if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?'])) {
        to
    } else {
        "/console"
    }
}

async fn sign_out(posted: Posted) -> Response {
    let visit = &posted.visit;
    visit.console.sessions.end(&visit.cookie);
    let cookie = set_cookie("", visit.session.is_secure);
    let to = Redirect::to("/console/sign-in?why=out");
    (AppendHeaders([(SET_COOKIE, cookie)]), to).into_response()
}

#[cfg(test)]
mod tests {
    use super::own_page;

    #[test]
    fn after_signing_in_nobody_is_sent_elsewhere() {
        assert_eq!(own_page("/console/products?after=1"), "/console/products?after=1");
        for elsewhere in [
            "",
            "//evil.example",
            "https://evil.example",
            "/consoles",
            "/console\\@evil",
            "/console/a b",
            "/",
        ] {
            assert_eq!(own_page(elsewhere), "/console", "{elsewhere}");
        }
    }
}
