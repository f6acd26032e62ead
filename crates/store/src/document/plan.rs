//! What a document changes in the catalogue.

use super::{
    mistake::Mistakes,
    planning::{
        companies::{companies, displays},
        products::products,
        servers::servers,
        state::Planning,
        subscriptions::subscriptions,
    },
    read::Document,
    summary::Summary,
};
use crate::{
    catalogue::Catalogue,
    model::{Edit, Millis},
    seal::SealError,
};
use std::time::Duration;

/// What a document changes in the catalogue.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The things that are added or changed, a server before its keys. None where the catalogue is as the document says.
    pub edits: Vec<Edit>,
    /// The same, for people.
    pub summary: Summary,
}

/// A document that cannot be applied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// Of what it says.
    #[error(transparent)]
    Mistakes(#[from] Mistakes),
    /// Since a key cannot be encrypted.
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// What a document changes in the catalogue, all of it or nothing. `now` is when prices and keys come into force that the
/// document gives no time for; `lifetime` is for how long an authorization holds: after that, a key that was replaced is
/// safe to drop.
///
/// # Errors
/// [`ImportError`]: what names an unknown thing or one thing twice, contradicts itself, or leaves out what a new thing
/// needs
pub fn plan(
    document: &Document<'_>,
    catalogue: &Catalogue,
    now: Millis,
    lifetime: Duration,
) -> Result<Plan, ImportError> {
    let mut planning = Planning {
        document,
        catalogue,
        now,
        edits: Vec::new(),
        summary: Summary::default(),
        mistakes: Mistakes::default(),
    };
    let known_products = products(&mut planning);
    let known_companies = companies(&mut planning);
    displays(&mut planning, &known_companies);
    servers(&mut planning, lifetime)?;
    subscriptions(&mut planning, &known_products, &known_companies);
    if planning.mistakes.mistakes.is_empty() {
        Ok(Plan { edits: planning.edits, summary: planning.summary })
    } else {
        Err(planning.mistakes.into())
    }
}
