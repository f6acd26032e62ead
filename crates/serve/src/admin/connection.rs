//! One connection to the admin listener, with one request.

use super::{
    aside::{Aside, NoAnswer},
    relayed::Relayed,
    told::{Told, text},
};
use crate::{conversation, peer::Peer, stream::Socket};
use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::{Either, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioTimer;
use std::{
    net::SocketAddr,
    pin::pin,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::{sync::OwnedSemaphorePermit, time::timeout};

/// For the head of a request, and for what is told of the server.
const PATIENCE: Duration = Duration::from_secs(10);

type Answer = Response<Either<Full<Bytes>, Relayed>>;

pub(super) struct Connection {
    told: Told,
    application: Option<Aside>,
    peer: Peer,
    place: Mutex<Place>,
}

/// What a connection counts towards: neither kind keeps the other out.
enum Place {
    /// All of them until the head of their request is read.
    Told(#[expect(dead_code, reason = "held")] OwnedSemaphorePermit),
    OfApplication(#[expect(dead_code, reason = "held")] OwnedSemaphorePermit),
}

impl Connection {
    pub(super) fn new(
        told: Told,
        application: Option<Aside>,
        address: Option<SocketAddr>,
        place: OwnedSemaphorePermit,
    ) -> Self {
        let peer = Peer { address, is_tls: false };
        Self { told, application, peer, place: Mutex::new(Place::Told(place)) }
    }

    /// What a client made of it, it knows itself.
    pub(super) async fn converse(self, socket: Socket) {
        socket.notice_when_gone();
        let service = service_fn(|request| self.answer(request));
        let mut http = http1::Builder::new();
        // One request a connection: nobody asks often enough to mind.
        http.keep_alive(false).timer(TokioTimer::new()).header_read_timeout(PATIENCE);
        let conversation = async {
            let ended = match socket {
                Socket::Tcp(stream, _) => conversation::converse(&http, stream, service).await,
                Socket::Unix(stream) => conversation::converse(&http, stream, service).await,
            };
            if let Err(error) = ended {
                tracing::debug!("connection to [admin] ended: {error}");
            }
        };
        let mut conversation = pin!(conversation);
        let in_time = timeout(PATIENCE, &mut conversation).await;
        // An application takes the time that it takes, and so may whoever reads its answer.
        if in_time.is_err() && self.is_of_application() {
            conversation.await;
        }
    }

    async fn answer(&self, mut request: Request<Incoming>) -> Result<Answer, NoAnswer> {
        let application = self.application.as_ref();
        let Some(application) = application.filter(|_| !Told::has(request.uri().path())) else {
            return Ok(self.told.answer(&request).map(Either::Left));
        };
        if self.told.draining.has_begun() {
            return Ok(unavailable("draining\n"));
        }
        let Some(place) = application.place() else {
            return Ok(unavailable("too many requests are being answered\n"));
        };
        *self.place.lock().unwrap_or_else(PoisonError::into_inner) = Place::OfApplication(place);
        request.extensions_mut().insert(self.peer);
        Ok(application.answer(request).await?.map(Either::Right))
    }

    fn is_of_application(&self) -> bool {
        let place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        matches!(*place, Place::OfApplication(_))
    }
}

/// To be asked again soon.
fn unavailable(why: &'static str) -> Answer {
    let mut response = text(StatusCode::SERVICE_UNAVAILABLE, why);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    response.map(Either::Left)
}
