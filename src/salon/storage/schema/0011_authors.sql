-- The account that said it, and the one that it was said to, by their numbers, which do not change; 0: none.
ALTER TABLE message ADD COLUMN author INTEGER NOT NULL DEFAULT 0;
DROP INDEX message_to_account;
ALTER TABLE message RENAME COLUMN recipient_account TO recipient_name;
ALTER TABLE message ADD COLUMN recipient_account INTEGER NOT NULL DEFAULT 0;
UPDATE message SET author = ifnull((SELECT id FROM account WHERE name = message.account), 0)
    WHERE account IS NOT NULL;
UPDATE message SET recipient_account = ifnull((SELECT id FROM account WHERE name = message.recipient_name), 0)
    WHERE recipient_name IS NOT NULL;

-- What two people said to each other has one key, of two such numbers or, for a guest, the person's.
UPDATE message SET conversation = iif(one <= other, one || ' ' || other, other || ' ' || one)
    FROM (
        SELECT
            sequence AS its,
            iif(author, '@' || author, '#' || person) AS one,
            iif(recipient_account, '@' || recipient_account, '#' || recipient) AS other
        FROM message WHERE conversation IS NOT NULL
    )
    WHERE sequence = its;
ALTER TABLE message DROP COLUMN recipient_name;

CREATE INDEX message_to_account ON message (recipient_account, shown) WHERE recipient_account > 0;
