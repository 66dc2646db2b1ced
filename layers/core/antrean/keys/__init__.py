"""Replacing the key of NIKs by hand: what is found under which version, a new version, and the end of the old one."""
