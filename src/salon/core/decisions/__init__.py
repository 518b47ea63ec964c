"""How each command is decided. Functions here look at the state and change nothing."""
