-- The last message of each private conversation of an account. No reference: in a batch, messages come before accounts.
CREATE TABLE correspondence (
    account      INTEGER NOT NULL,
    conversation TEXT NOT NULL,
    last         INTEGER NOT NULL,
    PRIMARY KEY (account, conversation)
) STRICT, WITHOUT ROWID;

INSERT INTO correspondence (account, conversation, last)
    SELECT id, conversation, max(sequence)
    FROM (
        SELECT author AS id, conversation, sequence FROM message WHERE conversation IS NOT NULL AND shown = 1
        UNION ALL
        SELECT recipient_account, conversation, sequence FROM message
        WHERE conversation IS NOT NULL AND shown = 1
    )
    WHERE id IN (SELECT id FROM account)
    GROUP BY id, conversation;
