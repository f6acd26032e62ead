-- Times are milliseconds since 1970, UTC. What is removed stays, marked, for the bills that name it.
-- `version` of a row is the change that made it what it is.

-- Who makes a change updates this row first: until he commits, nobody else makes one, so versions are committed in their
-- order.
CREATE TABLE catalogue_version (
    one integer PRIMARY KEY CHECK (one = 1),
    version bigint NOT NULL
);
INSERT INTO catalogue_version VALUES (1, 0);

CREATE TABLE product (
    number bigint PRIMARY KEY,
    code text NOT NULL UNIQUE,
    name text NOT NULL,
    short_description text NOT NULL,
    long_description text NOT NULL,
    icon text,
    image text,
    vendor_name text,
    vendor_website text,
    vendor_email text,
    free boolean NOT NULL,
    trial_days bigint NOT NULL,
    withdrawn boolean NOT NULL,
    version bigint NOT NULL
);

-- A price holds from `since` on, until the next one of the same plan. Without an amount the plan is sold no more.
CREATE TABLE price (
    product bigint NOT NULL REFERENCES product,
    plan text NOT NULL CHECK (plan IN ('display', 'company')),
    since bigint NOT NULL,
    amount bigint,
    currency text NOT NULL,
    PRIMARY KEY (product, plan, since)
);

CREATE TABLE company (
    number bigint PRIMARY KEY,
    id text NOT NULL UNIQUE,
    name text NOT NULL,
    standing text NOT NULL CHECK (standing IN ('active', 'suspended')),
    removed boolean NOT NULL,
    version bigint NOT NULL
);

CREATE TABLE display (
    number bigint PRIMARY KEY,
    id text NOT NULL UNIQUE,
    company bigint REFERENCES company,
    version bigint NOT NULL
);

CREATE TABLE subscription (
    company bigint NOT NULL REFERENCES company,
    product bigint NOT NULL REFERENCES product,
    -- False where it is as if it had never been.
    present boolean NOT NULL,
    trial_from bigint,
    trial_to bigint,
    plan text CHECK (plan IN ('display', 'company')),
    purchase text CHECK (purchase IN ('bought', 'cancelled')),
    paid_until bigint,
    suspended boolean NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (company, product)
);

CREATE TABLE server (
    id text PRIMARY KEY,
    vendor_name text,
    vendor_website text,
    vendor_email text,
    removed boolean NOT NULL,
    version bigint NOT NULL
);

CREATE TABLE server_key (
    server text NOT NULL REFERENCES server,
    number bigint NOT NULL,
    sealed bytea NOT NULL,
    made bigint NOT NULL,
    current_from bigint,
    safe_to_drop bigint,
    version bigint NOT NULL,
    PRIMARY KEY (server, number)
);

-- A word that the master key has sealed: another master key is told from it before there is any server key.
CREATE TABLE master_key (
    one integer PRIMARY KEY CHECK (one = 1),
    sealed bytea NOT NULL
);

CREATE TABLE token (
    name text PRIMARY KEY,
    hash bytea NOT NULL UNIQUE,
    scopes text NOT NULL,
    made bigint NOT NULL,
    expires bigint,
    revoked boolean NOT NULL,
    version bigint NOT NULL
);

-- `edits` are what a change made otherwise: JSON, compressed by gzip, which the other Stores of the database follow. They
-- are empty where the master key was replaced since: nobody can follow then who has not loaded the tables after it.
CREATE TABLE change (
    version bigint PRIMARY KEY,
    at bigint NOT NULL,
    edits bytea NOT NULL
);
ALTER TABLE change ALTER edits SET STORAGE EXTERNAL;

CREATE TABLE audit (
    version bigint PRIMARY KEY,
    at bigint NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    object text NOT NULL,
    before text,
    after text,
    request_id text NOT NULL
);

CREATE TABLE idempotency (
    token text NOT NULL,
    key text NOT NULL,
    request bytea NOT NULL,
    status bigint NOT NULL,
    body text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (token, key)
);
CREATE INDEX idempotency_at ON idempotency (at);

-- A partition for each month, which the Store makes ahead; what is of no such month is in `usage_other`. The order of columns
-- is that in which a row takes the least room. Nothing tells two equal records apart: one that is written twice does no harm.
CREATE TABLE usage (
    at bigint NOT NULL,
    until bigint NOT NULL,
    company integer NOT NULL,
    product integer NOT NULL,
    display integer,
    -- 0 free, 1 trial, 2 subscribed by display, 3 subscribed by company
    paid smallint NOT NULL
) PARTITION BY RANGE (at);
-- By ten seconds: many records of one take little room in it.
CREATE INDEX usage_slice ON usage ((at / 10000));
CREATE TABLE usage_other PARTITION OF usage DEFAULT;
