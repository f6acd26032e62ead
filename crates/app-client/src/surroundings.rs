//! What the client needs of the world beside the clocks. Simulations bring their own.

use crate::{
    record::{Change, Held},
    state::State,
};
use futures_util::future::BoxFuture;
use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

/// A reply of the Store, whatever its status.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// The header `Retry-After`, if it is text.
    pub retry_after: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// There was no reply.
#[derive(Clone, Copy, Debug)]
pub struct NoReply;

/// The way to the Store.
pub trait Transport: Send + Sync {
    /// Asks for a URL.
    fn get(&self, url: &str) -> BoxFuture<'static, Result<Reply, NoReply>>;
}

/// Where an authorization is kept.
pub trait Keep: Send + Sync {
    /// What is kept, if it is understood.
    fn read(&self) -> Option<Held>;
    /// How another has changed what is kept since it was last looked at or written, if it did.
    fn changed(&self) -> Option<Change>;
    /// Changes what is kept.
    fn keep(&self, change: Change) -> BoxFuture<'static, ()>;
}

/// The world.
#[derive(Clone)]
pub struct Surroundings {
    /// The way to the Store.
    pub transport: Arc<dyn Transport>,
    /// Where an authorization is kept.
    pub keep: Arc<dyn Keep>,
    /// Gives random numbers in [0, 1).
    pub random: Arc<dyn Fn() -> f64 + Send + Sync>,
    /// Hears of each state that is told, also of one that another follows at once.
    pub told: Arc<dyn Fn(&State) + Send + Sync>,
}

impl fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Surroundings").finish_non_exhaustive()
    }
}

/// Keeps an authorization for as long as the program runs.
#[derive(Debug, Default)]
pub(crate) struct Memory(Mutex<Option<Held>>);

impl Keep for Memory {
    fn read(&self) -> Option<Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn changed(&self) -> Option<Change> {
        None
    }

    fn keep(&self, change: Change) -> BoxFuture<'static, ()> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = match change {
            Change::Kept(held) => Some(held),
            Change::Removed => None,
        };
        Box::pin(std::future::ready(()))
    }
}
