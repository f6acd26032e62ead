//! How much is in a database.

use sqlx::{Row, SqliteConnection, query};

/// How much is in a database: numbers of things, those that were removed among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contents {
    /// The version of the catalogue: how many changes were made.
    pub version: u64,
    /// Products.
    pub products: u64,
    /// Companies.
    pub companies: u64,
    /// Displays.
    pub displays: u64,
    /// Subscriptions.
    pub subscriptions: u64,
    /// Servers.
    pub servers: u64,
    /// Keys of servers.
    pub keys: u64,
    /// Tokens.
    pub tokens: u64,
    /// Records of usage.
    pub records: u64,
}

impl Contents {
    /// Whether this is of the same database as `other`, and not later: nothing is ever removed.
    pub(crate) fn is_up_to(&self, other: &Self) -> bool {
        self.numbers().iter().zip(other.numbers()).all(|(number, other)| *number <= other)
    }

    fn numbers(&self) -> [u64; 9] {
        [
            self.version,
            self.products,
            self.companies,
            self.displays,
            self.subscriptions,
            self.servers,
            self.keys,
            self.tokens,
            self.records,
        ]
    }
}

/// Counts everything, at one instant.
pub(super) async fn count(connection: &mut SqliteConnection) -> Result<Contents, sqlx::Error> {
    let sql = "SELECT (SELECT version FROM catalogue_version), (SELECT count(*) FROM product),
        (SELECT count(*) FROM company), (SELECT count(*) FROM display), (SELECT count(*) FROM subscription),
        (SELECT count(*) FROM server), (SELECT count(*) FROM server_key), (SELECT count(*) FROM token),
        (SELECT count(*) FROM usage)";
    let row = query(sql).fetch_one(connection).await?;
    let at = |at: usize| row.try_get::<i64, _>(at).map(|number| u64::try_from(number).unwrap_or(0));
    Ok(Contents {
        version: at(0)?,
        products: at(1)?,
        companies: at(2)?,
        displays: at(3)?,
        subscriptions: at(4)?,
        servers: at(5)?,
        keys: at(6)?,
        tokens: at(7)?,
        records: at(8)?,
    })
}
