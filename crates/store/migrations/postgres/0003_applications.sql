-- What strangers apply for, until it is forgotten. `number` is the version of the catalogue that it came with; `sought` is
-- JSON. One that is decided has `decided`; one that was refused a `reason`, one for a product that was approved its code.
CREATE TABLE application (
    number bigint PRIMARY KEY,
    made bigint NOT NULL,
    vendor_name text NOT NULL,
    vendor_website text,
    vendor_email text,
    sought text NOT NULL,
    decided bigint,
    product text,
    reason text,
    version bigint NOT NULL
);
