-- Times are milliseconds since 1970, UTC. What is removed stays, marked, for the bills that name it.
-- `version` of a row is the change that made it what it is: of two changes the later one wins, whenever they are written.

CREATE TABLE catalogue_version (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    version INTEGER NOT NULL
) STRICT;
INSERT INTO catalogue_version VALUES (1, 0);

CREATE TABLE product (
    number INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    short_description TEXT NOT NULL,
    long_description TEXT NOT NULL,
    icon TEXT,
    image TEXT,
    vendor_name TEXT,
    vendor_website TEXT,
    vendor_email TEXT,
    free INTEGER NOT NULL,
    trial_days INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;

-- A price holds from `since` on, until the next one of the same plan. Without an amount the plan is sold no more.
CREATE TABLE price (
    product INTEGER NOT NULL REFERENCES product,
    plan TEXT NOT NULL CHECK (plan IN ('display', 'company')),
    since INTEGER NOT NULL,
    amount INTEGER,
    currency TEXT NOT NULL,
    PRIMARY KEY (product, plan, since)
) STRICT, WITHOUT ROWID;

CREATE TABLE company (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    standing TEXT NOT NULL CHECK (standing IN ('active', 'suspended')),
    removed INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;

CREATE TABLE display (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    company INTEGER REFERENCES company,
    version INTEGER NOT NULL
) STRICT;

CREATE TABLE subscription (
    company INTEGER NOT NULL REFERENCES company,
    product INTEGER NOT NULL REFERENCES product,
    -- 0 where it is as if it had never been.
    present INTEGER NOT NULL,
    trial_from INTEGER,
    trial_to INTEGER,
    plan TEXT CHECK (plan IN ('display', 'company')),
    purchase TEXT CHECK (purchase IN ('bought', 'cancelled')),
    paid_until INTEGER,
    suspended INTEGER,
    version INTEGER NOT NULL,
    PRIMARY KEY (company, product)
) STRICT, WITHOUT ROWID;

CREATE TABLE server (
    id TEXT PRIMARY KEY,
    vendor_name TEXT,
    vendor_website TEXT,
    vendor_email TEXT,
    removed INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE server_key (
    server TEXT NOT NULL REFERENCES server,
    number INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    made INTEGER NOT NULL,
    current_from INTEGER,
    safe_to_drop INTEGER,
    version INTEGER NOT NULL,
    PRIMARY KEY (server, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE token (
    name TEXT PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    made INTEGER NOT NULL,
    expires INTEGER,
    revoked INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- `edits` are what a change made otherwise: JSON, compressed by gzip. Those of a large one are written to the tables
-- bit by bit, and are pending until all of them are.
CREATE TABLE change (
    version INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    edits BLOB NOT NULL,
    pending INTEGER NOT NULL
) STRICT;
CREATE INDEX change_pending ON change (version) WHERE pending;

CREATE TABLE audit (
    version INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    before TEXT,
    after TEXT,
    request_id TEXT NOT NULL
) STRICT;

CREATE TABLE idempotency (
    token TEXT NOT NULL,
    key TEXT NOT NULL,
    request BLOB NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (token, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_at ON idempotency (at);

-- In the order of time, so that records are appended, and a month is one range. `number` tells records of one
-- millisecond apart.
CREATE TABLE usage (
    at INTEGER NOT NULL,
    number INTEGER NOT NULL,
    company INTEGER NOT NULL,
    display INTEGER,
    product INTEGER NOT NULL,
    -- 0 free, 1 trial, 2 subscribed by display, 3 subscribed by company
    paid INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (at, number)
) STRICT, WITHOUT ROWID;
