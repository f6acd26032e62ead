//! The server: its sockets, its workers, and what signals do to it.

use crate::{
    admin::{self, AnyApplication, Told},
    application::Application,
    certificates::Certificates,
    config::{Address, Settings},
    connections::Connections,
    control::{Control, Trigger},
    descriptors,
    draining::{self, Drain},
    error::Error,
    listener::Bound,
    metrics::Metrics,
    parts::{self, Deaths, Parts},
    readiness::Readiness,
    refusals::Refusals,
    signals::{Asked, Signals},
    systemd,
    watch::Watch,
    worker::Worker,
};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use std::{
    panic::{self, AssertUnwindSafe},
    sync::Arc,
    thread,
};
use tokio::{
    runtime::{self, Runtime},
    select,
    sync::mpsc,
};

/// A server whose sockets are bound.
#[derive(Debug)]
pub struct Server {
    runtime: Runtime,
    signals: Signals,
    settings: Settings,
    listeners: Vec<Bound>,
    admin: Option<Bound>,
    admin_application: Option<AnyApplication>,
    refusals: Option<Refusals>,
    metrics: Arc<Metrics>,
    readiness: Readiness,
    parts: Parts,
    deaths: Deaths,
}

impl Server {
    /// Reads the certificates, and binds the sockets. From now on signals are the server's: those that come before it
    /// runs are heeded then.
    ///
    /// # Errors
    /// An [`Error`] that names the certificate or address.
    pub fn bind(settings: &Settings, metrics: &Arc<Metrics>) -> Result<Self, Error> {
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(Error::system("runtime"))?;
        descriptors::raise(settings.limits.connections.get());
        let (parts, deaths) = parts::channel();
        let certificates = Certificates::read(&settings.listen)?;
        let listeners = Bound::listen(settings, certificates)?;
        let admin = Bound::admin(settings)?;
        // Whoever learns that it is bound may send one, which would end the process if nobody listened for it.
        let signals = runtime.block_on(async { Signals::listen() })?;
        Ok(Self {
            runtime,
            signals,
            listeners,
            admin,
            admin_application: None,
            refusals: None,
            settings: settings.clone(),
            metrics: Arc::clone(metrics),
            readiness: Readiness::default(),
            parts,
            deaths,
        })
    }

    /// For threads and tasks that the application starts: none of them may die alone.
    #[must_use]
    pub fn parts(&self) -> &Parts {
        &self.parts
    }

    /// The addresses of `[[listen]]`, with the ports that the system picked.
    pub fn addresses(&self) -> impl Iterator<Item = &Address> {
        self.listeners.iter().map(|bound| &bound.address)
    }

    /// The address of `[admin]`, likewise.
    #[must_use]
    pub fn admin_address(&self) -> Option<&Address> {
        self.admin.as_ref().map(|bound| &bound.address)
    }

    /// Through which the application says that it cannot do its work for now: `/readyz` answers 503 then.
    #[must_use]
    pub fn readiness(&self) -> &Readiness {
        &self.readiness
    }

    /// Has an application answer on the admin listener as well, on every path that is not the server's own. Without
    /// such a listener it is not called.
    ///
    /// It has two threads of its own, whose runtime is tokio's with many threads: its answers may take as long as they
    /// take and do much work, and monitoring is answered meanwhile. No more than 32 of its requests are answered at a
    /// time, one a connection; others get 503. The head of a request has ten seconds to come. A body that does not
    /// come, and an answer that the client does not take, are waited for: who asks should be checked before a body is
    /// read.
    ///
    /// While draining, new requests get 503, and answers have the drain time to end. A client that leaves ends its
    /// answer where that next waits. A panic in an answer breaks it off, and ends the server as everywhere.
    pub fn admin_application<A: Application>(&mut self, application: A) {
        self.admin_application = Some(AnyApplication::new(application));
    }

