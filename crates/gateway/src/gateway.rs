//! The gateway: a server that answers by the keys and the policy of a configuration.

use crate::{
    answer::Answers,
    config::Config,
    error::Error,
    explain::{Explaining, Sampler},
    held_keys::HeldKeys,
    keys,
    metrics::Metrics,
    reload::{self, Reload},
};
use http::Request;
use hyper::{body::Incoming, service::service_fn};
use std::{convert::Infallible, future::ready, sync::Arc, time::Instant};
use store_auth::SharedVerifier;
use store_auth_serve::{Logging, Server, Watch};
use store_auth_tower::Fields;

/// A gateway whose sockets are bound.
#[derive(Debug)]
pub struct Gateway {
    config: Config,
    server: Server,
    answers: Arc<Answers>,
    watch: Watch,
    held: HeldKeys,
    /// Last, so that whatever is said of the end is written.
    logging: Logging,
}

impl Gateway {
    /// Reads the keys, binds the sockets, and starts to log as the configuration says.
    ///
    /// # Errors
    /// An [`Error`] that names the key file, certificate or address.
    pub fn bind(config: Config) -> Result<Self, Error> {
        let logging = config.server.log.start()?;
        for warning in config.warnings() {
            tracing::warn!("{warning}");
        }
        // Before the keys are read: what changes meanwhile is seen.
        let watch = Watch::new(reload::files(&config));
        let (verifier, texts) =
            keys::verifier(&config, keys::AT_START, |warning| tracing::warn!("{warning}"))?;
        let metrics = Metrics::new();
        metrics.know_keys(config.keys.len());
        let server = Server::bind(&config.server, &metrics.server)?;
        metrics.server.put_into_force();
        let sampler = Sampler::default();
        let held = HeldKeys::default().replaced_by(texts);
        sampler.replace(Explaining::start(&config, &held, &metrics.findings, server.parts())?);
        let answers = Arc::new(Answers {
            verifier: SharedVerifier::new(verifier),
            source: config.source.clone(),
            fields: Fields::query(),
            metrics,
            sampler,
        });
        Ok(Self { config, server, answers, watch, held, logging })
    }

    /// Serves until SIGTERM or SIGINT, and then finishes what it has begun. SIGHUP reads the configuration again, a change
    /// of a key file or a certificate reads those again; what is refused leaves the old in force.
    ///
    /// # Errors
    /// An [`Error`] of the system's, or of a part of the gateway that has died. It is logged as well.
    pub fn run(self) -> Result<(), Error> {
        let Self { config, server, answers, watch, held, logging } = self;
        let mut reload = Reload::new(config, &answers, held);
        let service = service_fn(move |request: Request<Incoming>| {
            ready(Ok::<_, Infallible>(answers.answer(&request, Instant::now())))
        });
        let ended = server.run(service, watch, |trigger, control| reload.on(trigger, control));
        drop(logging);
        Ok(ended?)
    }
}
