"""The port to whatever keeps citizens' mailboxes and passwords. Its adapter is `people/cognito.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

PROOF_ATTRIBUTE = "custom:sign_up_proof"
"""The attribute of a new user that holds `Pepper.sign_up_proof` for the pre sign-up trigger.

Cognito's validation data would serve too and would not be kept with the user, but the emulator of `make run` does not
hand them to the trigger. The proof that is kept says nothing about the person, and is useless once it has expired.
"""


class EmailTaken(Exception):  # noqa: N818 - an expected answer
    """A user has this e-mail address already, confirmed or not."""


class EmailRefused(Exception):  # noqa: N818 - an expected answer
    """The pool does not take this e-mail address."""


class PasswordRefused(Exception):  # noqa: N818 - an expected answer
    """The password breaks the policy of the pool."""


@dataclass(frozen=True, slots=True)
class User:
    """A user of the pool; `confirmed` once the mailbox was proved with a code."""

    account_id: str
    confirmed: bool


class Identity(Protocol):
    """The users of a pool. Every method raises `Busy` where the pool throttles, fails or cannot be reached."""

    def sign_up(self, email: str, password: str, proof: str) -> str:
        """Make an unconfirmed user, to whom a code is mailed, and return the account id.

        Raises `EmailTaken`, `EmailRefused` and `PasswordRefused`. Where the first answer was lost, a retry raises
        `EmailTaken`, because the user exists by then.
        """

    def confirm(self, email: str, code: str) -> bool:
        """Prove the mailbox with the mailed code; False, whatever the reason, where it is refused."""

    def find(self, email: str) -> User | None:
        """Return the user who has this e-mail address, or None."""

    def knows(self, email: str, password: str) -> bool:
        """Tell whether this is the password of who has this mailbox; False, whatever the reason, if it is refused."""

    def delete(self, account_id: str) -> None:
        """Delete a user if there is one."""

    def sign_out(self, account_id: str) -> None:
        """Let no session of a user, if there is one, be renewed; tokens that were given stay good until they end."""
