//! `storeauth demo`

#[cfg(all(unix, feature = "store"))]
mod catalogue;
#[cfg(all(unix, feature = "store"))]
mod running;
#[cfg(all(unix, feature = "store"))]
mod serve;
mod shown;
#[cfg(all(unix, feature = "store"))]
mod whole_loop;

use crate::output::{report::Report, status::Status};
use anyhow::Context;
use chrono::{TimeDelta, Utc};
use shown::Demo;
use std::time::Duration;
use store_auth::{Expiry, KeyRing, ServerKey, Signer, Verifier};

/// Show an authorization being verified, and requests being denied, step by step
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth demo
  storeauth demo --serve

Needs no files. A Store, where there is one in this program, is served for a
second from a temporary folder, on ports of this machine alone. The keys are
fixed ones of this demonstration and protect nothing.

Exit codes: 0 shown, 1 a verdict was not the one announced, 2 I/O.")]
pub(crate) struct Args {
    #[cfg(all(unix, feature = "store"))]
    #[command(flatten)]
    served: serve::ServeArgs,
}

const KEY: &str = "e4232e0620f9290025cb3783768c9c8c4686078c";
const NEW_KEY: &str = "714560c2714b9be1c683bf9ad55c51accf1f2ae9";
const ID: &str = "XU4XHT8XQDWK";
const PRODUCT_CODE: &str = "b5d78da0853d97e2ec28feb5e31b9953d9c72420";

pub(crate) fn run(args: &Args) -> anyhow::Result<Status> {
    let Args {
        #[cfg(all(unix, feature = "store"))]
        served,
    } = args;
    #[cfg(all(unix, feature = "store"))]
    if served.serve {
        return serve::run(served).map(|()| Status::Good);
    }
    let mut demo = Demo { report: Report::to_stdout(), surprises: 0 };
    show(&mut demo).and_then(|()| Ok(demo.report.flush()?)).context("standard output")?;
    #[cfg(all(unix, feature = "store"))]
    whole_loop::show(&mut demo)?;
    Ok(if demo.surprises == 0 { Status::Good } else { Status::Bad })
}

fn show(demo: &mut Demo) -> anyhow::Result<()> {
    let now = Utc::now();
    let expiry = Expiry::java(now + TimeDelta::hours(24))?;
    let signer = Signer::new(ServerKey::new(KEY)?);
    let signature = signer.sign(ID, PRODUCT_CODE, &expiry)?;
    let url = format!(
        "https://data.example/feed?id={ID}&pc={PRODUCT_CODE}&expiry={expiry}&signature={signature}"
    );

    demo.title(
        "The Store authorizes a display for 24 hours and signs that with the server's key.",
    )?;
    demo.report
        .text(format_args!("  signature = hex(SHA1(id#pc#serverKey#expiry)) = {signature}\n"))?;

    demo.title("The App passes the authorization on to the data server.")?;
    demo.report.text(format_args!("  GET {url}\n"))?;

    demo.title("The data server verifies it offline, with the key that it shares with the Store.")?;
    let verifier = Verifier::new(ServerKey::new(KEY)?);
    demo.verdict("the request as the Store authorized it", "", &verifier, &url, now)?;
    let escaped = url.replace('+', "%2B").replace(':', "%3A");
    demo.verdict("the same, with escapes", "", &verifier, &escaped, now)?;
    let iso = Expiry::iso(expiry.instant() + TimeDelta::milliseconds(511))?;
    let re_encoded = url.replace(expiry.as_str(), iso.as_str());
    demo.verdict(
        "the same, its expiry rewritten by a date library",
        "",
        &verifier,
        &re_encoded,
        now,
    )?;
    demo.report.text("")?;

    demo.title("Whatever the Store did not authorize is denied, with the reason.")?;
    let other = url.replace(ID, "S56PSA4W298W");
    demo.verdict("another display", "signature-mismatch", &verifier, &other, now)?;
    let later = Expiry::java(expiry.instant() + TimeDelta::days(365))?;
    let prolonged = url.replace(expiry.as_str(), later.as_str());
    demo.verdict("a later expiry", "signature-mismatch", &verifier, &prolonged, now)?;
    let tomorrow = now + TimeDelta::hours(25);
    demo.verdict("the same request 25 hours later", "expired", &verifier, &url, tomorrow)?;
    let upper = url.replace(signature.as_str(), &signature.as_str().to_uppercase());
    demo.verdict("the signature in upper case", "malformed", &verifier, &upper, now)?;
    let moved = format!("{}%23{}", ID, &PRODUCT_CODE[..8]);
    let moved = url.replace(ID, &moved).replace(PRODUCT_CODE, &PRODUCT_CODE[8..]);
    demo.verdict("a '#' moved between id and product code", "malformed", &verifier, &moved, now)?;
    let twice = format!("{url}&id=S56PSA4W298W");
    demo.verdict("an id given twice", "malformed", &verifier, &twice, now)?;
    demo.report.text("")?;

    demo.title("A server has its own policy.")?;
    let elsewhere = Verifier::new(ServerKey::new(KEY)?)
        .products(["1450d83aa4a5bcd4ba05ea2e78f12bef9658e76e"])?;
    demo.verdict("it serves another product", "product-not-allowed", &elsewhere, &url, now)?;
    let brief = Verifier::new(ServerKey::new(KEY)?).max_lifetime(Duration::from_secs(3600));
    demo.verdict("it accepts an hour ahead at most", "lifetime-too-long", &brief, &url, now)?;
    let tolerant = Verifier::new(ServerKey::new(KEY)?).leeway(Duration::from_secs(2 * 3600));
    demo.verdict("it allows 2 hours of leeway, 25 hours later", "", &tolerant, &url, tomorrow)?;
    demo.report.text("")?;

    demo.title(
        "A key is replaced without turning anybody away: the previous one is accepted for a while.",
    )?;
    let rotated = || -> anyhow::Result<Verifier> {
        let previous = ServerKey::new(KEY)?.accept_until(now + TimeDelta::hours(1));
        Ok(Verifier::new(KeyRing::new(ServerKey::new(NEW_KEY)?).with(previous)))
    };
    demo.verdict("signed with the previous key, now", "", &rotated()?, &url, now)?;
    let retired = now + TimeDelta::hours(2);
    demo.verdict("2 hours later", "signature-mismatch", &rotated()?, &url, retired)?;
    Ok(())
}
