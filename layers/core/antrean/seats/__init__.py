"""Where seats are left at all offices, summed up in one item that everybody can read."""
