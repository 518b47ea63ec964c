-- What a search looks through: the words of a message, with Chinese, Japanese and Korean signs apart from each other, for
-- there are no spaces between their words; where it was said, as c12 for a channel and as p12 or g34 for each of two
-- people, and by whom, as a12 for an account; the nick. What two guests say to each other nobody finds later.
CREATE VIEW searchable (sequence, text, place, nick) AS
SELECT
    sequence,
    CASE
        WHEN text GLOB '*[⺀-鿿가-힣豈-﫿𠀀-𿿿]*' THEN (
            WITH RECURSIVE apart (rest, done) AS (
                SELECT text, ''
                UNION ALL
                SELECT
                    substr(rest, 2),
                    done || iif(rest GLOB '[⺀-鿿가-힣豈-﫿𠀀-𿿿]*', ' ' || substr(rest, 1, 1) || ' ', substr(rest, 1, 1))
                FROM apart WHERE rest <> ''
            )
            SELECT done FROM apart WHERE rest = ''
        )
        -- An action is what somebody does.
        WHEN unicode(text) IS 1 THEN substr(text, 9)
        ELSE text
    END,
    iif(channel IS NULL, replace(replace(conversation, '@', 'p'), '#', 'g'), 'c' || channel)
        || iif(author > 0, ' a' || author, ''),
    nick
FROM message WHERE shown > 0 AND (channel IS NOT NULL OR conversation IS NOT NULL);

-- Messages are indexed behind the batches that write them: all up to this one are.
CREATE TABLE indexed_until (sequence INTEGER NOT NULL) STRICT;
INSERT INTO indexed_until (sequence) VALUES (0);

CREATE VIEW indexed (sequence, text, place, nick) AS
SELECT * FROM searchable WHERE sequence <= (SELECT sequence FROM indexed_until);

CREATE VIRTUAL TABLE message_index USING fts5 (
    text, place, nick, content = 'indexed', content_rowid = 'sequence', tokenize = 'unicode61 remove_diacritics 2'
);
-- What is deleted leaves the index's bytes at once.
INSERT INTO message_index (message_index, rank) VALUES ('secure-delete', 1);
-- Segments are merged in steps of their own, not when a batch waits: sixteen of 250 messages each, then sixteen of 4,000.
-- With fewer at once, each message would be merged more often, and many messages at once sooner.
INSERT INTO message_index (message_index, rank) VALUES ('automerge', 0);
INSERT INTO message_index (message_index, rank) VALUES ('usermerge', 16);
INSERT INTO message_index (message_index, rank) VALUES ('crisismerge', 64);

-- Whatever is deleted or changed is so in the index, too, whoever does it. It has to be told what stood there before, so
-- a script that changes messages must leave these be, or empty the index ('delete-all') and begin from 0.
CREATE TRIGGER message_gone BEFORE DELETE ON message BEGIN
    INSERT INTO message_index (message_index, rowid, text, place, nick)
        SELECT 'delete', sequence, text, place, nick FROM indexed WHERE sequence = old.sequence;
END;
CREATE TRIGGER message_before_change BEFORE UPDATE OF kind, text, nick, author, channel, conversation ON message BEGIN
    INSERT INTO message_index (message_index, rowid, text, place, nick)
        SELECT 'delete', sequence, text, place, nick FROM indexed WHERE sequence = old.sequence;
END;
CREATE TRIGGER message_changed AFTER UPDATE OF kind, text, nick, author, channel, conversation ON message BEGIN
    INSERT INTO message_index (rowid, text, place, nick)
        SELECT sequence, text, place, nick FROM indexed WHERE sequence = new.sequence;
END;
