//! A worker: one thread that accepts connections and answers their requests.
//!
//! Each has a runtime of its own. A request is answered where its connection is read, without waking another thread:
//! there is nothing in an answer to wait for.

use crate::{
    answering::Answers,
    application::Application,
    certificates::CurrentCertificate,
    config::Limits,
    connections::{Connections, Place},
    draining::Draining,
    error::Error,
    listener::{Bound, Listener},
    parts::Parts,
    peer::Peer,
    record::Record,
    refusals::Refusals,
    stream::{Recorded, Socket},
};
use hyper::server::conn::http1;
use std::{io, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, UnixListener},
    runtime, select,
    task::JoinSet,
    time::{sleep, timeout},
};

/// How long to leave a system alone that has no room for another connection.
const PAUSE: Duration = Duration::from_millis(100);

/// What a worker needs to know.
#[derive(Clone, Debug)]
pub(crate) struct Worker<A> {
    pub(crate) application: A,
    pub(crate) limits: Limits,
    pub(crate) connections: Arc<Connections>,
    pub(crate) draining: Draining,
    pub(crate) parts: Parts,
    pub(crate) refusals: Option<Refusals>,
}

impl<A: Application> Worker<A> {
    /// Serves until draining has begun and the last connection has ended, or has had time enough.
    pub(crate) fn run(&self, listeners: Vec<Bound>) -> Result<(), Error> {
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(Error::system("runtime"))?;
        let answers = Answers {
            application: self.application.clone(),
            http: http(&self.limits),
            draining: self.draining.clone(),
            refusals: self.refusals.clone(),
        };
        runtime.block_on(async {
            let mut tasks = JoinSet::new();
            for bound in listeners {
                let tls = bound.tls.clone();
                let listener = bound.into_this_runtime().map_err(Error::system("listener"))?;
                let accepting = Accepting {
                    listener,
                    request_time: self.limits.request_time,
                    door: Door {
                        tls,
                        connections: Arc::clone(&self.connections),
                        answers: answers.clone(),
                    },
                };
                let part = self.parts.part("a listener");
                tasks.spawn(async move {
                    let _part = part;
                    accepting.run().await;
                });
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
struct Accepting<A> {
    listener: Listener<TcpListener, UnixListener>,
    request_time: Duration,
    door: Door<A>,
}

impl<A: Application> Accepting<A> {
    async fn run(self) {
        let Self { listener, request_time, door } = self;
        loop {
            select! {
                accepted = listener.accept() => match accepted {
                    Ok(socket) => {
                        // For no longer than requests take: then it has made room, or serves one more.
                        let place = timeout(request_time, door.connections.room()).await.ok();
                        door.let_in(socket, place);
                    }
                    Err(error) if is_of_the_connection(&error) => {}
                    Err(error) => {
                        tracing::warn!("cannot accept a connection: {error}");
                        sleep(PAUSE).await;
                    }
                },
                () = door.answers.draining.begun() => break,
            }
        }
        match listener.rest() {
            Ok(rest) => {
                for socket in rest {
                    door.let_in(socket, None);
                }
            }
            Err(error) => tracing::warn!("cannot accept the last connections: {error}"),
        }
    }
}

/// Whether the next connection is none the worse for it.
fn is_of_the_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, InvalidInput};

    // Invalid input is what the system says of an option set on a connection that is gone.
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | InvalidInput)
}

/// What becomes of the connections of a listener.
struct Door<A> {
    tls: Option<Arc<CurrentCertificate>>,
    connections: Arc<Connections>,
    answers: Answers<A>,
}

impl<A: Application> Door<A> {
    /// Serves a connection in a task of its own.
    fn let_in(&self, socket: Socket, place: Option<Place>) {
        let record = Record::new();
        let peer = Peer { address: socket.peer(), is_tls: self.tls.is_some() };
        let stream = Recorded { socket, record: Arc::clone(&record) };
        let answers = self.answers.clone();
        let acceptor = self.tls.as_deref().map(CurrentCertificate::acceptor);
        self.connections.spawn(place, Arc::clone(&record), async move {
            match acceptor {
                None => answers.converse(stream, peer, record).await,
                Some(acceptor) => match acceptor.accept(stream).await {
                    Ok(stream) => answers.converse(stream, peer, record).await,
                    Err(error) => tracing::debug!("no TLS connection: {error}"),
                },
            }
        });
    }
}
