//! What comes of asking the Store.

use crate::{
    answer::outcome,
    clock::Clock,
    outcome::Outcome,
    settings::Settings,
    surroundings::{NoReply, Reply, Transport},
};
use std::sync::Arc;

/// Asks the Store.
#[derive(Clone)]
pub(crate) struct Asker {
    pub(crate) settings: Arc<Settings>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) transport: Arc<dyn Transport>,
}

/// What came of an ask, not yet judged.
pub(crate) enum Came {
    Reply {
        id: String,
        reply: Reply,
    },
    Nothing {
        reason: String,
    },
    /// It is known who it would be about, and that is all.
    NotDue,
}

impl Came {
    /// What it comes to, at this time of the wall clock, if it was an ask.
    pub(crate) fn outcome(self, wall: i64) -> Option<Outcome> {
        match self {
            Self::Reply { id, reply } => Some(outcome(id, &reply, wall)),
            Self::Nothing { reason } => Some(Outcome::failed(reason)),
            Self::NotDue => None,
        }
    }
}

impl Asker {
    /// The id, or why it cannot be had.
    pub(crate) async fn find_id(&self) -> Result<String, String> {
        self.settings.id.find().await
    }

    /// Asks the Store about an id.
    pub(crate) async fn ask(&self, id: String) -> Came {
        match self.transport.get(&self.settings.question(&id)).await {
            Ok(reply) => Came::Reply { id, reply },
            Err(NoReply) => Came::Nothing { reason: "network".to_owned() },
        }
    }

    /// What comes of this, unless it takes longer than the time-out.
    pub(crate) async fn in_time(&self, coming: impl Future<Output = Came>) -> Came {
        let end = self.clock.monotonic().saturating_add(self.settings.timeout);
        tokio::select! {
            // What comes in the very last moment counts.
            biased;
            came = coming => came,
            () = self.clock.sleep_until(end) => Came::Nothing { reason: "timeout".to_owned() },
        }
    }
}
