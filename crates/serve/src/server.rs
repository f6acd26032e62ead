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
    signals::{Asked, Signals},
    systemd,
    watch::Watch,
    worker::Worker,
};
use std::{sync::Arc, thread};
use tokio::{runtime, select, sync::mpsc};

/// A server whose sockets are bound.
#[derive(Debug)]
pub struct Server {
    settings: Settings,
    listeners: Vec<Bound>,
    admin: Option<Bound>,
    metrics: Arc<Metrics>,
}

impl Server {
    /// Reads the certificates, and binds the sockets.
    ///
    /// # Errors
    /// An [`Error`] that names the certificate or address.
    pub fn bind(settings: &Settings, metrics: &Arc<Metrics>) -> Result<Self, Error> {
        descriptors::raise(settings.limits.connections.get());
        let certificates = Certificates::read(&settings.listen)?;
        Ok(Self {
            listeners: Bound::listen(&settings.listen, certificates)?,
            admin: settings.admin.as_ref().map(Bound::admin).transpose()?,
            settings: settings.clone(),
            metrics: Arc::clone(metrics),
        })
    }

    /// Serves until SIGTERM or SIGINT, and then finishes what it has begun. `reload` is called on SIGHUP, and when one
    /// of the files has changed that `watch` watches.
    ///
    /// The application is cloned for each connection. It is called on the worker's thread that reads the connection,
    /// and must not block it.
    ///
    /// # Errors
    /// An [`Error`] of the system's.
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
        let connections = Connections::new(&self.settings.limits, &self.metrics);
        runtime.spawn(Arc::clone(&connections).sweep(draining.clone()));
        let count = self.settings.worker_count();
        let worker = Worker {
            application,
            limits: self.settings.limits.clone(),
            connections: Arc::clone(&connections),
            draining: draining.clone(),
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
            let control = Control::new(&self.settings.listen, &self.listeners, watch);
            let events = Events { signals, has_ended, control };
            let result = runtime.block_on(self.serve(events, draining, &drain, reload));
            // Where it failed, the workers are still serving.
            drain.begin();
            result
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
        loop {
            select! {
                asked = events.signals.next() => match asked {
                    Asked::Reload => {
                        systemd::reloading();
                        reload(Trigger::Hangup, &mut events.control);
                        systemd::ready();
                    }
                    Asked::Stop => break,
                },
                () = events.control.changed() => reload(Trigger::FilesChanged, &mut events.control),
                // Only one that failed ends now.
                Some(result) = events.has_ended.recv() => return result,
            }
        }
        systemd::stopping();
        tracing::info!(
            "draining: no new connections, those that are open end with their next answer"
        );
        // The names of Unix sockets go first, so that whoever starts next can have them.
        self.listeners.clear();
        drain.begin();
        while let Some(result) = events.has_ended.recv().await {
            result?;
        }
        tracing::info!("ended");
        Ok(())
    }

    /// Says where it listens, and starts to tell of itself there.
    fn tell(&self, draining: Draining) -> Result<(), Error> {
        for bound in &self.listeners {
            tracing::info!(address = bound.describe(), "listening");
        }
        if let Some(admin) = &self.admin {
            let listener = admin.try_clone().and_then(Bound::into_this_runtime);
            let listener = listener.map_err(Error::system("[admin]"))?;
            let told = Told { metrics: Arc::clone(&self.metrics), draining };
            tokio::spawn(admin::serve(listener, told));
            tracing::info!(address = admin.describe(), "listening for [admin]");
        }
        Ok(())
    }
}

/// What a server waits for.
struct Events {
    signals: Signals,
    has_ended: mpsc::Receiver<Result<(), Error>>,
    control: Control,
}
