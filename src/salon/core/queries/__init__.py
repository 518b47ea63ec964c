"""Questions about what is and was, as values: storages and states answer them, wires render the answers."""
