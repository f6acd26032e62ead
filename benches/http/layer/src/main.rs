//! One axum server on several ports of the loopback: without the layer, and with it in several ways.
//!
//! Prints a line for each: its name, the status that it answers with, and the URL to ask. All are served by the same threads.

use axum::{Router, ServiceExt, extract::Request, routing::get};
use std::{
    error::Error,
    io,
    time::{Duration, SystemTime},
};
use store_auth::{Expiry, KeyError, ServerKey, SignedRequest, Signer, Verifier};
use store_auth_tower::StoreAuthLayer;
use tokio::{net::TcpListener, task::JoinSet};
use tower_layer::Layer;

/// A key that protects nothing.
const KEY: &str = "e4232e0620f9290025cb3783768c9c8c4686078c";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let query = query()?;
    let servers = [
        ("without", 200, app()),
        ("layer", 200, app().layer(layer()?)),
        ("layer that strips", 200, app().layer(layer()?.strip())),
        ("layer that denies", 401, app().layer(layer()?)),
    ];
    let mut serving = JoinSet::new();
    for (name, status, app) in servers {
        let listener = listen(name, status, &query).await?;
        serving.spawn(async { axum::serve(listener, app).await });
    }
    let around = layer()?.layer(app());
    let listener = listen("layer around the router", 200, &query).await?;
    serving.spawn(async {
        axum::serve(listener, ServiceExt::<Request>::into_make_service(around)).await
    });
    while let Some(served) = serving.join_next().await {
        served??;
    }
    Ok(())
}

/// Listens, and says what to ask.
async fn listen(name: &str, status: u16, query: &str) -> io::Result<TcpListener> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let here = listener.local_addr()?;
    // As long as the other, and signed by nobody.
    let query = if status == 401 { query.replace("id=X", "id=Y") } else { query.to_owned() };
    println!("{name}\t{status}\thttp://{here}/feed?{query}");
    Ok(listener)
}

fn app() -> Router {
    Router::new().route("/feed", get(|| async { "data" }))
}

fn layer() -> Result<StoreAuthLayer, KeyError> {
    let verifier = Verifier::new(ServerKey::new(KEY)?);
    Ok(StoreAuthLayer::new(verifier.max_lifetime(Duration::from_secs(25 * 60 * 60))))
}

/// A query as an App would send it, authorized for the next 24 hours.
fn query() -> Result<String, Box<dyn Error>> {
    let (id, product_code) = ("XU4XHT8XQDWK", "b5d78da0853d97e2ec28feb5e31b9953d9c72420");
    let tomorrow = SystemTime::now() + Duration::from_secs(24 * 60 * 60);
    let expiry = Expiry::java(tomorrow.into())?;
    let signature = Signer::new(ServerKey::new(KEY)?).sign(id, product_code, &expiry)?;
    let request = SignedRequest::for_display(id, product_code, expiry.as_str(), signature.as_str());
    Ok(request.to_string())
}
