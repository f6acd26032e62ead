//! What the Store knows: its things, without where they are kept or how they are asked for.

mod application;
mod application_checks;
mod checks;
mod closed_month;
mod company;
mod correction;
mod edit;
mod ids;
mod millis;
mod month;
mod product;
mod server;
mod subscription;
mod token;
mod usage;

pub use application::{
    AppSought, Application, ApplicationState, Decision, Outcome, PriceSought, Sought,
};
pub use checks::{HIGHEST_AMOUNT, Wrong};
pub use closed_month::{ClosedMonth, FrozenLine};
pub use company::{Company, Display, Standing};
pub use correction::Correction;
pub use edit::Edit;
pub use ids::{
    CompanyId, CompanyNumber, DisplayId, DisplayNumber, IdError, ProductCode, ProductNumber,
};
pub use millis::Millis;
pub use month::{Month, MonthError};
pub use product::{Currency, CurrencyError, Plan, Price, Product, Vendor};
pub use server::{KeyState, Server, ServerKeyRecord};
pub use subscription::{Purchase, Subscription, Trial};
pub use token::{Scope, Token, TokenHash};
pub use usage::{Paid, Usage};
