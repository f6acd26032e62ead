//! All tables of a Store's database and their columns, which are the same whoever keeps them.

/// A table, and the columns that every database has of it.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(super) columns: &'static [(&'static str, Kind)],
    /// What files alone have besides.
    pub(super) of_files: Option<OfFiles>,
    /// What its rows come in the order of, where that is of use to who takes them.
    pub(super) order: Option<&'static str>,
}

/// What a column holds. `SQLite` has numbers for what is true or false.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Integer,
    Boolean,
    Text,
    Bytes,
}

/// A column that files alone have, and what it is in a row from elsewhere.
#[derive(Clone, Copy, Debug)]
pub(super) enum OfFiles {
    Zero(&'static str),
    /// Another number in each row.
    Number(&'static str),
}

const fn table(name: &'static str, columns: &'static [(&'static str, Kind)]) -> Table {
    Table { name, columns, of_files: None, order: None }
}

const INTEGER: Kind = Kind::Integer;
const BOOLEAN: Kind = Kind::Boolean;
const TEXT: Kind = Kind::Text;
const BYTES: Kind = Kind::Bytes;

/// What is named comes before what names it.
pub(crate) const TABLES: [Table; 18] = [
    table("catalogue_version", &[("one", INTEGER), ("version", INTEGER)]),
    table(
        "product",
        &[
            ("number", INTEGER),
            ("code", TEXT),
            ("name", TEXT),
            ("short_description", TEXT),
            ("long_description", TEXT),
            ("icon", TEXT),
            ("image", TEXT),
            ("vendor_name", TEXT),
            ("vendor_website", TEXT),
            ("vendor_email", TEXT),
            ("free", BOOLEAN),
            ("trial_days", INTEGER),
            ("withdrawn", BOOLEAN),
            ("version", INTEGER),
        ],
    ),
    table(
        "price",
        &[
            ("product", INTEGER),
            ("plan", TEXT),
            ("since", INTEGER),
            ("amount", INTEGER),
            ("currency", TEXT),
        ],
    ),
    table(
        "company",
        &[
            ("number", INTEGER),
            ("id", TEXT),
            ("name", TEXT),
            ("standing", TEXT),
            ("removed", BOOLEAN),
            ("version", INTEGER),
        ],
    ),
    table(
        "display",
        &[("number", INTEGER), ("id", TEXT), ("company", INTEGER), ("version", INTEGER)],
    ),
    table(
        "subscription",
        &[
            ("company", INTEGER),
            ("product", INTEGER),
            ("present", BOOLEAN),
            ("trial_from", INTEGER),
            ("trial_to", INTEGER),
            ("plan", TEXT),
            ("purchase", TEXT),
            ("paid_until", INTEGER),
            ("suspended", BOOLEAN),
            ("version", INTEGER),
        ],
    ),
    table(
        "server",
        &[
            ("id", TEXT),
            ("vendor_name", TEXT),
            ("vendor_website", TEXT),
            ("vendor_email", TEXT),
            ("removed", BOOLEAN),
            ("version", INTEGER),
        ],
    ),
    table(
        "server_key",
        &[
            ("server", TEXT),
            ("number", INTEGER),
            ("sealed", BYTES),
            ("made", INTEGER),
            ("current_from", INTEGER),
            ("safe_to_drop", INTEGER),
            ("version", INTEGER),
        ],
    ),
    table("master_key", &[("one", INTEGER), ("sealed", BYTES)]),
    table(
        "token",
        &[
            ("name", TEXT),
            ("hash", BYTES),
            ("scopes", TEXT),
            ("made", INTEGER),
            ("expires", INTEGER),
            ("revoked", BOOLEAN),
            ("version", INTEGER),
        ],
    ),
    Table {
        // All of it is written to the tables, where it comes from.
        of_files: Some(OfFiles::Zero("pending")),
        ..table("change", &[("version", INTEGER), ("at", INTEGER), ("edits", BYTES)])
    },
    table(
        "audit",
        &[
            ("version", INTEGER),
            ("at", INTEGER),
            ("actor", TEXT),
            ("action", TEXT),
            ("object", TEXT),
            ("before", TEXT),
            ("after", TEXT),
            ("request_id", TEXT),
        ],
    ),
    table(
        "idempotency",
        &[
            ("token", TEXT),
            ("key", TEXT),
            ("request", BYTES),
            ("status", INTEGER),
            ("body", TEXT),
            ("at", INTEGER),
        ],
    ),
    table(
        "closed_month",
        &[
            ("month", TEXT),
            ("closed", INTEGER),
            ("records", INTEGER),
            ("lines", INTEGER),
            ("pruned", INTEGER),
            ("kept", INTEGER),
            ("version", INTEGER),
        ],
    ),
    table(
        "bill_line",
        &[
            ("month", TEXT),
            ("number", INTEGER),
            ("company", INTEGER),
            ("product", INTEGER),
            ("plan", TEXT),
            ("displays", INTEGER),
            ("calls", INTEGER),
            ("company_calls", INTEGER),
            ("unpaid_calls", INTEGER),
            ("amount", INTEGER),
            ("currency", TEXT),
            ("version", INTEGER),
        ],
    ),
    table(
        "correction",
        &[
            ("number", INTEGER),
            ("month", TEXT),
            ("corrects", TEXT),
            ("company", INTEGER),
            ("product", INTEGER),
            ("amount", INTEGER),
            ("currency", TEXT),
            ("reason", TEXT),
            ("made", INTEGER),
            ("version", INTEGER),
        ],
    ),
    table(
        "application",
        &[
            ("number", INTEGER),
            ("made", INTEGER),
            ("vendor_name", TEXT),
            ("vendor_website", TEXT),
            ("vendor_email", TEXT),
            ("sought", TEXT),
            ("decided", INTEGER),
            ("product", TEXT),
            ("reason", TEXT),
            ("version", INTEGER),
        ],
    ),
    Table {
        of_files: Some(OfFiles::Number("number")),
        // As its index at a server goes. A file is in the order of time, and takes what comes so at its end.
        order: Some("at / 10000"),
        ..table(
            "usage",
            &[
                ("at", INTEGER),
                ("until", INTEGER),
                ("company", INTEGER),
                ("product", INTEGER),
                ("display", INTEGER),
                ("paid", INTEGER),
            ],
        )
    },
];

impl Table {
    /// The names of its columns, as a list of SQL.
    pub(super) fn names(&self) -> String {
        self.list(|name, _| format!("\"{name}\""))
    }

    /// Something of each column, as a list.
    pub(super) fn list(&self, each: impl Fn(&str, Kind) -> String) -> String {
        self.columns.iter().map(|(name, kind)| each(name, *kind)).collect::<Vec<_>>().join(", ")
    }
}
