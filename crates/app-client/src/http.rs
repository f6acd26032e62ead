//! The Store over HTTP.

use crate::surroundings::{NoReply, Reply, Transport};
use futures_util::future::{BoxFuture, FutureExt};
use reqwest::{Client, Response, header::RETRY_AFTER};
use rustls::{ClientConfig, crypto::ring};
use rustls_platform_verifier::BuilderVerifierExt;
use std::{error::Error, sync::Arc};

/// Twenty signatures are two thousand bytes.
const LONGEST: usize = 64 * 1024;

/// A client that trusts whom this machine trusts.
///
/// So it works where a company has a certificate authority of its own or looks into connections, and goes on working when
/// the world changes its roots, without a new version of the App.
pub(crate) fn client() -> Result<Client, Box<dyn Error + Send + Sync>> {
    // Named, and not the process' default: that is the App's to choose, and there may be none.
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?
        .with_no_client_auth();
    let client = Client::builder()
        .tls_backend_preconfigured(tls)
        // The URL before a redirect has a signature in it.
        .referer(false)
        .user_agent(concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")));
    Ok(client.build()?)
}

#[derive(Debug)]
pub(crate) struct Http(pub(crate) Client);

impl Transport for Http {
    fn get(&self, url: &str) -> BoxFuture<'static, Result<Reply, NoReply>> {
        let (store, question) = (self.0.clone(), self.0.get(url).build());
        async move {
            let reply = async {
                let question = question?;
                let asked = question.url().clone();
                let response = store.execute(question).await?;
                // What a redirect leads to is not the Store that the App trusts, nor need it be reached by https.
                if *response.url() == asked { reply(response).await.map(Some) } else { Ok(None) }
            };
            let reply = reply.await.map_err(|error: reqwest::Error| {
                tracing::debug!(error = causes(&error.without_url()), "no reply from the Store");
                NoReply
            })?;
            reply.ok_or_else(|| {
                tracing::debug!("no reply from the Store: it is redirected");
                NoReply
            })
        }
        .boxed()
    }
}

async fn reply(mut response: Response) -> reqwest::Result<Reply> {
    let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let mut reply = Reply {
        status: response.status().as_u16(),
        retry_after: retry_after.map(str::to_owned),
        body: Vec::new(),
    };
    while let Some(chunk) = response.chunk().await? {
        reply.body.extend_from_slice(&chunk);
        if reply.body.len() > LONGEST {
            // No answer is as long: this is a page of somebody else.
            reply.body.clear();
            break;
        }
    }
    Ok(reply)
}

/// An error and what is behind it: of reqwest's, the first says next to nothing.
fn causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        text = format!("{text}: {error}");
        next = error.source();
    }
    text
}
