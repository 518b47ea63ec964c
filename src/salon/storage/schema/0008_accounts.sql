-- A nick with a password (an argon2id hash; empty: a code has to give it one). `scram`: what SCRAM-SHA-256 checks the
-- password by, in the form of RFC 5803; empty: it cannot be used. AUTOINCREMENT: the number of an erased
-- account, to which messages may still refer, is never given out again.
CREATE TABLE account (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    name      TEXT NOT NULL,
    password  TEXT NOT NULL,
    created   INTEGER NOT NULL,
    email     TEXT NOT NULL,
    verified  INTEGER NOT NULL,
    operator  INTEGER NOT NULL,
    suspended INTEGER NOT NULL,
    scram     TEXT NOT NULL
) STRICT;

-- Codes that were given out: invitations, resets of a password. Of each the SHA-256 alone is kept.
CREATE TABLE code (
    digest   TEXT PRIMARY KEY,
    kind     TEXT NOT NULL,
    issuer   TEXT NOT NULL,
    time     INTEGER NOT NULL,
    uses     INTEGER NOT NULL,
    expires  INTEGER NOT NULL,
    account  INTEGER NOT NULL,
    channels TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Whom a channel belongs to (0: a guests' channel), and the ranks that accounts keep in it.
ALTER TABLE channel ADD COLUMN owner INTEGER NOT NULL DEFAULT 0;
DROP TABLE channel_rank;
CREATE TABLE channel_rank (
    channel INTEGER NOT NULL REFERENCES channel ON DELETE CASCADE,
    account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    ranks   INTEGER NOT NULL,
    PRIMARY KEY (channel, account)
) STRICT, WITHOUT ROWID;
