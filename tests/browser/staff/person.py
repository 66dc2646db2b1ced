"""One of the staff at a window of the staff's site."""

from __future__ import annotations

from instruments.browser.words import words
from tests.browser.visitor import Exactly, Visitor


class Worker(Visitor):
    """A visitor of the staff's site, who reads its texts."""

    def text(self, key: str, /, **values: object) -> str:
        """Return a text of the staff's site in the person's language."""
        return key if isinstance(key, Exactly) else words(key, self.manner.language, "petugas/", **values)

    def logs_in(self, username: str, password: str) -> None:
        """Enter name and password; what comes then depends on the pool."""
        self.arrives("log_in.title")
        self.types("log_in.username", username)
        self.types("log_in.password", password)
        self.presses("log_in.send")
