//! A data server on axum: it answers whoever the Store authorized, and takes new keys without a restart.
//!
//! `cargo run -p store-auth-tower --features axum --example axum_server` prints URLs to try. It listens on a loopback
//! port that the system picks; the address can be given as an argument. `STOREAUTH_SERVER_KEY_FILE` names files with a
//! key each, separated as in `PATH`, the current one first. They are read again on SIGHUP.

use axum::{Router, routing::get};
use std::{
    env,
    error::Error,
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};
use store_auth::{Expiry, KeyRing, ServerKey, SharedVerifier, SignedRequest, Signer, Verifier};
use store_auth_tower::{Authorized, StoreAuthLayer};
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
};
use tower_http::cors::{Any, CorsLayer};

/// A key that protects nothing, for trying out.
const DEMONSTRATION_KEY: &str = "e4232e0620f9290025cb3783768c9c8c4686078c";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // Denials, among other things.
    tracing_subscriber::fmt().with_writer(io::stderr).init();
    let key_files: Option<Vec<PathBuf>> =
        env::var_os("STOREAUTH_SERVER_KEY_FILE").map(|files| env::split_paths(&files).collect());
    let verifier = SharedVerifier::new(match &key_files {
        Some(files) => read_verifier(files)?,
        None => verifier(KeyRing::new(ServerKey::new(DEMONSTRATION_KEY)?)),
    });
    if let Some(files) = key_files.clone() {
        tokio::spawn(reload(signal(SignalKind::hangup())?, files, verifier.clone()));
    }

    let layer = StoreAuthLayer::new(verifier).strip();
    // Outside, so that Apps on pages of other origins, as widgets are, read denials as well.
    let cors = CorsLayer::new().allow_origin(Any);
    let app = Router::new().route("/feed", get(feed)).layer(layer).layer(cors);

    let address = env::args().nth(1).unwrap_or_else(|| "127.0.0.1:0".to_owned());
    let listener = TcpListener::bind(address).await?;
    let here = listener.local_addr()?;
    if key_files.is_none() {
        println!("authorized: curl -i 'http://{here}/feed?{}'", sample_query()?);
    }
    println!("denied:     curl -i 'http://{here}/feed'");
    axum::serve(listener, app).await?;
    Ok(())
}

async fn feed(Authorized(authorization): Authorized) -> String {
    format!("data for {}\n", authorization.id())
}

fn verifier(keys: KeyRing) -> Verifier {
    Verifier::new(keys).max_lifetime(Duration::from_secs(25 * 60 * 60))
}

/// Accepts the keys of the files. Behind the first, a file may not be there: while no key is being replaced.
fn read_verifier(files: &[PathBuf]) -> io::Result<Verifier> {
    let (current, previous) = files.split_first().ok_or(io::ErrorKind::NotFound)?;
    let mut keys = KeyRing::new(read_key(current)?);
    for file in previous.iter().filter(|file| file.exists()) {
        keys = keys.with(read_key(file)?);
    }
    Ok(verifier(keys))
}

fn read_key(file: &Path) -> io::Result<ServerKey> {
    let key = fs::read(file).and_then(|key| ServerKey::new(key).map_err(io::Error::other));
    key.map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", file.display())))
}

/// Takes the keys that are in the files at each signal. What can't be read changes nothing.
async fn reload(mut hangups: Signal, files: Vec<PathBuf>, served: SharedVerifier) {
    while hangups.recv().await.is_some() {
        match read_verifier(&files) {
            Ok(verifier) => served.replace(verifier),
            Err(error) => tracing::error!("{error}"),
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
