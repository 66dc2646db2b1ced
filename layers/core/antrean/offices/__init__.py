"""The offices: where they are, when they serve, and whether one of the staff may do a thing there."""
