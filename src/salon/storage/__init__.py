"""What lasts: the port that a storage implements, SQLite behind it, and the threads that call it."""
