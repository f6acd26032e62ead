#![doc = include_str!("../README.md")]

/// The crate whose `Client`, `Request` and `Response` are used here.
pub use reqwest;

mod answer;
mod app;
mod asker;
mod builder;
mod cache_contents;
mod cache_file;
mod client;
mod clock;
mod data_request;
mod delay;
mod error;
mod http;
mod id;
mod machine;
mod now;
mod outcome;
mod record;
mod retry_after;
mod running;
mod settings;
mod state;
mod surroundings;

pub use builder::{BuildError, Builder};
pub use client::AppClient;
pub use clock::Clock;
pub use error::Error;
pub use id::Id;
pub use running::Running;
pub use state::State;

/// What simulations replace.
#[doc(hidden)]
pub mod simulated {
    pub use crate::{
        record::{Change, Held, Record},
        surroundings::{Keep, NoReply, Reply, Surroundings, Transport},
    };
}
