"""E-mails to the holders of accounts, sent by SMTP without ever holding up the loop."""
