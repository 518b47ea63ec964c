"""From a request to everybody's bytes: outboxes, wire forms, fan-out, the gate."""
