"""The composition root: configuration, language, logs and the life cycle of the process."""
