"""The browser of this machine, and what a page needs until it can be read."""
