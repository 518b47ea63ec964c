"""Salon: a chat server on one SQLite file, from one command."""

__version__ = "0.4.0"
