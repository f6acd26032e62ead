//! Companies and their displays.

use super::ids::{CompanyId, CompanyNumber, DisplayNumber};
use serde::{Deserialize, Serialize};

/// Whoever buys products and has displays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Company {
    /// The number that the database knows it by.
    pub number: CompanyNumber,
    /// Its id.
    pub id: CompanyId,
    /// Its name, for people.
    pub name: String,
    /// Whether it may use what it has bought.
    pub standing: Standing,
    /// Whether it was removed: it is kept for the bills that name it.
    pub removed: bool,
}

/// Whether a company may use what it has bought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// It may.
    #[default]
    Active,
    /// It may not, whatever it has bought.
    Suspended,
}

/// A display, by its id elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Display {
    /// The number that the database knows it by.
    pub number: DisplayNumber,
    /// The company that it belongs to; none once it was removed.
    pub company: Option<CompanyNumber>,
}
