"""The counter: people arrive and are checked in."""
