"""Doors to the outside: sockets, TLS, and who may come in through them."""
