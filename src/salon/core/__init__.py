"""The rules of the chat: commands in, events or refusals out. No I/O, clock or randomness."""
