-- Names that no channel may have; with * and ? they are masks. Time: in ms.
CREATE TABLE forbidden_name (
    mask   TEXT PRIMARY KEY,
    nick   TEXT NOT NULL,
    time   INTEGER NOT NULL,
    reason TEXT NOT NULL
) STRICT;
