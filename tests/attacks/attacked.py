"""A city, and what strangers and citizens send to it without being logged in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from instruments.replay.people import KATA_SANDI, nik
from tests.attacks.city import City, Said
from tests.support.accounts import CODE

VICTIM = "korban@contoh.id"


class Attacked:
    """A city, and what strangers and citizens send to it without being logged in."""

    def __init__(self, city: City) -> None:
        """Attack `city`."""
        self.city = city
        self.pool, self.postbox = city.world.pool, city.world.postbox

    def sign_up(self, email: str, serial: int) -> str:
        """Sign up, and return the secret."""
        person = {"full_name": "Siti Rahayu", "birth_date": "1990-05-17", "phone": "081234567890"}
        return str(self._ask("/accounts", {**person, "email": email, "nik": nik(serial)}).body["secret"])

    def forget(self, email: str) -> str:
        """Ask for a code for a new password, and return the secret."""
        return str(self._ask("/accounts/password", {"email": email}).body["secret"])

    def confirm(self, secret: str, code: str, password: str = KATA_SANDI) -> Said:
        """Confirm a sign-up."""
        return self._ask("/accounts/confirm", {"secret": secret, "code": code, "password": password})

    def choose(self, secret: str, code: str, password: str) -> Said:
        """Choose another password."""
        return self._ask("/accounts/password/confirm", {"secret": secret, "code": code, "password": password})

    def code(self, email: str) -> str:
        """Return the code that the holder of a mailbox reads in the newest mail."""
        found = (CODE.search(text) for to, text in reversed(self.postbox.sent) if to == email)
        return next(each[0] for each in found if each)

    def mails(self, email: str) -> int:
        """Return how many mails came to a mailbox."""
        return sum(to == email for to, _ in self.postbox.sent)

    def worked(self, act: Callable[[], Any]) -> tuple[str, ...]:
        """Return the calls that somebody who measures times could tell apart."""
        self.city.calls.clear()
        act()
        return tuple(self.city.calls)

    def _ask(self, path: str, body: Mapping[str, object]) -> Said:
        return self.city.ask("accounts", "POST", path, "nobody", body)
