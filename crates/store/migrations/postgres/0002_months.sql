-- Months are texts such as 2026-11.

-- A month whose bill is frozen. `kept` is how many of its records are in `usage` still: what is there besides came later.
CREATE TABLE closed_month (
    month text PRIMARY KEY,
    closed bigint NOT NULL,
    records bigint NOT NULL,
    lines bigint NOT NULL,
    pruned bigint,
    kept bigint NOT NULL,
    version bigint NOT NULL
);

-- The lines of its bill, from 1 in their order. They never change.
CREATE TABLE bill_line (
    month text NOT NULL REFERENCES closed_month,
    number bigint NOT NULL,
    company bigint NOT NULL REFERENCES company,
    product bigint NOT NULL REFERENCES product,
    plan text CHECK (plan IN ('display', 'company')),
    displays bigint NOT NULL,
    calls bigint NOT NULL,
    company_calls bigint NOT NULL,
    unpaid_calls bigint NOT NULL,
    amount bigint NOT NULL,
    currency text,
    version bigint NOT NULL,
    PRIMARY KEY (month, number)
);

-- What is billed in `month` because the bill of another was wrong. It never changes.
CREATE TABLE correction (
    number bigint PRIMARY KEY,
    month text NOT NULL,
    corrects text NOT NULL,
    company bigint NOT NULL,
    product bigint NOT NULL,
    amount bigint NOT NULL,
    currency text NOT NULL,
    reason text NOT NULL,
    made bigint NOT NULL,
    version bigint NOT NULL
);
