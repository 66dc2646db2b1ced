"""Replaying the files under events/: what they say, made-up people, and fakes of every service around the functions."""
