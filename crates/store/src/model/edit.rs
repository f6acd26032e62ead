//! One thing of the catalogue as it is from now on.

use super::{
    application::{Application, Decision},
    closed_month::{ClosedMonth, FrozenLine},
    company::Company,
    correction::Correction,
    ids::{CompanyNumber, DisplayId, DisplayNumber, ProductNumber},
    product::Product,
    server::{Server, ServerKeyRecord},
    subscription::Subscription,
    token::Token,
};
use serde::{Deserialize, Serialize};

/// One thing of the catalogue as it is from now on, whole: it takes the place of what was there under its number or id.
///
/// The database is read as edits, changed by edits, and keeps them with each change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Edit {
    /// A product with all of its prices.
    Product(Product),
    /// A company without its displays.
    Company(Company),
    /// A display.
    Display {
        /// The number that the database knows it by.
        number: DisplayNumber,
        /// Its id.
        id: DisplayId,
        /// Its company; none once it was removed.
        company: Option<CompanyNumber>,
    },
    /// What a company has of a product.
    Subscription {
        /// The company.
        company: CompanyNumber,
        /// The product.
        product: ProductNumber,
        /// What it has; none where it is as if it never had any.
        subscription: Option<Subscription>,
    },
    /// A server without its keys.
    Server(Server),
    /// A key of a server.
    ServerKey(ServerKeyRecord),
    /// A token of the admin interface.
    Token(Token),
    /// A month that is closed, before the lines of its bill.
    Month(ClosedMonth),
    /// A line of its bill. It never changes, and no catalogue has it.
    BillLine(FrozenLine),
    /// A correction. It never changes.
    Correction(Correction),
    /// An application, as it came.
    Application(Application),
    /// What came of it, which never changes.
    Decision {
        /// The number of the application.
        application: u64,
        /// What was decided.
        decision: Decision,
    },
    /// An application that is forgotten: nothing of it is kept.
    Forgotten {
        /// Its number.
        application: u64,
    },
}
