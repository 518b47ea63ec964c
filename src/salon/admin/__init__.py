"""The command `salon admin`: what the owner of a server asks of it, whether it runs or not."""