    /// Has what is no request, or one whose head is too large, answered with these headers and this body besides
    /// `Connection`, `Content-Length` and `Date`; without it, such an answer is a head alone. The connection ends with
    /// it, and the body is there whatever the method was. Where the client has not taken the answer to the request
    /// before, it is a head alone as well.
    pub fn refuse_with(
        &mut self,
        say: impl Fn(StatusCode) -> (HeaderMap, Bytes) + Send + Sync + 'static,
    ) {
        self.refusals = Some(Refusals::new(say));
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
        let Self { runtime, signals, settings, listeners, admin, metrics, parts, .. } = self;
        let (drain, draining) = draining::channel();
        let connections = Connections::new(&settings.limits, &metrics, &parts);
        runtime.spawn(Arc::clone(&connections).sweep(draining.clone()));
        let (count, drain_time) = (settings.worker_count(), settings.limits.drain_time);
        let worker = Worker {
            application,
            limits: settings.limits.clone(),
            connections: Arc::clone(&connections),
            draining: draining.clone(),
            parts: parts.clone(),
            refusals: self.refusals,
        };
        let application = self.admin_application.filter(|_| admin.is_some());
        let aside = application.map(|application| admin::start(application, parts.clone()));
        let (threads, aside) = aside.transpose()?.unzip();
        // Where this thread panics, draining begins as `drain` is dropped: nobody waits for workers that serve on.
        thread::scope(move |scope| {
            let (ended, has_ended) = mpsc::channel(count + 1);
            for _ in 0..count {
                let worker = worker.clone();
                let listeners = listeners.iter().map(Bound::try_clone).collect::<Result<_, _>>();
                let listeners = listeners.map_err(Error::system("listener"))?;
                spawn(scope, "a worker", &ended, move || worker.run(listeners))?;
            }
            if let Some(threads) = threads {
                let draining = draining.clone();
                spawn(scope, "the application of [admin]", &ended, move || {
                    threads.run(&draining, drain_time);
                    Ok(())
                })?;
            }
            drop(ended);
            let control = Control::new(&settings.listen, &listeners, watch, parts.clone());
            let told = Told { metrics, draining, readiness: self.readiness };
            let answers = admin::Answers { told, application: aside, parts };
            let serving =
                Serving { listeners, signals, has_ended, deaths: self.deaths, control, drain };
            runtime.block_on(serving.until_ended(admin.as_ref(), answers, reload))
        })
    }
}

/// A server that runs: its sockets, and what it waits for.
struct Serving {
    listeners: Vec<Bound>,
    signals: Signals,
    has_ended: mpsc::Receiver<Result<(), Error>>,
    deaths: Deaths,
    control: Control,
    drain: Drain,
}

impl Serving {
    /// Does what signals say until the last worker has ended, and what else answers.
    async fn until_ended(
        mut self,
        admin: Option<&Bound>,
        answers: admin::Answers,
        mut reload: impl FnMut(Trigger, &mut Control),
    ) -> Result<(), Error> {
        self.tell(admin, answers)?;
        systemd::ready();
        let mut outcome = loop {
            select! {
                asked = self.signals.next() => match asked {
                    Asked::Reload => {
                        systemd::reloading();
                        reload(Trigger::Hangup, &mut self.control);
                        systemd::ready();
                    }
                    Asked::Stop => break Ok(()),
                },
                () = self.control.changed() => reload(Trigger::FilesChanged, &mut self.control),
                // Only one that failed ends now.
                Some(ended) = self.has_ended.recv() => break logged(ended),
                Some(part) = self.deaths.next() => break logged(Err(Error::Died(part))),
            }
        };
        systemd::stopping();
        tracing::info!(
            "draining: no new connections, those that are open end with their next answer"
        );
        // The names of Unix sockets go first, so that whoever starts next can have them.
        self.listeners.clear();
        self.drain.begin();
        loop {
            let ended = select! {
                // A worker that has ended may have told of a death before.
                biased;
                Some(part) = self.deaths.next() => Err(Error::Died(part)),
                ended = self.has_ended.recv() => match ended {
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
    fn tell(&self, admin: Option<&Bound>, answers: admin::Answers) -> Result<(), Error> {
        for bound in &self.listeners {
            tracing::info!(address = %bound.address, "listening");
        }
        if let Some(admin) = admin {
            let listener = admin.try_clone().and_then(Bound::into_this_runtime);
            let listener = listener.map_err(Error::system("[admin]"))?;
            tokio::spawn(admin::serve(listener, answers));
            tracing::info!(address = %admin.address, "listening for [admin]");
        }
        Ok(())
    }
}

/// Starts a thread that tells how it has ended.
fn spawn<'scope>(
    scope: &'scope thread::Scope<'scope, '_>,
    what: &'static str,
    ended: &mpsc::Sender<Result<(), Error>>,
    work: impl FnOnce() -> Result<(), Error> + Send + 'scope,
) -> Result<(), Error> {
    let ended = ended.clone();
    let work = move || {
        let ended_as = panic::catch_unwind(AssertUnwindSafe(work));
        // Nobody listens any more where the server has failed.
        let _ = ended.blocking_send(ended_as.unwrap_or(Err(Error::Died(what))));
    };
    // Of the last word, since systems have no room for more.
    let name = what.rsplit(' ').next().unwrap_or(what);
    let spawned = thread::Builder::new().name(name.into()).spawn_scoped(scope, work);
    spawned.map(drop).map_err(Error::system("threads"))
}

/// Says why a server ends, where it failed.
fn logged(ended: Result<(), Error>) -> Result<(), Error> {
    ended.inspect_err(|error| tracing::error!("{error}"))
}
