"""The offices: where they are, when they serve, and which staff may act for them."""
