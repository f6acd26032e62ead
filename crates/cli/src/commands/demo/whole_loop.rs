//! All three parties: a Store in a temporary folder, an App's calls, and the verdicts of a data server.

use super::{
    catalogue::{COMPANY, DISPLAY, KEY, PRODUCT, SERVER},
    running::Running,
    shown::Demo,
};
use crate::store_api::Client;
use anyhow::{Context, bail};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use store_auth::{KeyRing, ServerKey, Verifier};
use zeroize::Zeroizing;

pub(super) fn show(demo: &mut Demo) -> anyhow::Result<()> {
    let store = Running::start()?;
    the_loop(demo, &store)?;
    store.end()?;
    demo.report.flush().context("standard output")
}

fn the_loop(demo: &mut Demo, store: &Running) -> anyhow::Result<()> {
    let admin = &store.admin;
    demo.report.text("")?;
    demo.title("All of it with a Store: a product is sold, for 250 cents a display and month.")?;
    let url = authorized(demo, store)?;
    let old = Verifier::new(ServerKey::new(KEY)?);
    let now = Utc::now();
    demo.verdict("the App passes on what the Store has signed", "", &old, &url, now)?;
    demo.report.text("")?;

    demo.title(
        "The company is suspended. What its displays have holds until it expires, and no longer.",
    )?;
    standing(admin, "suspended")?;
    denied(demo, store)?;
    demo.verdict("the data server, an hour later", "", &old, &url, hours_later(now, 1))?;
    demo.verdict("25 hours later", "expired", &old, &url, hours_later(now, 25))?;
    standing(admin, "active")?;
    demo.report.text("")?;

    demo.title(
        "The server's key is replaced: prepared, installed beside the old one, made current.",
    )?;
    let keys = format!("/servers/{SERVER}/keys");
    let prepared = admin.change("POST", &keys, &[], None)?.json;
    let new = Zeroizing::new(prepared["key"].as_str().unwrap_or_default().to_owned());
    let both =
        Verifier::new(KeyRing::new(ServerKey::new(KEY)?).with(ServerKey::new(new.as_bytes())?));
    let number = &prepared["number"];
    admin.change("POST", &format!("{keys}/{number}/activate"), &[], Some(&json!({})))?;
    let url = authorized(demo, store)?;
    demo.verdict("the data server that has both keys", "", &both, &url, Utc::now())?;
    demo.verdict(
        "one that has not heard of the new one",
        "signature-mismatch",
        &old,
        &url,
        Utc::now(),
    )?;
    demo.report.text("")?;
    bill(demo, admin)
}

/// The display has called twice.
fn bill(demo: &mut Demo, admin: &Client) -> anyhow::Result<()> {
    demo.title("The display was authorized twice, and is billed once.")?;
    let month = Utc::now().format("%Y-%m").to_string();
    let bill = admin.get("/bill", &[("month", &month), ("format", "json")])?.json;
    let line = bill.get(0).context("the Store's answer: expected a line of a bill")?;
    let number = |name: &str| line.get(name).and_then(Value::as_u64).unwrap_or(0);
    let (calls, displays, amount) = (number("calls"), number("displays"), number("amount"));
    demo.report.text(format_args!("  the bill of {month}"))?;
    demo.report.text(format_args!("    {calls} calls, {displays} display: {amount} cents"))?;
    demo.expect(amount == 250);
    Ok(())
}

fn standing(admin: &Client, standing: &str) -> anyhow::Result<()> {
    let company = json!({ "name": "Corner Shop", "standing": standing });
    admin.change("PUT", &format!("/companies/{COMPANY}"), &[], Some(&company))?;
    Ok(())
}

/// What an App is answered.
enum Answer {
    /// The URL with which it asks the data server.
    Authorized(String),
    /// Why not.
    Denied(String),
}

/// Shows an App's call.
fn ask(demo: &mut Demo, store: &Running) -> anyhow::Result<Answer> {
    let target = format!("/v1/widget/auth?id={DISPLAY}&pc={PRODUCT}&srv={SERVER}");
    demo.report.text(format_args!("  GET {}{target}", store.listen))?;
    let answer = store.call(&target)?;
    let of = |at: &str| answer.pointer(at).and_then(Value::as_str);
    if let Some(message) = of("/error/message") {
        return Ok(Answer::Denied(message.to_owned()));
    }
    let (expiry, signature) = (of("/expiry"), of("/signatures/0/value"));
    let both = expiry.zip(signature).context("the Store's answer: expected a signature")?;
    let (expiry, signature) = (both.0.replace('+', "%2B"), both.1);
    Ok(Answer::Authorized(format!(
        "https://data.example/feed?id={DISPLAY}&pc={PRODUCT}&expiry={expiry}&signature={signature}"
    )))
}

/// Shows a call that is authorized.
fn authorized(demo: &mut Demo, store: &Running) -> anyhow::Result<String> {
    match ask(demo, store)? {
        Answer::Authorized(url) => Ok(url),
        Answer::Denied(message) => bail!("the Store denies: {message}"),
    }
}

/// Shows a call that is denied.
fn denied(demo: &mut Demo, store: &Running) -> anyhow::Result<()> {
    let answer = ask(demo, store)?;
    demo.report.text("  the App is told")?;
    let told = match &answer {
        Answer::Authorized(_) => "authorized",
        Answer::Denied(message) => message,
    };
    demo.report.text(format_args!("    denied by the Store: {told}"))?;
    demo.expect(matches!(answer, Answer::Denied(_)));
    Ok(())
}

fn hours_later(now: DateTime<Utc>, hours: i64) -> DateTime<Utc> {
    now + TimeDelta::hours(hours)
}
