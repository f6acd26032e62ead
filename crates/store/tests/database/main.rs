//! The Store's database: what it keeps, and what is done when it cannot.

mod backups;
mod checks;
mod damage;
mod files;
mod keeping;
mod made;
mod months;
mod moves;
mod rekeying;
mod versions;
mod waiting;

#[path = "../util/engine.rs"]
mod engine;
#[path = "../util/record_all.rs"]
mod record_all;
