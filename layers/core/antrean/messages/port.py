"""The port to whatever carries letters to people. Its adapter is `messages/ses.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class MailNotSent(Exception):  # noqa: N818 - the caller decides whether it matters
    """A mail that was not taken; the text is the reason by name and holds nothing of the letter."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A plain-text mail."""

    subject: str
    text: str


class Mail(Protocol):
    """Sends letters from one sender."""

    def send(self, to: str, letter: Letter) -> None:
        """Hand a letter over; raises `MailNotSent`."""
