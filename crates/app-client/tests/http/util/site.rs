//! A server on a port of its own.

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use std::{net::SocketAddr, path::PathBuf, sync::Arc};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
    task::{JoinHandle, JoinSet},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

/// A server, which is gone with all of its connections when this is dropped.
pub(crate) struct Site {
    pub(crate) address: SocketAddr,
    task: JoinHandle<()>,
}

impl Site {
    pub(crate) async fn start(router: Router) -> Self {
        Self::on(([127, 0, 0, 1], 0).into(), router).await
    }

    /// At an address that is known.
    pub(crate) async fn on(address: SocketAddr, router: Router) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                connections.spawn(serve(stream, router.clone()));
            }
        });
        Self { address, task }
    }

    /// With TLS, as `localhost`.
    pub(crate) async fn start_tls(router: Router) -> Self {
        let acceptor = TlsAcceptor::from(Arc::new(tls()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (acceptor, router) = (acceptor.clone(), router.clone());
                connections.spawn(async move {
                    // A client that does not trust this hangs up.
                    if let Ok(stream) = acceptor.accept(stream).await {
                        serve(stream, router).await;
                    }
                });
            }
        });
        Self { address, task }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin, router: Router) {
    let service = TowerToHyperService::new(router);
    // How a connection ends is the client's to say.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

/// The certificate of `localhost`, and who signed it: itself.
pub(crate) fn certificate() -> PathBuf {
    file("localhost.crt")
}

fn file(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "../serve/tests/util", name].iter().collect()
}

fn tls() -> ServerConfig {
    let certificate = CertificateDer::from_pem_file(certificate()).unwrap();
    let key = PrivateKeyDer::from_pem_file(file("localhost.key")).unwrap();
    let config =
        ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    config.with_single_cert(vec![certificate], key).unwrap()
}
