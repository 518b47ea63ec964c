-- The site of a channel's founder, by which room for channels that sleep is shared out; empty where it is not known.
ALTER TABLE channel ADD COLUMN site TEXT NOT NULL DEFAULT '';

-- Channels that were forgotten, while messages of theirs are still to be deleted.
CREATE TABLE forgotten (
    channel INTEGER PRIMARY KEY
) STRICT;
