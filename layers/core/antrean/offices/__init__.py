"""The offices: where they are, when they serve, and who of the staff may act for which."""
