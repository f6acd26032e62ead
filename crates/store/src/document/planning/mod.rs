//! What each kind of thing in a document makes of the catalogue.

pub(super) mod bought;
pub(super) mod companies;
pub(super) mod prices;
pub(super) mod products;
pub(super) mod servers;
pub(super) mod state;
pub(super) mod subscriptions;
