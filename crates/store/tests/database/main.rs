//! The Store's database: what it keeps, and what is done when it cannot.

mod damage;
mod keeping;
mod made;
mod maintenance;
mod rekeying;
mod versions;
mod waiting;
