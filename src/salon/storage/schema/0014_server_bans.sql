-- Bans from the whole server: of a mask, or of a network. Until: in ms, 0 for no end.
CREATE TABLE server_ban (
    mask    TEXT NOT NULL,
    network INTEGER NOT NULL,
    nick    TEXT NOT NULL,
    time    INTEGER NOT NULL,
    until   INTEGER NOT NULL,
    reason  TEXT NOT NULL,
    PRIMARY KEY (mask, network)
) STRICT;
