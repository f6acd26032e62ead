-- Months are texts such as 2026-11.

-- A month whose bill is frozen. `kept` is how many of its records are in `usage` still: what is there besides came later.
CREATE TABLE closed_month (
    month TEXT PRIMARY KEY,
    closed INTEGER NOT NULL,
    records INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    pruned INTEGER,
    kept INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The lines of its bill, from 1 in their order. They never change.
CREATE TABLE bill_line (
    month TEXT NOT NULL REFERENCES closed_month,
    number INTEGER NOT NULL,
    company INTEGER NOT NULL REFERENCES company,
    product INTEGER NOT NULL REFERENCES product,
    plan TEXT CHECK (plan IN ('display', 'company')),
    displays INTEGER NOT NULL,
    calls INTEGER NOT NULL,
    company_calls INTEGER NOT NULL,
    unpaid_calls INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT,
    version INTEGER NOT NULL,
    PRIMARY KEY (month, number)
) STRICT, WITHOUT ROWID;

-- What is billed in `month` because the bill of another was wrong. It never changes.
CREATE TABLE correction (
    number INTEGER PRIMARY KEY,
    month TEXT NOT NULL,
    corrects TEXT NOT NULL,
    company INTEGER NOT NULL,
    product INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    reason TEXT NOT NULL,
    made INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;
