-- What people react to messages. An owner is an account, or a guest below 0. All of it goes with the message.
CREATE TABLE reaction (
    message  INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
    reaction TEXT NOT NULL,
    owner    INTEGER NOT NULL,
    time     INTEGER NOT NULL,
    person   INTEGER NOT NULL,
    nick     TEXT NOT NULL,
    username TEXT NOT NULL,
    host     TEXT NOT NULL,
    account  TEXT,
    author   INTEGER NOT NULL,
    bot      INTEGER NOT NULL,
    PRIMARY KEY (message, reaction, owner)
) STRICT, WITHOUT ROWID;

-- For whoever leaves, or asks what is stored.
CREATE INDEX reaction_of_author ON reaction (author) WHERE author > 0;
