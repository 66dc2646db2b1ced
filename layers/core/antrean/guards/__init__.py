"""What keeps a person to one booking at a time, whoever made it."""
