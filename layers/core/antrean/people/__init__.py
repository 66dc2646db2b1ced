"""Citizens: their NIK, their account, and its limits."""
