//! An application of any type, which answers on the admin listener.

use crate::application::Application;
use bytes::{Buf, Bytes};
use http::{Request, Response};
use http_body_util::{BodyExt, combinators::UnsyncBoxBody};
use hyper::body::Incoming;
use std::{error::Error, fmt, pin::Pin, sync::Arc};

/// Whatever a body fails with.
pub(super) type BodyError = Box<dyn Error + Send + Sync>;

type Answer = Pin<Box<dyn Future<Output = Response<UnsyncBoxBody<Bytes, BodyError>>> + Send>>;

/// An [`Application`] without its type: what it costs is nothing beside what is asked for there.
#[derive(Clone)]
pub(crate) struct AnyApplication(Arc<dyn Fn(Request<Incoming>) -> Answer + Send + Sync>);

impl AnyApplication {
    pub(crate) fn new<A: Application>(application: A) -> Self {
        Self(Arc::new(move |request| {
            let answer = application.call(request);
            Box::pin(async move {
                let Ok(response) = answer.await;
                response.map(|body| {
                    body.map_frame(|frame| {
                        frame.map_data(|mut data| data.copy_to_bytes(data.remaining()))
                    })
                    .map_err(Into::into)
                    .boxed_unsync()
                })
            })
        }))
    }

    pub(super) fn answer(&self, request: Request<Incoming>) -> Answer {
        (self.0)(request)
    }
}

impl fmt::Debug for AnyApplication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnyApplication").finish_non_exhaustive()
    }
}
