//! The admin listener: whether the server lives, whether it serves, and its metrics. An application may answer beside
//! them.

mod any_application;
mod aside;
mod connection;
mod relayed;
mod told;

pub(crate) use any_application::AnyApplication;
pub(crate) use aside::{Aside, start};
pub(crate) use told::Told;

use crate::{listener::Listener, parts::Parts};
use connection::Connection;
use std::{sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, UnixListener},
    sync::Semaphore,
    time::sleep,
};

/// More than a monitoring system has open at a time.
const CONNECTIONS: usize = 32;

/// Who answers on the listener.
#[derive(Clone, Debug)]
pub(crate) struct Answers {
    pub(crate) told: Told,
    /// What answers on all other paths.
    pub(crate) application: Option<Aside>,
    pub(crate) parts: Parts,
}

/// Serves for ever.
pub(crate) async fn serve(listener: Listener<TcpListener, UnixListener>, answers: Answers) {
    let _part = answers.parts.part("the admin listener");
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else { return };
        match listener.accept().await {
            Ok(socket) => {
                let part = answers.parts.part("a connection to [admin]");
                let Answers { told, application, .. } = answers.clone();
                let connection = Connection::new(told, application, socket.peer(), place);
                tokio::spawn(async move {
                    let _part = part;
                    connection.converse(socket).await;
                });
            }
            Err(error) => {
                tracing::warn!("cannot accept a connection to [admin]: {error}");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
}
