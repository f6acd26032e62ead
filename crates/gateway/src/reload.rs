//! New keys, policy and certificates while requests are answered. What is refused leaves the old in force.

use crate::{
    Error,
    answer::Answers,
    config::{Config, Key, Listen},
    explain::Explaining,
    gateway::tell_systemd,
    keys,
    listener::{Bound, TlsKeys},
    tls,
    watch::Watch,
};
use sd_notify::NotifyState;
use std::{path::PathBuf, sync::Arc};

pub(crate) struct Reload {
    config: Config,
    answers: Arc<Answers>,
    /// Those of the listeners, in their order.
    tls: Vec<Option<Arc<TlsKeys>>>,
    pub(crate) watch: Watch,
}

impl Reload {
    pub(crate) fn new(
        config: Config,
        answers: &Arc<Answers>,
        listeners: &[Bound],
        watch: Watch,
    ) -> Self {
        Self {
            config,
            answers: Arc::clone(answers),
            tls: listeners.iter().map(|bound| bound.tls.clone()).collect(),
            watch,
        }
    }

    /// Reads the configuration again, and the files that it names.
    pub(crate) fn config(&mut self) {
        let reloading = [NotifyState::Reloading];
        match NotifyState::monotonic_usec_now() {
            Ok(now) => tell_systemd(&[reloading[0].clone(), now]),
            Err(_) => tell_systemd(&reloading),
        }
        match Config::read(&self.config.path) {
            Ok(config) => {
                for section in fixed_sections_that_differ(&self.config, &config) {
                    tracing::warn!("{section} has changed: that takes a restart");
                }
                // Before the files are read: what changes meanwhile is seen.
                let watch = Watch::new(files(&config));
                if self.put_into_force(&config) {
                    self.config.keys = config.keys;
                    self.config.policy = config.policy;
                    self.config.explain = config.explain;
                    self.watch = watch;
                }
            }
            Err(error) => self.refuse(&error),
        }
        tell_systemd(&[NotifyState::Ready]);
    }

    /// Reads the files again that the configuration names.
    pub(crate) fn files(&mut self) {
        let config = self.config.clone();
        self.put_into_force(&config);
    }

    /// All of it or nothing.
    fn put_into_force(&mut self, config: &Config) -> bool {
        let read = || {
            let verifier = keys::verifier(config, |warning| tracing::warn!("{warning}"))?;
            let listen = self.config.listen.iter();
            let tls = listen.map(|listen| listen.tls.as_ref().map(tls::server_config).transpose());
            let tls = tls.collect::<Result<Vec<_>, _>>()?;
            Ok::<_, Error>((verifier, tls, Explaining::start(config)?))
        };
        match read() {
            Ok((verifier, tls, explaining)) => {
                self.answers.verifier.replace(verifier);
                self.answers.sampler.replace(explaining);
                for (keys, config) in self.tls.iter().zip(tls) {
                    if let (Some(keys), Some(config)) = (keys, config) {
                        keys.replace(config);
                    }
                }
                let metrics = &self.answers.metrics;
                metrics.know_keys(config.keys.len());
                let generation = metrics.generation.inc() + 1;
                tracing::info!(
                    generation,
                    keys = config.keys.len(),
                    "new keys and policy are in force"
                );
                true
            }
            Err(error) => {
                self.refuse(&error);
                false
            }
        }
    }

    fn refuse(&self, error: &Error) {
        self.answers.metrics.refused.inc();
        tracing::error!("the old keys and policy stay in force: {error}");
    }
}

/// The files that are watched.
pub(crate) fn files(config: &Config) -> Vec<PathBuf> {
    let keys = config.keys.iter().filter_map(|key: &Key| keys::file(key).ok());
    let tls = config.listen.iter().filter_map(|listen: &Listen| listen.tls.as_ref());
    let tls = tls.flat_map(|tls| [tls.certificate.clone(), tls.private_key.clone()]);
    keys.chain(tls).collect()
}

fn fixed_sections_that_differ(old: &Config, new: &Config) -> Vec<&'static str> {
    let sections = [
        ("[[listen]]", old.listen == new.listen),
        ("[admin]", old.admin == new.admin),
        ("[request]", old.source == new.source),
        ("[limits]", old.limits == new.limits),
        ("[log]", old.log == new.log),
        ("workers", old.workers == new.workers),
    ];
    sections.into_iter().filter(|(_, same)| !same).map(|(section, _)| section).collect()
}
