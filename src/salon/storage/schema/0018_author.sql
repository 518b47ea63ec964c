-- All that one account has said: for whoever leaves, or asks what is stored. What guests say is not in it.
CREATE INDEX message_of_author ON message (author) WHERE author > 0;
