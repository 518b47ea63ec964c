"""The wires: bytes to commands, events to bytes."""
