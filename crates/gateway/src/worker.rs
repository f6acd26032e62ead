//! A worker: one thread that accepts connections and answers their requests.
//!
//! Each has a runtime of its own. A request is answered where its connection is read, without waking another thread:
//! there is nothing in an answer to wait for.

use crate::{
    Error,
    answer::Answers,
    config::Limits,
    connections::Connections,
    listener::{Bound, Listener, TlsKeys},
    stream::{Record, Recorded, Socket},
};
use http::Request;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use std::{convert::Infallible, io, sync::Arc, time::Duration, time::Instant};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, UnixListener},
    runtime, select,
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};

/// How a gateway is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Serving,
    /// No new connections; those that there are end with their next answer.
    Draining,
}

/// How long to leave a system alone that has no room for another connection.
const PAUSE: Duration = Duration::from_millis(100);

/// What a worker needs to know.
#[derive(Clone, Debug)]
pub(crate) struct Worker {
    pub(crate) answers: Arc<Answers>,
    pub(crate) limits: Limits,
    pub(crate) connections: Arc<Connections>,
    pub(crate) stage: watch::Receiver<Stage>,
}

impl Worker {
    /// Serves until the stage is [`Stage::Draining`] and the last connection has ended, or has had time enough.
    pub(crate) fn run(&self, listeners: Vec<Bound>) -> Result<(), Error> {
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(Error::system("runtime"))?;
        runtime.block_on(async {
            let mut tasks = JoinSet::new();
            for bound in listeners {
                let tls = bound.tls.clone();
                let listener = bound.into_this_runtime().map_err(Error::system("listener"))?;
                let accepting = Accepting {
                    limits: self.limits.clone(),
                    listener,
                    tls,
                    connections: Arc::clone(&self.connections),
                    answers: Arc::clone(&self.answers),
                    http: http(&self.limits),
                };
                tasks.spawn(accepting.run(self.stage.clone()));
            }
            while tasks.join_next().await.is_some() {}
            // Tasks end with their runtime, which is this thread's: so wait for them.
            let ended = timeout(self.limits.drain_time, self.connections.ended()).await;
            if ended.is_err() {
                tracing::warn!("closing connections that did not end in time");
            }
            Ok(())
        })
    }
}

fn http(limits: &Limits) -> http1::Builder {
    let mut http = http1::Builder::new();
    // The time limits are those of `Connections`.
    http.header_read_timeout(None)
        .max_header_size(limits.header_bytes)
        .max_buf_size(limits.header_bytes)
        // An answer is one small piece: cheaper copied together than listed.
        .writev(false);
    http
}

/// One listener, as one worker accepts from it.
struct Accepting {
    limits: Limits,
    listener: Listener<TcpListener, UnixListener>,
    tls: Option<Arc<TlsKeys>>,
    connections: Arc<Connections>,
    answers: Arc<Answers>,
    http: http1::Builder,
}

impl Accepting {
    async fn run(self, mut stage: watch::Receiver<Stage>) {
        loop {
            let draining =
                async { stage.wait_for(|stage| *stage == Stage::Draining).await.map(drop) };
            select! {
                accepted = self.listener.accept() => match accepted {
                    Ok(socket) => {
                        // For no longer than requests take: then it has made room, or serves one more.
                        let _ = timeout(self.limits.request_time, self.connections.room()).await;
                        self.serve(socket);
                    }
                    Err(error) if is_of_the_connection(&error) => {}
                    Err(error) => {
                        tracing::warn!("cannot accept a connection: {error}");
                        sleep(PAUSE).await;
                    }
                },
                // No sender any more means the same.
                _ = draining => break,
            }
        }
        let Self { listener, tls, connections, answers, http, .. } = self;
        match listener.rest() {
            Ok(rest) => {
                for socket in rest {
                    serve(socket, tls.as_deref(), &connections, &answers, &http);
                }
            }
            Err(error) => tracing::warn!("cannot accept the last connections: {error}"),
        }
    }

    fn serve(&self, socket: Socket) {
        serve(socket, self.tls.as_deref(), &self.connections, &self.answers, &self.http);
    }
}

/// Whether the next connection is none the worse for it.
fn is_of_the_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, InvalidInput};

    // Invalid input is what the system says of an option set on a connection that is gone.
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | InvalidInput)
}

fn serve(
    socket: Socket,
    tls: Option<&TlsKeys>,
    connections: &Connections,
    answers: &Arc<Answers>,
    http: &http1::Builder,
) {
    let record = Record::new();
    let stream = Recorded { socket, record: Arc::clone(&record) };
    let (answers, http) = (Arc::clone(answers), http.clone());
    let acceptor = tls.map(TlsKeys::acceptor);
    connections.spawn(Arc::clone(&record), async move {
        match acceptor {
            None => converse(stream, record, answers, http).await,
            Some(acceptor) => match acceptor.accept(stream).await {
                Ok(stream) => converse(stream, record, answers, http).await,
                Err(error) => tracing::debug!("no TLS connection: {error}"),
            },
        }
    });
}

/// Answers the requests of one connection.
async fn converse<S>(stream: S, record: Arc<Record>, answers: Arc<Answers>, http: http1::Builder)
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let service = service_fn(move |request: Request<Incoming>| {
        let response = answers.answer(&request, Instant::now());
        record.answered();
        std::future::ready(Ok::<_, Infallible>(response))
    });
    if let Err(error) = http.serve_connection(TokioIo::new(stream), service).await {
        // Mostly clients that left. What was refused has been answered.
        tracing::debug!("connection ended: {error}");
    }
}
