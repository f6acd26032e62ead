//! Keeps an application, if there is room for one more.

use super::{refused::Refused, rules::ApplicationRules};
use crate::{
    Catalogue, ChangeError, Draft, Store,
    model::{Application, Edit, Sought, Vendor},
    public::{buckets::Buckets, client_address::Network},
    random_ids,
};
use governor::clock::DefaultClock;
use serde_json::json;

/// Who applications are taken for, and how many.
#[derive(Debug)]
pub(super) struct Applying {
    store: Store,
    waiting: usize,
    addresses: Buckets<Network, DefaultClock>,
}

impl Applying {
    pub(super) fn new(store: Store, rules: &ApplicationRules) -> Self {
        let addresses = Buckets::new(rules.per_address, DefaultClock::default());
        Self { store, waiting: rules.waiting, addresses }
    }

    /// Keeps an application, durably, unless the same waits already.
    pub(super) async fn apply(
        &self,
        from: Network,
        vendor: Vendor,
        sought: Sought,
    ) -> Result<(), Refused> {
        // Before it is its turn: what is refused costs next to nothing.
        if self.new_one(&self.store.catalogue(), &vendor, &sought)?.is_none() {
            return Ok(());
        }
        self.addresses.take(&from).map_err(Refused::TooMany)?;
        let request_id = random_ids::request_id()?;
        let kept = self.store.change(|catalogue| {
            let new = self.new_one(catalogue, &vendor, &sought)?;
            Ok::<_, Refused>(new.map_or_else(Draft::default, |new| draft(new, &request_id)))
        });
        match kept.await {
            Ok(version) => {
                if let Some(number) = version {
                    tracing::info!(%from, number, request_id, "an application has come");
                }
                Ok(())
            }
            Err(ChangeError::Refused(refused)) => Err(refused),
            Err(ChangeError::Unavailable(error)) => Err(error.into()),
            // It has no key.
            Err(ChangeError::Repeated(_)) => Ok(()),
        }
    }

    /// The application that is to be kept; none where the same waits: whoever sends it again means that one.
    fn new_one(
        &self,
        catalogue: &Catalogue,
        vendor: &Vendor,
        sought: &Sought,
    ) -> Result<Option<Application>, Refused> {
        let application = Application {
            number: catalogue.next_application(),
            made: self.store.clock().now(),
            vendor: vendor.clone(),
            sought: sought.clone(),
            decision: None,
        };
        application.check()?;
        if let Sought::Server { id } = sought
            && catalogue.server(id.as_str()).is_some()
        {
            return Err(Refused::wrong("serverId", "this id is taken, expected another one"));
        }
        let applications = catalogue.applications();
        let is_same = |other: &Application| {
            other.decision.is_none() && other.vendor == *vendor && other.sought == *sought
        };
        if applications.after(0).any(is_same) {
            return Ok(None);
        }
        if applications.waiting() >= self.waiting {
            return Err(Refused::Full);
        }
        Ok(Some(application))
    }
}

/// The audit log is kept for ever, and has nothing of it that is about people.
fn draft(application: Application, request_id: &str) -> Draft {
    Draft {
        actor: "apply".to_owned(),
        action: "application.add",
        object: application.number.to_string(),
        after: Some(json!({"state": application.state()})),
        request_id: request_id.to_owned(),
        may_wait: true,
        edits: vec![Edit::Application(application)],
        ..Draft::default()
    }
}
