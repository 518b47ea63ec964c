-- Who said it, and to whom, by numbers that no two people ever share; 0 where it is not known (before this script).
ALTER TABLE message ADD COLUMN person INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN recipient INTEGER NOT NULL DEFAULT 0;

-- What two people said to each other has one key, whoever of them spoke; null in channels, and for guests before this script.
ALTER TABLE message ADD COLUMN conversation TEXT;

-- The closure that the channel was in when it was said: the sequence at which it was closed (+i, +k or +s). 0: it was open.
ALTER TABLE message ADD COLUMN closed INTEGER NOT NULL DEFAULT 0;

-- The message that this one edits, redacts, reacts or replies to; and when it was edited and redacted. 0: not.
ALTER TABLE message ADD COLUMN refers INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN edited INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN redacted INTEGER NOT NULL DEFAULT 0;

-- The closure that the channel is in now, and the one in which its topic was set. 0: none.
ALTER TABLE channel ADD COLUMN closure INTEGER NOT NULL DEFAULT 0;
ALTER TABLE channel ADD COLUMN topic_closed INTEGER NOT NULL DEFAULT 0;

-- What was said in a channel that is closed now belongs to its closure; what its history hid, to one that is over.
UPDATE channel SET closure = max(since, 1)
    WHERE id IN (SELECT channel FROM channel_mode WHERE letter IN ('i', 'k', 's'));
UPDATE channel SET topic_closed = closure WHERE topic_time > 0;
UPDATE message SET closed = iif(message.sequence < channel.since, 1, channel.closure) FROM channel
    WHERE channel.id = message.channel AND (channel.closure > 0 OR message.sequence < channel.since);

-- What a history shows: 1 what was said to a whole channel or to one person, in words or as an action; 2 the same, said
-- in a closure. As the second column of the index: all that somebody may see of a channel is then at most two ranges,
-- for a closure's messages lie side by side.
DROP INDEX message_of_channel;
ALTER TABLE message DROP COLUMN shown;
ALTER TABLE message ADD COLUMN
    shown INTEGER NOT NULL AS (
        CASE
            WHEN kind NOT IN ('privmsg', 'notice') OR rank <> 0 THEN 0
            WHEN unicode(text) IS 1 AND substr(text, 2, 7) NOT IN ('ACTION ', 'ACTION' || char(1)) THEN 0
            ELSE 1 + (closed > 0)
        END
    ) VIRTUAL;
CREATE INDEX message_of_channel ON message (channel, shown) WHERE channel IS NOT NULL;
CREATE INDEX message_of_conversation ON message (conversation, shown) WHERE conversation IS NOT NULL;
