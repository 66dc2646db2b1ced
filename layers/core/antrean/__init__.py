"""Antrean Paspor: the rules of the passport queue, and the adapters they need."""
