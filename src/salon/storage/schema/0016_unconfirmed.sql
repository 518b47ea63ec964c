-- An e-mail address that was given for an account, and counts for nothing until it is confirmed. None is, so far.
ALTER TABLE account ADD COLUMN unconfirmed TEXT NOT NULL DEFAULT '';
UPDATE account SET unconfirmed = email, email = '';
