-- What people and channels say of themselves, by key: a picture, a status. What guests say ends with them.
CREATE TABLE account_metadata (
    account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    key     TEXT NOT NULL,
    value   TEXT NOT NULL,
    UNIQUE (account, key)
) STRICT;
CREATE TABLE channel_metadata (
    channel INTEGER NOT NULL REFERENCES channel ON DELETE CASCADE,
    key     TEXT NOT NULL,
    value   TEXT NOT NULL,
    UNIQUE (channel, key)
) STRICT;
