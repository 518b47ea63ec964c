-- The log of moderation. Channel: NULL for what was done on the server; name: that of the channel then. Reversal: what
-- undoes it, as JSON; empty: nothing. Undoes: the act that this one undid, or 0. Hidden: of the time before whoever leads
-- the channel now.
CREATE TABLE act (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    channel  INTEGER REFERENCES channel ON DELETE CASCADE,
    name     TEXT NOT NULL,
    nick     TEXT NOT NULL,
    account  TEXT NOT NULL,
    kind     TEXT NOT NULL,
    target   TEXT NOT NULL,
    detail   TEXT NOT NULL,
    reason   TEXT NOT NULL,
    until    INTEGER NOT NULL,
    time     INTEGER NOT NULL,
    reversal TEXT NOT NULL,
    undoes   INTEGER NOT NULL,
    undone   INTEGER NOT NULL DEFAULT 0,
    hidden   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX act_of_channel ON act (channel, id);
