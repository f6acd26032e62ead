//! Edits, written to the tables: one statement for each kind of thing, whatever their number.

use crate::{
    db::{
        kept_rows::integer,
        to_rows::{Table, rows_of},
    },
    model::Edit,
};
use sqlx::{PgConnection, query};

/// Edits whose rows are sent at once: there is a limit to what a value holds.
const AT_ONCE: usize = 50_000;

/// Writes edits of a change, which is later than every one before.
pub(super) async fn write(
    connection: &mut PgConnection,
    edits: &[Edit],
    version: u64,
) -> Result<(), sqlx::Error> {
    for some in edits.chunks(AT_ONCE) {
        for (table, rows) in rows_of(some) {
            let query = query(statement(table)).bind(rows).bind(integer(version));
            query.execute(&mut *connection).await?;
        }
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
SELECT (value ->> 0)::bigint, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
    value ->> 7, value ->> 8, value ->> 9, (value ->> 10)::boolean,
    (value ->> 11)::bigint, (value ->> 12)::boolean, $2::bigint
FROM jsonb_array_elements($1::jsonb)
ON CONFLICT (number) DO UPDATE SET code = excluded.code, name = excluded.name,
    short_description = excluded.short_description, long_description = excluded.long_description,
    icon = excluded.icon, image = excluded.image, vendor_name = excluded.vendor_name,
    vendor_website = excluded.vendor_website, vendor_email = excluded.vendor_email, free = excluded.free,
    trial_days = excluded.trial_days, withdrawn = excluded.withdrawn, version = excluded.version";

const PRICE: &str = "
INSERT INTO price (product, plan, since, amount, currency)
SELECT (value ->> 0)::bigint, value ->> 1, (value ->> 2)::bigint, (value ->> 3)::bigint, value ->> 4
FROM jsonb_array_elements($1::jsonb) WHERE $2::bigint > 0
ON CONFLICT (product, plan, since) DO UPDATE SET amount = excluded.amount, currency = excluded.currency";

const COMPANY: &str = "
INSERT INTO company (number, id, name, standing, removed, version)
SELECT (value ->> 0)::bigint, value ->> 1, value ->> 2, value ->> 3, (value ->> 4)::boolean, $2::bigint
FROM jsonb_array_elements($1::jsonb)
ON CONFLICT (number) DO UPDATE SET id = excluded.id, name = excluded.name, standing = excluded.standing,
    removed = excluded.removed, version = excluded.version";

const DISPLAY: &str = "
INSERT INTO display (number, id, company, version)
SELECT (value ->> 0)::bigint, value ->> 1, (value ->> 2)::bigint, $2::bigint
FROM jsonb_array_elements($1::jsonb)
ON CONFLICT (number) DO UPDATE SET id = excluded.id, company = excluded.company, version = excluded.version";

const SUBSCRIPTION: &str = "
INSERT INTO subscription (company, product, present, trial_from, trial_to, plan, purchase, paid_until,
    suspended, version)
SELECT (value ->> 0)::bigint, (value ->> 1)::bigint, (value ->> 2)::boolean, (value ->> 3)::bigint,
    (value ->> 4)::bigint, value ->> 5, value ->> 6, (value ->> 7)::bigint,
    (value ->> 8)::boolean, $2::bigint
FROM jsonb_array_elements($1::jsonb)
ON CONFLICT (company, product) DO UPDATE SET present = excluded.present, trial_from = excluded.trial_from,
    trial_to = excluded.trial_to, plan = excluded.plan, purchase = excluded.purchase,
    paid_until = excluded.paid_until, suspended = excluded.suspended, version = excluded.version";

const SERVER: &str = "
INSERT INTO server (id, vendor_name, vendor_website, vendor_email, removed, version)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, (value ->> 4)::boolean, $2::bigint
FROM jsonb_array_elements($1::jsonb)
ON CONFLICT (id) DO UPDATE SET vendor_name = excluded.vendor_name, vendor_website = excluded.vendor_website,
    vendor_email = excluded.vendor_email, removed = excluded.removed, version = excluded.version";

const SERVER_KEY: &str = "
INSERT INTO server_key (server, number, sealed, made, current_from, safe_to_drop, version)
SELECT value ->> 0, (value ->> 1)::bigint, decode(value ->> 2, 'hex'), (value ->> 3)::bigint,
    (value ->> 4)::bigint, (value ->> 5)::bigint, $2::bigint
FROM jsonb_array_elements($1::jsonb)
ON CONFLICT (server, number) DO UPDATE SET sealed = excluded.sealed, made = excluded.made,
    current_from = excluded.current_from, safe_to_drop = excluded.safe_to_drop, version = excluded.version";

const TOKEN: &str = "
INSERT INTO token (name, hash, scopes, made, expires, revoked, version)
SELECT value ->> 0, decode(value ->> 1, 'hex'), value ->> 2, (value ->> 3)::bigint,
    (value ->> 4)::bigint, (value ->> 5)::boolean, $2::bigint
FROM jsonb_array_elements($1::jsonb)
ON CONFLICT (name) DO UPDATE SET hash = excluded.hash, scopes = excluded.scopes, made = excluded.made,
    expires = excluded.expires, revoked = excluded.revoked, version = excluded.version";

const CLOSED_MONTH: &str = "
INSERT INTO closed_month (month, closed, records, lines, pruned, kept, version)
SELECT value ->> 0, (value ->> 1)::bigint, (value ->> 2)::bigint, (value ->> 3)::bigint,
    (value ->> 4)::bigint, (value ->> 2)::bigint, $2::bigint
FROM jsonb_array_elements($1::jsonb)
ON CONFLICT (month) DO UPDATE SET pruned = excluded.pruned, version = excluded.version";

const BILL_LINE: &str = "
INSERT INTO bill_line (month, number, company, product, plan, displays, calls, company_calls, unpaid_calls,
    amount, currency, version)
SELECT value ->> 0, (value ->> 1)::bigint, (value ->> 2)::bigint, (value ->> 3)::bigint, value ->> 4,
    (value ->> 5)::bigint, (value ->> 6)::bigint, (value ->> 7)::bigint, (value ->> 8)::bigint,
    (value ->> 9)::bigint, value ->> 10, $2::bigint
FROM jsonb_array_elements($1::jsonb)";

const CORRECTION: &str = "
INSERT INTO correction (number, month, corrects, company, product, amount, currency, reason, made, version)
SELECT (value ->> 0)::bigint, value ->> 1, value ->> 2, (value ->> 3)::bigint, (value ->> 4)::bigint,
    (value ->> 5)::bigint, value ->> 6, value ->> 7, (value ->> 8)::bigint, $2::bigint
FROM jsonb_array_elements($1::jsonb)";

const APPLICATION: &str = "
INSERT INTO application (number, made, vendor_name, vendor_website, vendor_email, sought, version)
SELECT (value ->> 0)::bigint, (value ->> 1)::bigint, value ->> 2, value ->> 3, value ->> 4, value ->> 5, $2::bigint
FROM jsonb_array_elements($1::jsonb)";

const DECISION: &str = "
UPDATE application SET decided = (value ->> 1)::bigint, product = value ->> 2, reason = value ->> 3,
    version = $2::bigint
FROM jsonb_array_elements($1::jsonb) WHERE application.number = (value ->> 0)::bigint";

const FORGOTTEN: &str = "
DELETE FROM application USING jsonb_array_elements($1::jsonb)
WHERE application.number = (value ->> 0)::bigint AND $2::bigint > 0";

const FORGOTTEN_CHANGE: &str = "
UPDATE change SET edits = decode(value ->> 1, 'hex')
FROM jsonb_array_elements($1::jsonb) WHERE change.version = (value ->> 0)::bigint AND $2::bigint > 0";
