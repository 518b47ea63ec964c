-- What a history shows: what was said to the whole channel, in words.
ALTER TABLE message ADD COLUMN
    shown INTEGER NOT NULL AS (kind IN ('privmsg', 'notice') AND rank = 0) VIRTUAL;

-- The lines that are shown lie side by side, however many others were written between them.
DROP INDEX message_of_channel;
CREATE INDEX message_of_channel ON message (channel, shown) WHERE channel IS NOT NULL;
