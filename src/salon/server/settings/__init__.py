"""The settings of the server: what there is to set, where it comes from, and its manual."""
