"""Bookings: claim seats, commit, settle, resolve; book, add, move, cancel."""
