-- Up to when (ms) an account has read a conversation: a channel by its number, or two people by their key.
CREATE TABLE read_marker (
    owner        INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    conversation ANY NOT NULL,
    read         INTEGER NOT NULL,
    UNIQUE (owner, conversation)
) STRICT;
