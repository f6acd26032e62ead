//! The admin listener: whether the server lives, whether it serves, and its metrics.

use crate::{
    conversation, draining::Draining, listener::Listener, metrics::Metrics, parts::Parts,
    stream::Socket,
};
use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioTimer;
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, UnixListener},
    sync::Semaphore,
    time::{sleep, timeout},
};

/// More than a monitoring system has open at a time.
const CONNECTIONS: usize = 32;
/// For a request and its answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is told of a server.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) draining: Draining,
    pub(crate) parts: Parts,
}

/// Serves for ever.
pub(crate) async fn serve(listener: Listener<TcpListener, UnixListener>, told: Told) {
    let _part = told.parts.part("the admin listener");
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else { return };
        match listener.accept().await {
            Ok(socket) => {
                let told = told.clone();
                let part = told.parts.part("a connection to [admin]");
                tokio::spawn(async move {
                    let _part = part;
                    let _place = place;
                    // What a monitoring system made of it, it knows itself.
                    let _ = timeout(PATIENCE, converse(socket, told)).await;
                });
            }
            Err(error) => {
                tracing::warn!("cannot accept a connection to [admin]: {error}");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn converse(socket: Socket, told: Told) {
    let service = service_fn(|request: Request<Incoming>| {
        std::future::ready(Ok::<_, Infallible>(answer(&told, &request)))
    });
    let mut http = http1::Builder::new();
    // One request a connection: nobody asks often enough to mind.
    http.keep_alive(false).timer(TokioTimer::new()).header_read_timeout(PATIENCE);
    let ended = match socket {
        Socket::Tcp(stream) => conversation::converse(&http, stream, service).await,
        Socket::Unix(stream) => conversation::converse(&http, stream, service).await,
    };
    if let Err(error) = ended {
        tracing::debug!("connection to [admin] ended: {error}");
    }
}

fn answer<B>(told: &Told, request: &Request<B>) -> Response<Full<Bytes>> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return text(StatusCode::METHOD_NOT_ALLOWED, "expected GET\n");
    }
    match request.uri().path() {
        "/healthz" => text(StatusCode::OK, "alive\n"),
        "/readyz" if told.draining.has_begun() => {
            text(StatusCode::SERVICE_UNAVAILABLE, "draining\n")
        }
        "/readyz" => text(StatusCode::OK, "ready\n"),
        "/metrics" => match told.metrics.text() {
            Ok(metrics) => {
                let mut response = text(StatusCode::OK, metrics);
                let open_metrics = "application/openmetrics-text; version=1.0.0; charset=utf-8";
                response
                    .headers_mut()
                    .insert(header::CONTENT_TYPE, HeaderValue::from_static(open_metrics));
                response
            }
            Err(_) => text(StatusCode::INTERNAL_SERVER_ERROR, "metrics cannot be written\n"),
        },
        _ => text(StatusCode::NOT_FOUND, "expected /healthz, /readyz or /metrics\n"),
    }
}

fn text(status: StatusCode, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
