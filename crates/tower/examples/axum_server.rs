//! A data server on axum: it answers whoever the Store authorized, and takes new keys without a restart.
//!
//! `cargo run -p store-auth-tower --features axum --example axum_server` prints URLs to try. It listens on a loopback
//! port that the system picks; the address can be given as an argument. `STOREAUTH_SERVER_KEY_FILE` names the file
//! of a key, which is read again on SIGHUP.

use axum::{Router, routing::get};
use std::{
    env,
    error::Error,
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};
use store_auth::{Expiry, ServerKey, SharedVerifier, SignedRequest, Signer, Verifier};
use store_auth_tower::{Authorized, StoreAuthLayer};
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
};

/// A key that protects nothing, for trying out.
const DEMONSTRATION_KEY: &str = "e4232e0620f9290025cb3783768c9c8c4686078c";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // Denials, among other things.
    tracing_subscriber::fmt().with_writer(io::stderr).init();
    let key_file = env::var_os("STOREAUTH_SERVER_KEY_FILE").map(PathBuf::from);
    let verifier = SharedVerifier::new(match &key_file {
        Some(file) => read_verifier(file)?,
        None => verifier(ServerKey::new(DEMONSTRATION_KEY)?),
    });
    if let Some(file) = key_file.clone() {
        tokio::spawn(reload(signal(SignalKind::hangup())?, file, verifier.clone()));
    }

    let layer = StoreAuthLayer::new(verifier).strip();
    let app = Router::new().route("/feed", get(feed)).layer(layer);

    let address = env::args().nth(1).unwrap_or_else(|| "127.0.0.1:0".to_owned());
    let listener = TcpListener::bind(address).await?;
    let here = listener.local_addr()?;
    if key_file.is_none() {
        println!("authorized: curl -i 'http://{here}/feed?{}'", sample_query()?);
    }
    println!("denied:     curl -i 'http://{here}/feed'");
    axum::serve(listener, app).await?;
    Ok(())
}

async fn feed(Authorized(authorization): Authorized) -> String {
    format!("data for {}\n", authorization.id())
}

fn verifier(key: ServerKey) -> Verifier {
    Verifier::new(key).max_lifetime(Duration::from_secs(25 * 60 * 60))
}

fn read_verifier(file: &Path) -> io::Result<Verifier> {
    Ok(verifier(ServerKey::new(fs::read(file)?).map_err(io::Error::other)?))
}

/// Takes the key that is in the file at each signal. One that can't be read changes nothing.
async fn reload(mut hangups: Signal, file: PathBuf, served: SharedVerifier) {
    while hangups.recv().await.is_some() {
        match read_verifier(&file) {
            Ok(verifier) => served.replace(verifier),
            Err(error) => tracing::error!("{}: {error}", file.display()),
        }
    }
}

/// A query as an App would send it, authorized for the next 24 hours.
fn sample_query() -> Result<String, Box<dyn Error>> {
    let (id, product_code) = ("XU4XHT8XQDWK", "b5d78da0853d97e2ec28feb5e31b9953d9c72420");
    let tomorrow = SystemTime::now() + Duration::from_secs(24 * 60 * 60);
    let expiry = Expiry::java(tomorrow.into())?;
    let signer = Signer::new(ServerKey::new(DEMONSTRATION_KEY)?);
    let signature = signer.sign(id, product_code, &expiry)?;
    let request = SignedRequest::for_display(id, product_code, expiry.as_str(), signature.as_str());
    Ok(request.to_string())
}
