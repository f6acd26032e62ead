//! A data server on hyper alone, that finds the four fields in headers.
//!
//! `cargo run -p store-auth-tower --example hyper_server` prints commands to try. It listens on a loopback port that
//! the system picks; the address can be given as an argument.

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use std::{
    convert::Infallible,
    env,
    error::Error,
    time::{Duration, SystemTime},
};
use store_auth::{Authorization, Expiry, ServerKey, Signer, Verifier};
use store_auth_tower::{Fields, StoreAuthLayer};
use tokio::net::TcpListener;
use tower::{ServiceBuilder, service_fn};

/// A key that protects nothing, for trying out.
const DEMONSTRATION_KEY: &str = "e4232e0620f9290025cb3783768c9c8c4686078c";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let verifier = Verifier::new(ServerKey::new(DEMONSTRATION_KEY)?);
    let layer = StoreAuthLayer::new(verifier).fields(Fields::headers());
    let service = ServiceBuilder::new().layer(layer).service(service_fn(feed));
    let service = TowerToHyperService::new(service);

    let address = env::args().nth(1).unwrap_or_else(|| "127.0.0.1:0".to_owned());
    let listener = TcpListener::bind(address).await?;
    let here = listener.local_addr()?;
    println!("authorized: curl -i {} 'http://{here}/feed'", sample_headers()?);
    println!("denied:     curl -i 'http://{here}/feed'");

    loop {
        let (stream, _) = listener.accept().await?;
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .serve_connection(TokioIo::new(stream), service.clone());
        tokio::spawn(async move {
            // One client's trouble is not the server's.
            if let Err(error) = connection.await {
                eprintln!("{error}");
            }
        });
    }
}

async fn feed(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let id = request.extensions().get().map(Authorization::id).unwrap_or_default();
    Ok(Response::new(Full::from(format!("data for {id}\n"))))
}

/// Headers as an App would send them, authorized for the next 24 hours, for `curl`.
fn sample_headers() -> Result<String, Box<dyn Error>> {
    let (id, product_code) = ("XU4XHT8XQDWK", "b5d78da0853d97e2ec28feb5e31b9953d9c72420");
    let tomorrow = SystemTime::now() + Duration::from_secs(24 * 60 * 60);
    let expiry = Expiry::java(tomorrow.into())?;
    let signer = Signer::new(ServerKey::new(DEMONSTRATION_KEY)?);
    let signature = signer.sign(id, product_code, &expiry)?;
    Ok(format!(
        "-H 'Store-Id: {id}' -H 'Store-Pc: {product_code}' -H 'Store-Expiry: {expiry}' \
         -H 'Store-Signature: {signature}'"
    ))
}
