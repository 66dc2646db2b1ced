"""Who works at the offices: administrators invite them, and say what they may do and where."""
