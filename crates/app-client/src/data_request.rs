//! Requests to data servers.

use crate::{client::AppClient, error::Error, state::State};
use reqwest::{IntoUrl, Method, Request, Response, StatusCode, Url};

impl AppClient {
    /// A URL of this data server with its [signed query](Self::signed_query) in it, for who sends the request himself.
    ///
    /// While the state is [`Starting`](State::Starting), it waits for the first answer. A client that is not started asks
    /// the Store if it is time to, as [`authorize`](Self::authorize) does.
    ///
    /// # Errors
    /// Those of [`signed_query`](Self::signed_query), and [`Error::Url`].
    pub async fn signed_url(&self, server: &str, url: impl IntoUrl) -> Result<Url, Error> {
        let url = url.into_url().map_err(Error::Url)?;
        Ok(with_query(url, &self.first_query(server).await?))
    }

    /// Gets a URL of this data server. See [`send`](Self::send).
    ///
    /// # Errors
    /// Those of [`send`](Self::send), and [`Error::Url`].
    pub async fn get(&self, server: &str, url: impl IntoUrl) -> Result<Response, Error> {
        let url = url.into_url().map_err(Error::Url)?;
        self.send(server, Request::new(Method::GET, url)).await
    }

    /// Sends a request to this data server, with its [signed query](Self::signed_query) in the URL.
    ///
    /// While the state is [`Starting`](State::Starting), it waits for the first answer. A client that is not started asks
    /// the Store if it is time to, as [`authorize`](Self::authorize) does.
    ///
    /// Where the server answers 401, the request is sent once more with what [`rejected`](Self::rejected) gives, unless its
    /// body is a stream. Whatever the status, an answer is no error.
    ///
    /// # Errors
    /// Those of [`signed_query`](Self::signed_query), and [`Error::Http`].
    pub async fn send(&self, server: &str, request: Request) -> Result<Response, Error> {
        let again = request.try_clone();
        let query = self.first_query(server).await?;
        let response = self.http.execute(signed(request, &query)).await?;
        if response.status() != StatusCode::UNAUTHORIZED {
            return Ok(response);
        }
        match (self.rejected(server, &query).await, again) {
            (Some(query), Some(request)) => Ok(self.http.execute(signed(request, &query)).await?),
            _ => Ok(response),
        }
    }

    async fn first_query(&self, server: &str) -> Result<String, Error> {
        if !self.app.is_running() || self.state() == State::Starting {
            self.authorize().await;
        }
        self.signed_query(server)
    }
}

fn signed(mut request: Request, query: &str) -> Request {
    let url = request.url_mut();
    *url = with_query(url.clone(), query);
    request
}

fn with_query(mut url: Url, query: &str) -> Url {
    match url.query() {
        None | Some("") => url.set_query(Some(query)),
        Some(own) => url.set_query(Some(&format!("{own}&{query}"))),
    }
    url
}
