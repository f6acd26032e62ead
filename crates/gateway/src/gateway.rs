//! The gateway: its sockets, its workers, and what signals do to it.

use crate::{
    Error, admin,
    answer::Answers,
    config::Config,
    connections::Connections,
    descriptors,
    explain::{Explaining, Sampler},
    keys,
    listener::Bound,
    log,
    metrics::Metrics,
    reload::{self, Reload},
    watch::Watch,
    worker::{Stage, Worker},
};
use sd_notify::NotifyState;
use std::{
    num::NonZeroUsize,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread,
};
use store_auth_tower::{Fields, SharedVerifier};
use tokio::{
    runtime, select,
    signal::unix::{Signal, SignalKind, signal},
    sync::{mpsc, watch},
};

/// A gateway whose sockets are bound.
#[derive(Debug)]
pub struct Gateway {
    config: Config,
    listeners: Vec<Bound>,
    admin: Option<Bound>,
    answers: Arc<Answers>,
    watch: Watch,
}

impl Gateway {
    /// Reads the keys, binds the sockets, and starts to log as the configuration says.
    ///
    /// # Errors
    /// An [`Error`] that names the key file, certificate or address.
    pub fn bind(config: Config) -> Result<Self, Error> {
        log::start(&config.log);
        for warning in config.warnings() {
            tracing::warn!("{warning}");
        }
        descriptors::raise(config.limits.connections.get());
        // Before the keys are read: what changes meanwhile is seen.
        let watch = Watch::new(reload::files(&config));
        let verifier = keys::verifier(&config, |warning| tracing::warn!("{warning}"))?;
        let listeners =
            config.listen.iter().map(Bound::listen).collect::<Result<Vec<_>, Error>>()?;
        let admin = config.admin.as_ref().map(Bound::admin).transpose()?;
        let metrics = Arc::new(Metrics::new());
        metrics.know_keys(config.keys.len());
        metrics.generation.set(1);
        let sampler = Sampler::default();
        sampler.replace(Explaining::start(&config)?);
        let answers = Arc::new(Answers {
            verifier: SharedVerifier::new(verifier),
            source: config.source.clone(),
            fields: Fields::query(),
            metrics,
            sampler,
            draining: AtomicBool::new(false),
        });
        Ok(Self { config, listeners, admin, answers, watch })
    }

    /// Serves until SIGTERM or SIGINT, and then finishes what it has begun. SIGHUP reads the configuration again, a change
    /// of a key file or a certificate reads those again; what is refused leaves the old in force.
    ///
    /// # Errors
    /// An [`Error`] of the system's.
    pub fn run(self) -> Result<(), Error> {
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(Error::system("runtime"))?;
        // Before anything else: a signal that nobody listens for ends the process.
        let signals = runtime.block_on(async { Signals::new() })?;
        let (stage, watched) = watch::channel(Stage::Serving);
        let connections = Connections::new(&self.config.limits, &self.answers.metrics);
        runtime.spawn(Arc::clone(&connections).sweep(watched.clone()));
        let count = self.workers();
        let worker = Worker {
            answers: Arc::clone(&self.answers),
            limits: self.config.limits.clone(),
            connections: Arc::clone(&connections),
            stage: watched,
        };
        thread::scope(|scope| {
            let (ended, has_ended) = mpsc::channel(count);
            for _ in 0..count {
                let (worker, ended) = (worker.clone(), ended.clone());
                let listeners =
                    self.listeners.iter().map(Bound::try_clone).collect::<Result<_, _>>();
                let listeners = listeners.map_err(Error::system("listener"))?;
                scope.spawn(move || {
                    // Nobody listens any more where another worker has failed.
                    let _ = ended.blocking_send(worker.run(listeners));
                });
            }
            drop(ended);
            let result = runtime.block_on(self.control(signals, &stage, has_ended));
            // Where it failed, the workers are still serving.
            stage.send_replace(Stage::Draining);
            result
        })
    }

    fn workers(&self) -> usize {
        self.config
            .workers
            .or_else(|| thread::available_parallelism().ok())
            .map_or(1, NonZeroUsize::get)
    }

    /// Does what signals say until the last worker has ended.
    async fn control(
        mut self,
        mut signals: Signals,
        stage: &watch::Sender<Stage>,
        mut has_ended: mpsc::Receiver<Result<(), Error>>,
    ) -> Result<(), Error> {
        if let Some(admin) = &self.admin {
            let listener = admin.try_clone().and_then(Bound::into_this_runtime);
            let listener = listener.map_err(Error::system("[admin]"))?;
            tokio::spawn(admin::serve(listener, Arc::clone(&self.answers)));
        }
        for bound in &self.listeners {
            tracing::info!(address = bound.describe(), "listening");
        }
        if let Some(admin) = &self.admin {
            tracing::info!(address = admin.describe(), "listening for [admin]");
        }
        let mut reload = Reload::new(self.config, &self.answers, &self.listeners, self.watch);
        tell_systemd(&[NotifyState::Ready]);
        loop {
            select! {
                signal = signals.next() => match signal {
                    Wish::Reload => reload.config(),
                    Wish::Stop => break,
                },
                () = reload.watch.changed() => reload.files(),
                // Only one that failed ends now.
                Some(result) = has_ended.recv() => return result,
            }
        }
        tell_systemd(&[NotifyState::Stopping]);
        tracing::info!(
            "draining: no new connections, those that are open end with their next answer"
        );
        self.answers.draining.store(true, Relaxed);
        // The names of Unix sockets go first, so that whoever starts next can have them.
        self.listeners.clear();
        stage.send_replace(Stage::Draining);
        while let Some(result) = has_ended.recv().await {
            result?;
        }
        tracing::info!("ended");
        Ok(())
    }
}

/// What a signal asks for.
enum Wish {
    Reload,
    Stop,
}

struct Signals {
    hangup: Signal,
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn new() -> Result<Self, Error> {
        let listen = |kind| signal(kind).map_err(Error::system("signals"));
        Ok(Self {
            hangup: listen(SignalKind::hangup())?,
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) -> Wish {
        select! {
            _ = self.hangup.recv() => Wish::Reload,
            _ = self.terminate.recv() => Wish::Stop,
            _ = self.interrupt.recv() => Wish::Stop,
        }
    }
}

/// Does nothing where systemd did not start this process.
pub(crate) fn tell_systemd(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::warn!("systemd cannot be told: {error}");
    }
}
