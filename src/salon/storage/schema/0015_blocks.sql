-- Whom an account blocks: another account, or, where that is 0, whoever matches a mask.
CREATE TABLE block (
    owner   INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    blocked INTEGER NOT NULL,
    mask    TEXT NOT NULL,
    time    INTEGER NOT NULL,
    UNIQUE (owner, blocked, mask)
) STRICT;
