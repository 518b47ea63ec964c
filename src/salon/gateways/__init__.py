"""The ways in from outside: listening sockets, TLS, and who may connect."""
