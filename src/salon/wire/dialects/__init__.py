"""The wires of five small French chat programs: each a session of its own, none knowing another."""
