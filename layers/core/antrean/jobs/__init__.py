"""Long work over the whole table, done once, in steps that can be cut short."""
