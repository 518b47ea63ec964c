"""What the tests stand on: the world, processes, terminals, the original clients."""
