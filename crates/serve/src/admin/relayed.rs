//! The body of an answer that is made on another thread.

use super::any_application::BodyError;
use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Body, Frame, SizeHint};
use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::{
    sync::mpsc::{Receiver, Sender, channel},
    task::AbortHandle,
};

/// How many frames are made before one is taken.
const AHEAD: usize = 4;

/// What the task that makes a body says.
#[derive(Debug)]
enum Made {
    Frame(Result<Frame<Bytes>, BodyError>),
    /// The end is said: a task that has died is gone as well, and what it made must not look whole.
    End,
}

/// For the task that makes a body.
#[derive(Debug)]
pub(super) struct Maker(Sender<Made>);

/// A body as it comes from its task.
#[derive(Debug)]
pub(super) struct Relayed {
    made: Receiver<Made>,
    /// How many bytes are still to come, where that is known.
    left: Option<u64>,
    has_ended: bool,
    _task: Option<Stopped>,
}

/// Stops a task when it is dropped.
#[derive(Debug)]
pub(super) struct Stopped(pub(super) AbortHandle);

#[derive(Debug, thiserror::Error)]
#[error("the answer broke off")]
struct BrokeOff;

/// The two ends for a body.
pub(super) fn relay(body: &impl Body) -> (Maker, Relayed) {
    let (sender, made) = channel(AHEAD);
    let left = body.size_hint().exact();
    (Maker(sender), Relayed { made, left, has_ended: body.is_end_stream(), _task: None })
}

impl Maker {
    /// Until the end of the body, or for as long as somebody takes it.
    pub(super) async fn make(self, mut body: impl Body<Data = Bytes, Error = BodyError> + Unpin) {
        while let Some(frame) = body.frame().await {
            if self.0.send(Made::Frame(frame)).await.is_err() {
                return;
            }
        }
        // Whoever has left needs no end.
        let _ = self.0.send(Made::End).await;
    }
}

impl Relayed {
    /// The task that makes it is stopped with it.
    pub(super) fn of(self, task: Stopped) -> Self {
        Self { _task: Some(task), ..self }
    }
}

impl Body for Relayed {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        if self.has_ended {
            return Poll::Ready(None);
        }
        let made = ready!(self.made.poll_recv(context));
        Poll::Ready(match made {
            Some(Made::Frame(frame)) => {
                if let (Some(left), Some(data)) =
                    (&mut self.left, frame.as_ref().ok().and_then(Frame::data_ref))
                {
                    *left = left.saturating_sub(data.len() as u64);
                }
                Some(frame)
            }
            Some(Made::End) => {
                self.has_ended = true;
                None
            }
            None => Some(Err(BrokeOff.into())),
        })
    }

    fn is_end_stream(&self) -> bool {
        self.has_ended
    }

    fn size_hint(&self) -> SizeHint {
        self.left.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        self.0.abort();
    }
}
