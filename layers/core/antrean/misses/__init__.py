"""Visits to which nobody came although the office received others: what follows, and how it is taken back."""
