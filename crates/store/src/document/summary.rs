//! What a document changes, in figures and one by one.

use serde::Serialize;
use std::fmt;

/// What a document changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Summary {
    /// Products.
    pub products: Counts,
    /// Companies, without their displays.
    pub companies: Counts,
    /// Displays. One is changed where it belongs to another company now.
    pub displays: Counts,
    /// Servers, without their keys.
    pub servers: Counts,
    /// Keys of servers.
    pub keys: Counts,
    /// Subscriptions.
    pub subscriptions: Counts,
    /// The first hundred things that are added or changed.
    pub changes: Vec<Changed>,
}

/// How many things of a kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Counts {
    /// Were not there.
    pub added: usize,
    /// Were there, and are otherwise now.
    pub changed: usize,
    /// Were there as the document says.
    pub unchanged: usize,
}

/// A kind of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A product.
    Product,
    /// A company.
    Company,
    /// A display.
    Display,
    /// A server.
    Server,
    /// A key of a server.
    Key,
    /// What a company has of a product.
    Subscription,
}

/// A thing that is added or changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Changed {
    /// What it is.
    pub kind: Kind,
    /// What it is known by: its code or id, that of its server for a key, company and product for a subscription.
    pub id: String,
    /// Whether it was not there.
    pub added: bool,
    /// Which of its members are otherwise; none of what is added.
    pub members: Vec<&'static str>,
}

/// A list of more would not be read.
const LISTED: usize = 100;

impl Summary {
    /// Whether nothing is added or changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        // The first of them are listed.
        self.changes.is_empty()
    }

    fn of(&mut self, kind: Kind) -> &mut Counts {
        match kind {
            Kind::Product => &mut self.products,
            Kind::Company => &mut self.companies,
            Kind::Display => &mut self.displays,
            Kind::Server => &mut self.servers,
            Kind::Key => &mut self.keys,
            Kind::Subscription => &mut self.subscriptions,
        }
    }

    pub(super) fn added(&mut self, kind: Kind, id: impl fmt::Display) {
        self.of(kind).added += 1;
        self.list(kind, id, true, Vec::new());
    }

    pub(super) fn changed(
        &mut self,
        kind: Kind,
        id: impl fmt::Display,
        members: Vec<&'static str>,
    ) {
        self.of(kind).changed += 1;
        self.list(kind, id, false, members);
    }

    pub(super) fn unchanged(&mut self, kind: Kind) {
        self.of(kind).unchanged += 1;
    }

    fn list(&mut self, kind: Kind, id: impl fmt::Display, added: bool, members: Vec<&'static str>) {
        if self.changes.len() < LISTED {
            self.changes.push(Changed { kind, id: id.to_string(), added, members });
        }
    }
}
