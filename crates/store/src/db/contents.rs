//! How much is in a database.

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
    /// Records that were there, of months that were closed and pruned.
    pub pruned: u64,
}

impl Contents {
    /// Whether this is of the same database as `other`, and not later: nothing is ever removed but records that are pruned.
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
            self.records.saturating_add(self.pruned),
        ]
    }
}

/// A row of [`count`].
pub(super) type Counted = (i64, i64, i64, i64, i64, i64, i64, i64, i64, i64);

/// Counts everything, at one instant; in a database without closed months nothing was pruned.
pub(super) fn count(has_books: bool) -> String {
    let pruned = if has_books {
        "SELECT CAST(coalesce(sum(records - kept), 0) AS bigint) FROM closed_month"
    } else {
        "SELECT CAST(0 AS bigint)"
    };
    format!("SELECT {COUNTS}, ({pruned})")
}

const COUNTS: &str = "(SELECT version FROM catalogue_version),
    (SELECT count(*) FROM product), (SELECT count(*) FROM company), (SELECT count(*) FROM display),
    (SELECT count(*) FROM subscription), (SELECT count(*) FROM server), (SELECT count(*) FROM server_key),
    (SELECT count(*) FROM token), (SELECT count(*) FROM usage)";

impl From<Counted> for Contents {
    fn from(row: Counted) -> Self {
        let of = |number: i64| u64::try_from(number).unwrap_or(0);
        Self {
            version: of(row.0),
            products: of(row.1),
            companies: of(row.2),
            displays: of(row.3),
            subscriptions: of(row.4),
            servers: of(row.5),
            keys: of(row.6),
            tokens: of(row.7),
            records: of(row.8),
            pruned: of(row.9),
        }
    }
}
