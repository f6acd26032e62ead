//! New certificates and limits while Apps are answered. What is refused leaves the old in force.

use super::{current_apps::CurrentApps, error::StartError};
use crate::config::Config;
use std::sync::Arc;
use store_auth_serve::{Control, Metrics, Trigger};

pub(super) struct Reload {
    config: Config,
    apps: CurrentApps,
    metrics: Arc<Metrics>,
}

impl Reload {
    pub(super) fn new(config: Config, apps: CurrentApps, metrics: Arc<Metrics>) -> Self {
        Self { config, apps, metrics }
    }

    pub(super) fn on(&mut self, trigger: Trigger, control: &mut Control) {
        let done = match trigger {
            Trigger::Hangup => self.all(control),
            Trigger::FilesChanged => certificates(control),
        };
        match done {
            Ok(()) => {
                self.metrics.put_into_force();
                tracing::info!(
                    generation = self.metrics.generation(),
                    "new certificates and limits are in force"
                );
            }
            Err(error) => {
                self.metrics.refuse();
                tracing::error!("the old certificates and limits stay in force: {error}");
            }
        }
    }

    /// All of it or nothing.
    fn all(&mut self, control: &mut Control) -> Result<(), StartError> {
        let new = self.config.read_again()?;
        certificates(control)?;
        for section in self.config.fixed_sections_that_differ(&new) {
            tracing::warn!("{section} has changed: that takes a restart");
        }
        for warning in new.warnings() {
            tracing::warn!("{warning}");
        }
        let of_apps = |config: &Config| {
            (config.calls.clone(), config.client_address.clone(), config.applications.clone())
        };
        if of_apps(&self.config) != of_apps(&new) {
            self.apps.replace(&new);
            let Config { calls, client_address, applications, .. } = new;
            self.config.calls = calls;
            self.config.client_address = client_address;
            self.config.applications = applications;
        }
        Ok(())
    }
}

fn certificates(control: &mut Control) -> Result<(), StartError> {
    control.show(control.read_certificates()?);
    Ok(())
}
