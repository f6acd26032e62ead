//! What was used, and what it costs.
//!
//! The bill of a month is made of the records of that month and of the catalogue's prices: a [`Tally`] takes the records
//! one by one, and gives the lines.
//!
//! - On the plan by display a line costs the price for each different display that was used while subscribed, however
//!   often; on the plan by company the price, once.
//! - The price is the one that was in force when the month began. Where none was, it is the first that came into force
//!   in the month; where the product was sold no more on the plan by then, the last one before: who has bought goes on
//!   to pay what he paid.
//! - Calls of a company as a whole name no display: on the plan by display they cost nothing, and are listed.
//! - Calls of free products and on trial cost nothing, and are listed: with the plan that was paid for in the month, or
//!   else, where one was on trial, with the plan that the subscription is for.
//! - Where a company changed plans within a month, each plan has its line.
//!
//! Once a month is closed its bill is what it was then, whatever is recorded or priced later. What was wrong in it is corrected
//! by lines in the bill of the month in which that is found.

mod bill;
mod closing;
mod filter;
mod line;
mod price;
mod table;
mod tally;
mod usage_export;
mod usage_folder;
mod usage_names;
mod usage_record;

pub use crate::model::{Month, MonthError};
pub use bill::{Bill, BillFormat};
pub(crate) use closing::{closable_from, corrected, freeze, frozen};
pub use filter::Filter;
pub use line::BillLine;
pub use tally::{BillError, Tally};
pub use usage_export::{UsageExport, UsageFormat};
pub use usage_folder::{Existing, UsageFolder, UsageFolderError, WrittenMonth, records_in_folder};
pub use usage_names::UsageNames;
pub use usage_record::{UsageRecord, UsageStanding};
