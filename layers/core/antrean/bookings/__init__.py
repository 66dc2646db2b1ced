"""Bookings: claim seats, commit, settle; book, add, move, cancel; the audit of every seat."""
