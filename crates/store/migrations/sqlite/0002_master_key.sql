-- A word that the master key has sealed: another master key is told from it before there is any server key.
CREATE TABLE master_key (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    sealed BLOB NOT NULL
) STRICT;
