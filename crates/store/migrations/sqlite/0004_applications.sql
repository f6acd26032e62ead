-- What strangers apply for, until it is forgotten. `number` is the version of the catalogue that it came with; `sought` is
-- JSON. One that is decided has `decided`; one that was refused a `reason`, one for a product that was approved its code.
CREATE TABLE application (
    number INTEGER PRIMARY KEY,
    made INTEGER NOT NULL,
    vendor_name TEXT NOT NULL,
    vendor_website TEXT,
    vendor_email TEXT,
    sought TEXT NOT NULL,
    decided INTEGER,
    product TEXT,
    reason TEXT,
    version INTEGER NOT NULL
) STRICT;
