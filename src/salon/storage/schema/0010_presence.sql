-- Whether an account stays in its channels while nobody is connected: 'on', 'off', 'default'.
ALTER TABLE account ADD COLUMN persistence TEXT NOT NULL DEFAULT 'default';

-- What others see of an account that stays; since when (ms) it is so, and up to which message what was said to it in
-- private was shown to somebody. Absent: nobody is connected.
CREATE TABLE presence (
    account   INTEGER PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    username  TEXT NOT NULL,
    host      TEXT NOT NULL,
    real_name TEXT NOT NULL,
    modes     TEXT NOT NULL,
    away      TEXT NOT NULL,
    time      INTEGER NOT NULL,
    absent    INTEGER NOT NULL,
    heard     INTEGER NOT NULL
) STRICT;

-- The channels that it is in.
CREATE TABLE membership (
    account INTEGER NOT NULL REFERENCES presence ON DELETE CASCADE,
    channel INTEGER NOT NULL REFERENCES channel ON DELETE CASCADE,
    joined  INTEGER NOT NULL,
    closure INTEGER NOT NULL,
    UNIQUE (account, channel)
) STRICT;
CREATE INDEX membership_of_channel ON membership (channel);

-- What was said to an account in private, whoever said it.
CREATE INDEX message_to_account ON message (recipient_account, shown) WHERE recipient_account IS NOT NULL;
