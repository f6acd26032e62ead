//! The server: its sockets, its workers, and what signals do to it.

use crate::{
    admin::{self, Told},
    application::Application,
    certificates::Certificates,
    config::Settings,
    connections::Connections,
    control::{Control, Trigger},
    descriptors,
    draining::{self, Drain, Draining},
    error::Error,
    listener::Bound,
    metrics::Metrics,
    parts::{self, Deaths, Parts},
    signals::{Asked, Signals},
    systemd,
    watch::Watch,
    worker::Worker,
};
use std::{
    panic::{self, AssertUnwindSafe},
    sync::Arc,
    thread,
};
use tokio::{runtime, select, sync::mpsc};

/// A server whose sockets are bound.
#[derive(Debug)]
pub struct Server {
    settings: Settings,
    listeners: Vec<Bound>,
    admin: Option<Bound>,
    metrics: Arc<Metrics>,
    parts: Parts,
    deaths: Deaths,
}

impl Server {
    /// Reads the certificates, and binds the sockets.
    ///
    /// # Errors
    /// An [`Error`] that names the certificate or address.
    pub fn bind(settings: &Settings, metrics: &Arc<Metrics>) -> Result<Self, Error> {
        descriptors::raise(settings.limits.connections.get());
        let (parts, deaths) = parts::channel();
        let certificates = Certificates::read(&settings.listen)?;
        Ok(Self {
            listeners: Bound::listen(settings, certificates)?,
            admin: Bound::admin(settings)?,
            settings: settings.clone(),
            metrics: Arc::clone(metrics),
            parts,
            deaths,
        })
    }

    /// For threads and tasks that the application starts: none of them may die alone.
    #[must_use]
    pub fn parts(&self) -> &Parts {
        &self.parts
    }

    /// Serves until SIGTERM or SIGINT, and then finishes what it has begun. `reload` is called on SIGHUP, and when one
    /// of the files has changed that `watch` watches.
    ///
    /// The application is cloned for each connection. It is called on the worker's thread that reads the connection,
    /// and must not block it.
    ///
    /// A panic in any thread or task, the application's answers among them, ends the server as SIGTERM does, and then
    /// is an error: what is half alive must not go on.
    ///
    /// # Errors
    /// [`Error::Died`], or an [`Error`] of the system's. It is logged as well.
    pub fn run<A: Application>(
        self,
        application: A,
        watch: Watch,
        reload: impl FnMut(Trigger, &mut Control),
    ) -> Result<(), Error> {
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(Error::system("runtime"))?;
        // Before anything else: a signal that nobody listens for ends the process.
        let signals = runtime.block_on(async { Signals::listen() })?;
        let (drain, draining) = draining::channel();
        let connections = Connections::new(&self.settings.limits, &self.metrics, &self.parts);
        runtime.spawn(Arc::clone(&connections).sweep(draining.clone()));
        let count = self.settings.worker_count();
        let worker = Worker {
            application,
            limits: self.settings.limits.clone(),
            connections: Arc::clone(&connections),
            draining: draining.clone(),
            parts: self.parts.clone(),
        };
        // Where this thread panics, draining begins as `drain` is dropped: nobody waits for workers that serve on.
        thread::scope(move |scope| {
            let (ended, has_ended) = mpsc::channel(count);
            for _ in 0..count {
                let (worker, ended) = (worker.clone(), ended.clone());
                let listeners =
                    self.listeners.iter().map(Bound::try_clone).collect::<Result<_, _>>();
                let listeners = listeners.map_err(Error::system("listener"))?;
                let work = move || {
                    let ended_as = panic::catch_unwind(AssertUnwindSafe(|| worker.run(listeners)));
                    // Nobody listens any more where the server has failed.
                    let _ = ended.blocking_send(ended_as.unwrap_or(Err(Error::Died("a worker"))));
                };
                let spawned =
                    thread::Builder::new().name("worker".into()).spawn_scoped(scope, work);
                spawned.map_err(Error::system("workers"))?;
            }
            drop(ended);
            let control =
                Control::new(&self.settings.listen, &self.listeners, watch, self.parts.clone());
            let events = Events { signals, has_ended, control };
            runtime.block_on(self.serve(events, draining, &drain, reload))
        })
    }

    /// Does what signals say until the last worker has ended.
    async fn serve(
        mut self,
        mut events: Events,
        draining: Draining,
        drain: &Drain,
        mut reload: impl FnMut(Trigger, &mut Control),
    ) -> Result<(), Error> {
        self.tell(draining)?;
        systemd::ready();
        let mut outcome = loop {
            select! {
                asked = events.signals.next() => match asked {
                    Asked::Reload => {
                        systemd::reloading();
                        reload(Trigger::Hangup, &mut events.control);
                        systemd::ready();
                    }
                    Asked::Stop => break Ok(()),
                },
                () = events.control.changed() => reload(Trigger::FilesChanged, &mut events.control),
                // Only one that failed ends now.
                Some(ended) = events.has_ended.recv() => break logged(ended),
                Some(part) = self.deaths.next() => break logged(Err(Error::Died(part))),
            }
        };
        systemd::stopping();
        tracing::info!(
            "draining: no new connections, those that are open end with their next answer"
        );
        // The names of Unix sockets go first, so that whoever starts next can have them.
        self.listeners.clear();
        drain.begin();
        loop {
            let ended = select! {
                // A worker that has ended may have told of a death before.
                biased;
                Some(part) = self.deaths.next() => Err(Error::Died(part)),
                ended = events.has_ended.recv() => match ended {
                    Some(ended) => ended,
                    None => break,
                },
            };
            outcome = outcome.and(logged(ended));
        }
        tracing::info!("ended");
        outcome
    }

    /// Says where it listens, and starts to tell of itself there.
    fn tell(&self, draining: Draining) -> Result<(), Error> {
        for bound in &self.listeners {
            tracing::info!(address = bound.describe(), "listening");
        }
        if let Some(admin) = &self.admin {
            let listener = admin.try_clone().and_then(Bound::into_this_runtime);
            let listener = listener.map_err(Error::system("[admin]"))?;
            let told =
                Told { metrics: Arc::clone(&self.metrics), draining, parts: self.parts.clone() };
            tokio::spawn(admin::serve(listener, told));
            tracing::info!(address = admin.describe(), "listening for [admin]");
        }
        Ok(())
    }
}

/// Says why a server ends, where it failed.
fn logged(ended: Result<(), Error>) -> Result<(), Error> {
    ended.inspect_err(|error| tracing::error!("{error}"))
}

/// What a server waits for.
struct Events {
    signals: Signals,
    has_ended: mpsc::Receiver<Result<(), Error>>,
    control: Control,
}
