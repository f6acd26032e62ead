//! Whom the client trusts.

use crate::util::{DISPLAY, KEY, PRODUCT, Store, builder, certificate};
use std::{env, sync::Arc};
use store_auth_client::{AppClient, Id, reqwest};
use tokio::process::Command;
use tokio_rustls::rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject},
};

/// Where the Store is, for the process that a test starts.
const STORE: &str = "STORE_OF_THE_TEST";

#[tokio::test]
async fn a_store_with_a_certificate_that_nobody_signed_is_not_asked() {
    let store = Store::signing_by_tls(KEY).await;
    let state = builder(&store).build().unwrap().authorize().await;
    assert_eq!(state.to_string(), "unreachable: network");
    assert!(store.asked().is_empty());
}

#[tokio::test]
async fn whom_an_http_client_of_the_app_trusts_is_trusted() {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(certificate()).unwrap()).unwrap();
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let http = reqwest::Client::builder().tls_backend_preconfigured(tls).build().unwrap();

    let store = Store::signing_by_tls(KEY).await;
    let state = builder(&store).http(http).build().unwrap().authorize().await;
    assert_eq!(state.name(), "authorized");
}

/// What a machine trusts is the same for all of a process, so this starts one for which it is something else.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn whom_this_machine_trusts_is_trusted() {
    let store = Store::signing_by_tls(KEY).await;
    let child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "tls::the_store_that_is_named_authorizes", "--ignored"])
        .env("SSL_CERT_FILE", certificate())
        .env(STORE, store.url())
        .output();
    let output = child.await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(store.asked().len(), 1);
}

#[tokio::test]
#[ignore = "the test above runs it"]
async fn the_store_that_is_named_authorizes() {
    let store = env::var(STORE).unwrap();
    let client = AppClient::builder(store, Id::display(DISPLAY), PRODUCT).build().unwrap();
    assert_eq!(client.authorize().await.name(), "authorized");
}
