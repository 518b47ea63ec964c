"""`chaines`: channels with a hierarchy of administrators. Where to begin: `session.py`."""
