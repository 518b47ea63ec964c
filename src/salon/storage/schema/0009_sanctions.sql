-- When a ban or mute ends by itself, in ms (0: never), and why it was set.
ALTER TABLE channel_list ADD COLUMN until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE channel_list ADD COLUMN reason TEXT NOT NULL DEFAULT '';
