"""The port to whatever carries letters to people. Its adapter is `messages/ses.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class MailNotSent(Exception):  # noqa: N818 - the caller decides whether it matters
    """A letter that was not accepted; the text is the name of the reason and holds nothing of the letter."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A plain-text mail."""

    subject: str
    text: str


class Mail(Protocol):
    """Sends letters from one sender."""

    def send(self, to: str, letter: Letter) -> None:
        """Hand a letter over; raises `MailNotSent`."""
