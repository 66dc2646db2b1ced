"""How citizens register, log in, choose another password, and end their sessions."""
