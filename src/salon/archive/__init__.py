"""The commands that save the database, put a saved one in its place, and check it."""
