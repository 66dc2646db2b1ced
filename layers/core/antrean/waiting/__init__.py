"""The waiting list: who waits for seats that others give back, in which order, and what they are offered."""
