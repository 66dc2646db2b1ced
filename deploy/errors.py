"""What `make run` and its sister commands tell a person instead of a traceback."""


class LocalError(Exception):
    """Something that a person can put right. The message is printed as it is, and the exit status is 1."""
