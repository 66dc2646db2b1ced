"""The port to whatever keeps the staff's logins. Its adapter is `staff/cognito.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from antrean.staff.model import Person, Wanted


class Pool(Protocol):
    """The logins of the staff. Every method raises `Busy` where the pool throttles, fails or cannot be reached.

    Each method but `create` may be repeated: it sets a state, whatever became of an earlier try.
    """

    def all(self) -> list[Person]:
        """Return everybody, in order of user name."""

    def find(self, username: str) -> Person | None:
        """Return the person of this user name, or None."""

    def create(self, username: str, wanted: Wanted) -> None:
        """Make a login without groups, and mail a temporary password; raises `Busy` where somebody was quicker.

        Raises `validation_failed` where the pool takes no such e-mail address.
        """

    def change(self, username: str, wanted: Wanted) -> None:
        """Bring a login to this state; one that is not enabled is signed out too.

        Raises `validation_failed` where the pool takes no such e-mail address, and then nothing is changed.
        """

    def invite(self, username: str) -> None:
        """Take password, authenticator and tokens away, and mail a temporary password."""
