"""Cold starts of every function against a usual one, and the size of what is uploaded."""
