//! Tables of a database that was moved elsewhere, under other names: nobody serves from it by mistake.

/// Whoever tries to record or change anything finds no such table. Of the transaction that they are held in.
pub(super) const PUT_ASIDE: &str = "ALTER TABLE usage RENAME TO usage_moved;
    ALTER TABLE catalogue_version RENAME TO catalogue_version_moved;
    COMMIT";

/// They are as they were.
pub(super) const UNDO: &str = "BEGIN;
    ALTER TABLE usage_moved RENAME TO usage;
    ALTER TABLE catalogue_version_moved RENAME TO catalogue_version;
    COMMIT";

/// Whether they were put aside.
pub(super) const IS_ASIDE: &str = "SELECT to_regclass('catalogue_version_moved') IS NOT NULL";
