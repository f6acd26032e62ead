//! New keys, policy and certificates while requests are answered. What is refused leaves the old in force.

use crate::{
    answer::Answers, config::Config, error::Error, explain::Explaining, held_keys::HeldKeys, keys,
};
use std::{path::PathBuf, sync::Arc};
use store_auth_serve::{Control, Trigger, Watch, open_regular};

pub(crate) struct Reload {
    config: Config,
    answers: Arc<Answers>,
    held: HeldKeys,
}

impl Reload {
    pub(crate) fn new(config: Config, answers: &Arc<Answers>, held: HeldKeys) -> Self {
        Self { config, answers: Arc::clone(answers), held }
    }

    pub(crate) fn on(&mut self, trigger: Trigger, control: &mut Control) {
        match trigger {
            Trigger::Hangup => self.config(control),
            Trigger::FilesChanged => self.files(control),
        }
    }

    /// Reads the configuration again, and the files that it names.
    fn config(&mut self, control: &mut Control) {
        match Config::read_again(&self.config.path) {
            Ok(config) => {
                for section in fixed_sections_that_differ(&self.config, &config) {
                    tracing::warn!("{section} has changed: that takes a restart");
                }
                for warning in config.warnings() {
                    tracing::warn!("{warning}");
                }
                // Before the files are read: what changes meanwhile is seen.
                let watch = Watch::new(files(&config));
                if self.put_into_force(&config, control) {
                    self.config.keys = config.keys;
                    self.config.policy = config.policy;
                    self.config.explain = config.explain;
                    control.watch(watch);
                }
            }
            Err(error) => self.refuse(&error),
        }
    }

    /// Reads the files again that the configuration names.
    fn files(&mut self, control: &mut Control) {
        let config = self.config.clone();
        self.put_into_force(&config, control);
    }

    /// All of it or nothing.
    fn put_into_force(&mut self, config: &Config, control: &mut Control) -> bool {
        let read = || {
            let (verifier, texts) =
                keys::verifier(config, open_regular, |warning| tracing::warn!("{warning}"))?;
            let certificates = control.read_certificates()?;
            let held = self.held.replaced_by(texts);
            let findings = &self.answers.metrics.findings;
            let explaining = Explaining::start(config, &held, findings, control.parts())?;
            Ok::<_, Error>((verifier, certificates, held, explaining))
        };
        match read() {
            Ok((verifier, certificates, held, explaining)) => {
                self.held = held;
                self.answers.verifier.replace(verifier);
                self.answers.sampler.replace(explaining);
                control.show(certificates);
                let metrics = &self.answers.metrics;
                metrics.know_keys(config.keys.len());
                metrics.server.put_into_force();
                tracing::info!(
                    generation = metrics.server.generation(),
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
        self.answers.metrics.server.refuse();
        tracing::error!("the old keys and policy stay in force: {error}");
    }
}

/// The files that are watched.
pub(crate) fn files(config: &Config) -> Vec<PathBuf> {
    let keys = config.keys.iter().filter_map(|key| keys::file(key).ok());
    keys.chain(config.server.tls_files()).collect()
}

fn fixed_sections_that_differ(old: &Config, new: &Config) -> Vec<&'static str> {
    let mut sections = old.server.changed_sections(&new.server);
    if old.source != new.source {
        sections.push("[request]");
    }
    sections
}
