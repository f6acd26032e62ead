//! Requests to the admin interface, and what comes back.

use super::problem;
use crate::output::console::warn;
use anyhow::{Context, anyhow, bail};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use std::{
    io::{Cursor, Read},
    sync::Arc,
    time::Duration,
};
use ureq::{
    Agent, Body, SendBody,
    http::{Request, Response, StatusCode, Uri, header},
    tls::{Certificate, RootCerts, TlsConfig},
};
use zeroize::Zeroizing;

/// Whoever does not answer at all is not waited for.
const CONNECTING: Duration = Duration::from_secs(10);
/// What is not escaped in a path.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// An answer that is held in memory: a page of a thousand of the longest things.
const HELD: u64 = 64 << 20;

/// Sent with a body: who refuses it unread then says so before it is sent. Of one who says so and closes while it is sent,
/// only a broken pipe might be seen.
const ASK_FIRST: (&str, &str) = ("expect", "100-continue");

/// A client with a token.
pub(crate) struct Client {
    agent: Agent,
    base: String,
    /// The header's value.
    token: Zeroizing<String>,
}

/// A thing, and the tag of what it is now.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) json: Value,
    pub(crate) tag: Option<String>,
}

/// The path of a thing.
pub(crate) fn path(parts: &[&str]) -> String {
    let escaped = parts.iter().map(|part| utf8_percent_encode(part, PLAIN).to_string());
    escaped.fold(String::new(), |path, part| path + "/" + &part)
}

impl Client {
    pub(super) fn new(url: &str, token: &Zeroizing<String>) -> anyhow::Result<Self> {
        let base = url.trim_end_matches('/');
        let uri: Uri = base.parse().context("the Store's URL")?;
        let is_local = uri
            .host()
            .is_some_and(|host| matches!(host, "localhost" | "[::1]") || host.starts_with("127."));
        match uri.scheme_str() {
            Some("https") => {}
            Some("http") if is_local => {}
            Some("http") => {
                warn(format_args!("{base}: the token passes in the clear; expected https://"));
            }
            _ => bail!("the Store's URL: expected http:// or https:// before a name or address"),
        }
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // A token goes where it was sent to, and nowhere else.
            .max_redirects(0)
            .proxy(None)
            .timeout_connect(Some(CONNECTING));
        let config = match uri.scheme_str() {
            Some("https") => config.tls_config(tls()?),
            _ => config,
        };
        let token = Zeroizing::new(format!("Bearer {}", &**token));
        Ok(Self { agent: config.build().into(), base: base.to_owned(), token })
    }

    /// Asks for a thing.
    pub(crate) fn get(&self, path: &str, query: &[(&str, &str)]) -> anyhow::Result<Answer> {
        held(self.stream(path, query)?)
    }

    /// Asks for what may be long.
    pub(crate) fn stream(
        &self,
        path: &str,
        query: &[(&str, &str)],
    ) -> anyhow::Result<Response<Body>> {
        self.send("GET", path, query, &[], SendBody::none())
    }

    /// Adds, replaces or does something. `headers` has conditions.
    pub(crate) fn change(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> anyhow::Result<Answer> {
        let text = body.map(Value::to_string);
        let json = [("content-type", "application/json"), ASK_FIRST];
        let headers = [headers, if text.is_some() { &json } else { &[] }].concat();
        let body = match text {
            Some(text) => SendBody::from_owned_reader(Cursor::new(text.into_bytes())),
            None => SendBody::none(),
        };
        held(self.send(method, path, &[], &headers, body)?)
    }

    /// Removes a thing, and says whether it was there.
    pub(crate) fn remove(&self, path: &str) -> anyhow::Result<bool> {
        let response = self.ask("DELETE", path, &[], &[("if-match", "*")], SendBody::none())?;
        if response.status() == StatusCode::PRECONDITION_FAILED {
            return Ok(false);
        }
        accepted(response).map(|_| true)
    }

    /// Sends what may be long.
    pub(crate) fn upload(
        &self,
        path: &str,
        query: &[(&str, &str)],
        content_type: &str,
        body: &mut dyn Read,
    ) -> anyhow::Result<Answer> {
        let headers = [("content-type", content_type), ASK_FIRST];
        held(self.send("POST", path, query, &headers, SendBody::from_reader(body))?)
    }

    fn send(
        &self,
        method: &str,
        path: &str,
        query: &[(&str, &str)],
        headers: &[(&str, &str)],
        body: SendBody<'_>,
    ) -> anyhow::Result<Response<Body>> {
        accepted(self.ask(method, path, query, headers, body)?)
    }

    fn ask(
        &self,
        method: &str,
        path: &str,
        query: &[(&str, &str)],
        headers: &[(&str, &str)],
        body: SendBody<'_>,
    ) -> anyhow::Result<Response<Body>> {
        let pairs = query
            .iter()
            .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, PLAIN)));
        let pairs: Vec<_> = pairs.collect();
        let start = if pairs.is_empty() { "" } else { "?" };
        let uri = format!("{}/admin/v1{path}{start}{}", self.base, pairs.join("&"));
        let mut request = Request::builder()
            .method(method)
            .uri(uri)
            .header(header::AUTHORIZATION, self.token.as_str());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.agent.run(request.body(body)?);
        response.map_err(|error| anyhow!("{}: {error}", self.base))
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("base", &self.base).finish_non_exhaustive()
    }
}

/// An answer that is no refusal.
fn accepted(response: Response<Body>) -> anyhow::Result<Response<Body>> {
    if response.status().is_success() { Ok(response) } else { Err(problem::read(response)) }
}

/// All of an answer.
fn held(mut response: Response<Body>) -> anyhow::Result<Answer> {
    let tag = response.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok());
    let tag = tag.map(str::to_owned);
    let reader = response.body_mut().with_config().limit(HELD).reader();
    let text = std::io::read_to_string(reader).context("the Store's answer")?;
    let json = match text.as_str() {
        "" => Value::Null,
        text => serde_json::from_str(text).context("the Store's answer: expected JSON")?,
    };
    Ok(Answer { json, tag })
}

/// Trusts whom this machine trusts.
fn tls() -> anyhow::Result<TlsConfig> {
    let found = rustls_native_certs::load_native_certs();
    if found.certs.is_empty() {
        bail!(
            "no certificates of this machine: expected those that SSL_CERT_FILE or the system has"
        );
    }
    let roots: Vec<_> =
        found.certs.iter().map(|der| Certificate::from_der(der.as_ref()).to_owned()).collect();
    Ok(TlsConfig::builder()
        .root_certs(RootCerts::from(roots))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build())
}
