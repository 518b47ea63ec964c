"""Chat from machine to machine, with a directory to find each other."""
