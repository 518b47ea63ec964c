-- The message to which one is a reply, 0: none. Nothing has to be rewritten for it.
ALTER TABLE message ADD COLUMN answers INTEGER NOT NULL DEFAULT 0;
