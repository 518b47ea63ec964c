"""The bytes of files on their way. Where to begin: `streams.py`."""
