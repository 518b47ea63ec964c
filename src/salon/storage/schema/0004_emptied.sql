-- When the last member left, in ms; 0 while somebody is in the channel, and where it is not known.
ALTER TABLE channel ADD COLUMN emptied INTEGER NOT NULL DEFAULT 0;

-- The lowest sequence that the channel's history still shows.
ALTER TABLE channel ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
