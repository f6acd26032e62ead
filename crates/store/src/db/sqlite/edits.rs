//! Edits, written to the tables: one statement for each kind of thing, whatever their number.

use crate::{
    db::{
        kept_rows::integer,
        to_rows::{Table, rows_of},
    },
    model::Edit,
};
use sqlx::{SqliteConnection, query};

/// Writes edits of a change, once those of all changes before it are written. Those that were written before are the same
/// afterwards.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    edits: &[Edit],
    version: u64,
) -> Result<(), sqlx::Error> {
    for (table, rows) in rows_of(edits) {
        query(statement(table)).bind(rows).bind(integer(version)).execute(&mut *connection).await?;
    }
    Ok(())
}

fn statement(table: Table) -> &'static str {
    match table {
        Table::Product => PRODUCT,
        Table::Price => PRICE,
        Table::Company => COMPANY,
        Table::Display => DISPLAY,
        Table::Subscription => SUBSCRIPTION,
        Table::Server => SERVER,
        Table::ServerKey => SERVER_KEY,
        Table::Token => TOKEN,
        Table::ClosedMonth => CLOSED_MONTH,
        Table::BillLine => BILL_LINE,
        Table::Correction => CORRECTION,
        Table::Application => APPLICATION,
        Table::Decision => DECISION,
        Table::Forgotten => FORGOTTEN,
        Table::ForgottenChange => FORGOTTEN_CHANGE,
    }
}

const PRODUCT: &str = "
INSERT INTO product (number, code, name, short_description, long_description, icon, image,
    vendor_name, vendor_website, vendor_email, free, trial_days, withdrawn, version)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
    value ->> 7, value ->> 8, value ->> 9, value ->> 10, value ->> 11, value ->> 12, ?2
FROM json_each(?1) WHERE true
ON CONFLICT (number) DO UPDATE SET code = excluded.code, name = excluded.name,
    short_description = excluded.short_description, long_description = excluded.long_description,
    icon = excluded.icon, image = excluded.image, vendor_name = excluded.vendor_name,
    vendor_website = excluded.vendor_website, vendor_email = excluded.vendor_email, free = excluded.free,
    trial_days = excluded.trial_days, withdrawn = excluded.withdrawn, version = excluded.version
WHERE excluded.version > product.version";

const PRICE: &str = "
INSERT INTO price (product, plan, since, amount, currency)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?1) WHERE ?2 > 0
ON CONFLICT (product, plan, since) DO UPDATE SET amount = excluded.amount, currency = excluded.currency";

const COMPANY: &str = "
INSERT INTO company (number, id, name, standing, removed, version)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, ?2 FROM json_each(?1) WHERE true
ON CONFLICT (number) DO UPDATE SET id = excluded.id, name = excluded.name, standing = excluded.standing,
    removed = excluded.removed, version = excluded.version
WHERE excluded.version > company.version";

const DISPLAY: &str = "
INSERT INTO display (number, id, company, version)
SELECT value ->> 0, value ->> 1, value ->> 2, ?2 FROM json_each(?1) WHERE true
ON CONFLICT (number) DO UPDATE SET id = excluded.id, company = excluded.company, version = excluded.version
WHERE excluded.version > display.version";

const SUBSCRIPTION: &str = "
INSERT INTO subscription (company, product, present, trial_from, trial_to, plan, purchase, paid_until,
    suspended, version)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
    value ->> 8, ?2
FROM json_each(?1) WHERE true
ON CONFLICT (company, product) DO UPDATE SET present = excluded.present, trial_from = excluded.trial_from,
    trial_to = excluded.trial_to, plan = excluded.plan, purchase = excluded.purchase,
    paid_until = excluded.paid_until, suspended = excluded.suspended, version = excluded.version
WHERE excluded.version > subscription.version";

const SERVER: &str = "
INSERT INTO server (id, vendor_name, vendor_website, vendor_email, removed, version)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, ?2 FROM json_each(?1) WHERE true
ON CONFLICT (id) DO UPDATE SET vendor_name = excluded.vendor_name, vendor_website = excluded.vendor_website,
    vendor_email = excluded.vendor_email, removed = excluded.removed, version = excluded.version
WHERE excluded.version > server.version";

const SERVER_KEY: &str = "
INSERT INTO server_key (server, number, sealed, made, current_from, safe_to_drop, version)
SELECT value ->> 0, value ->> 1, unhex(value ->> 2), value ->> 3, value ->> 4, value ->> 5, ?2
FROM json_each(?1) WHERE true
ON CONFLICT (server, number) DO UPDATE SET sealed = excluded.sealed, made = excluded.made,
    current_from = excluded.current_from, safe_to_drop = excluded.safe_to_drop, version = excluded.version
WHERE excluded.version > server_key.version";

const TOKEN: &str = "
INSERT INTO token (name, hash, scopes, made, expires, revoked, version)
SELECT value ->> 0, unhex(value ->> 1), value ->> 2, value ->> 3, value ->> 4, value ->> 5, ?2
FROM json_each(?1) WHERE true
ON CONFLICT (name) DO UPDATE SET hash = excluded.hash, scopes = excluded.scopes, made = excluded.made,
    expires = excluded.expires, revoked = excluded.revoked, version = excluded.version
WHERE excluded.version > token.version";

const CLOSED_MONTH: &str = "
INSERT INTO closed_month (month, closed, records, lines, pruned, kept, version)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 2, ?2 FROM json_each(?1) WHERE true
ON CONFLICT (month) DO UPDATE SET pruned = excluded.pruned, version = excluded.version
WHERE excluded.version > closed_month.version";

const BILL_LINE: &str = "
INSERT INTO bill_line (month, number, company, product, plan, displays, calls, company_calls, unpaid_calls,
    amount, currency, version)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
    value ->> 8, value ->> 9, value ->> 10, ?2
FROM json_each(?1) WHERE true
ON CONFLICT (month, number) DO NOTHING";

const CORRECTION: &str = "
INSERT INTO correction (number, month, corrects, company, product, amount, currency, reason, made, version)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
    value ->> 8, ?2
FROM json_each(?1) WHERE true
ON CONFLICT (number) DO NOTHING";

const APPLICATION: &str = "
INSERT INTO application (number, made, vendor_name, vendor_website, vendor_email, sought, version)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, ?2
FROM json_each(?1) WHERE true
ON CONFLICT (number) DO NOTHING";

const DECISION: &str = "
UPDATE application SET decided = row.value ->> 1, product = row.value ->> 2, reason = row.value ->> 3, version = ?2
FROM json_each(?1) AS row WHERE application.number = row.value ->> 0";

const FORGOTTEN: &str = "
DELETE FROM application WHERE ?2 > 0 AND number IN (SELECT value ->> 0 FROM json_each(?1))";

const FORGOTTEN_CHANGE: &str = "
UPDATE change SET edits = unhex(row.value ->> 1)
FROM json_each(?1) AS row WHERE change.version = row.value ->> 0 AND ?2 > 0";
