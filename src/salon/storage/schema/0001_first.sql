-- Times are milliseconds since 1970, UTC.

-- "Salo": how programs (and the command `file`) know a database of Salon.
PRAGMA application_id = 0x53616c6f;

-- identity: text; secret: blob.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

-- AUTOINCREMENT: the number of a dropped channel is never given out again.
CREATE TABLE channel (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    name         TEXT NOT NULL,
    created      INTEGER NOT NULL,
    topic        TEXT NOT NULL DEFAULT '',
    topic_source TEXT NOT NULL DEFAULT '',
    topic_time   INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE channel_mode (
    channel INTEGER NOT NULL REFERENCES channel ON DELETE CASCADE,
    letter  TEXT NOT NULL,
    value   TEXT NOT NULL,
    PRIMARY KEY (channel, letter)
) STRICT, WITHOUT ROWID;

CREATE TABLE channel_list (
    channel INTEGER NOT NULL REFERENCES channel ON DELETE CASCADE,
    letter  TEXT NOT NULL,
    mask    TEXT NOT NULL,
    source  TEXT NOT NULL,
    time    INTEGER NOT NULL,
    PRIMARY KEY (channel, letter, mask)
) STRICT;

CREATE TABLE channel_rank (
    channel INTEGER NOT NULL REFERENCES channel ON DELETE CASCADE,
    account TEXT NOT NULL,
    ranks   INTEGER NOT NULL,
    PRIMARY KEY (channel, account)
) STRICT, WITHOUT ROWID;

-- Everything that was said, and changes of topics. `channel` is null for what was said to one person.
-- AUTOINCREMENT: the sequence of a message that was since deleted is never given out again.
CREATE TABLE message (
    sequence          INTEGER PRIMARY KEY AUTOINCREMENT,
    time              INTEGER NOT NULL,
    channel           INTEGER,
    kind              TEXT NOT NULL,
    nick              TEXT NOT NULL,
    username          TEXT NOT NULL,
    host              TEXT NOT NULL,
    account           TEXT,
    bot               INTEGER NOT NULL,
    target            TEXT NOT NULL,
    recipient_account TEXT,
    rank              INTEGER NOT NULL,
    text              TEXT NOT NULL,
    tags              TEXT NOT NULL
) STRICT;

-- An index ends with the row's key, the sequence: a channel's newest lines lie side by side.
CREATE INDEX message_of_channel ON message (channel) WHERE channel IS NOT NULL;
