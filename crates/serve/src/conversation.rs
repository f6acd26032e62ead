//! One connection, from its first byte to its last.

use http::{Request, Response};
use hyper::{
    body::{Body, Incoming},
    server::conn::http1,
    service::{Service, service_fn},
};
use hyper_util::rt::TokioIo;
use std::{
    error::Error,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};

/// What hyper itself answers to all else that is no HTTP/1.
const BAD_REQUEST: &[u8] =
    b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// Answers requests until the connection ends. To HTTP/2 hyper leaves the answer to its caller: 400.
pub(crate) async fn converse<I, S, B>(
    http: &http1::Builder,
    stream: I,
    service: S,
) -> hyper::Result<()>
where
    I: AsyncRead + AsyncWrite + Unpin,
    S: Service<Request<Incoming>, Response = Response<B>>,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    B: Body + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let is_first = AtomicBool::new(true);
    let service = service_fn(|request| {
        is_first.store(false, Relaxed);
        service.call(request)
    });
    let mut connection = http.serve_connection(TokioIo::new(stream), service);
    let ended = (&mut connection).await;
    // Behind another request, what stands there might be taken for the answer to that.
    if matches!(&ended, Err(error) if error.is_parse_version_h2()) && is_first.load(Relaxed) {
        let mut stream = connection.into_parts().io.into_inner();
        // Whoever has left needs no answer.
        let _ = stream.write_all(BAD_REQUEST).await;
        let _ = stream.shutdown().await;
    }
    ended
}
