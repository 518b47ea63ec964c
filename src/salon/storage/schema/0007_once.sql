-- The sender's own id of a message and the conversation that it is for; null where there was none. With each there is one message.
ALTER TABLE message ADD COLUMN once TEXT;
CREATE UNIQUE INDEX message_once ON message (once) WHERE once IS NOT NULL;
