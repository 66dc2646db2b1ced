"""The processor time of a warm booking."""
