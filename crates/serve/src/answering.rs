//! One connection's requests, answered by the application.

use crate::{
    application::Application,
    conversation::converse,
    draining::Draining,
    peer::Peer,
    record::{Answering, Record},
    refusals::{Refusals, Refusing, Taken, Turn},
};
use http::{HeaderValue, Request, header};
use hyper::{
    body::{Body, Frame, Incoming, SizeHint},
    server::conn::http1,
    service::service_fn,
};
use pin_project_lite::pin_project;
use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};
use tokio::io::{AsyncRead, AsyncWrite};

/// How the connections of a worker are answered.
#[derive(Clone, Debug)]
pub(crate) struct Answers<A> {
    pub(crate) application: A,
    pub(crate) http: http1::Builder,
    pub(crate) draining: Draining,
    pub(crate) refusals: Option<Refusals>,
}

impl<A: Application> Answers<A> {
    /// Answers the requests of one connection, until it ends. Its record says when an answer is being made.
    pub(crate) async fn converse<S>(&self, stream: S, peer: Peer, record: Arc<Record>)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send,
    {
        let turn = Arc::new(Turn::default());
        let stream = Refusing::new(stream, self.refusals.clone(), &turn);
        let service = service_fn(|mut request: Request<Incoming>| {
            request.extensions_mut().insert(peer);
            let (answering, taken) = (record.answering(), turn.take());
            let answer = self.application.call(request);
            async move {
                let mut response = answer.await?;
                if self.draining.has_begun() {
                    let close = HeaderValue::from_static("close");
                    response.headers_mut().insert(header::CONNECTION, close);
                }
                Ok::<_, Infallible>(response.map(|body| AnswerBody {
                    body,
                    _answering: answering,
                    _taken: taken,
                }))
            }
        });
        if let Err(error) = converse(&self.http, stream, service).await {
            // Mostly clients that left. What was refused has been answered.
            tracing::debug!("connection ended: {error}");
        }
    }
}

pin_project! {
    /// The body of an answer, which is being made until this is dropped.
    struct AnswerBody<B> {
        #[pin]
        body: B,
        _answering: Answering,
        _taken: Taken,
    }
}

impl<B: Body> Body for AnswerBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        self.project().body.poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
