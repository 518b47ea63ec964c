-- The directory: which machine was last seen at which address, under which pseudonym.

CREATE TABLE machine (
    host      TEXT PRIMARY KEY,
    pseudonym TEXT NOT NULL,
    address   TEXT NOT NULL,
    online    INTEGER NOT NULL,
    seen      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
