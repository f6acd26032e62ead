//! What a server is given to answer requests with.

use http::{Request, Response};
use hyper::{
    body::{Body, Incoming},
    service::Service,
};
use std::{convert::Infallible, error::Error};

/// What answers requests: every service of hyper's that threads can share and that always has an answer.
///
/// `hyper::service::service_fn` makes one of a function, and `hyper_util::service::TowerToHyperService` of a tower
/// service, such as axum's `Router`.
pub trait Application:
    Service<
        Request<Incoming>,
        Response = Response<Self::ResponseBody>,
        Error = Infallible,
        Future: Send + 'static,
    > + Clone
    + Send
    + Sync
    + 'static
{
    /// The body of an answer.
    type ResponseBody: Body<Data: Send, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static;
}

impl<S, B> Application for S
where
    S: Service<
            Request<Incoming>,
            Response = Response<B>,
            Error = Infallible,
            Future: Send + 'static,
        > + Clone
        + Send
        + Sync
        + 'static,
    B: Body<Data: Send, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
{
    type ResponseBody = B;
}
