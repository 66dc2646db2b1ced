"""Citizens: their NIK, their sign-up, their account."""
