//! The answer of the inner service, or one that is there already.

use http::Response;
use pin_project_lite::pin_project;
use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

pin_project! {
    /// The response of a [`StoreAuth`](crate::StoreAuth).
    #[derive(Debug)]
    pub struct ResponseFuture<F, B> {
        #[pin]
        state: State<F, B>,
    }
}

pin_project! {
    #[derive(Debug)]
    #[project = Projected]
    enum State<F, B> {
        LetIn { #[pin] inner: F },
        // None once it is given.
        Denied { response: Option<Response<B>> },
    }
}

impl<F, B> ResponseFuture<F, B> {
    pub(crate) fn let_in(inner: F) -> Self {
        Self { state: State::LetIn { inner } }
    }

    pub(crate) fn denied(response: Response<B>) -> Self {
        Self { state: State::Denied { response: Some(response) } }
    }
}

impl<F, B, E> Future for ResponseFuture<F, B>
where
    F: Future<Output = Result<Response<B>, E>>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().state.project() {
            Projected::LetIn { inner } => inner.poll(cx),
            // A future that is polled again after it was ready may wait for ever.
            Projected::Denied { response } => {
                response.take().map_or(Poll::Pending, |response| Poll::Ready(Ok(response)))
            }
        }
    }
}
