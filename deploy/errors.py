"""What the commands of the Makefile tell a person instead of a traceback."""


class CommandError(Exception):
    """Something that a person can put right. The message is printed as it is, and the exit status is 1."""
