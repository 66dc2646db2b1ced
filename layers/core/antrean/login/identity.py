"""The port to whatever keeps citizens' log-ins: addresses and passwords. Its adapter is `login/cognito.py`."""

from __future__ import annotations

from typing import NamedTuple, Protocol

PROOF_ATTRIBUTE = "custom:sign_up_proof"
"""The attribute of a new user that holds `Pepper.sign_up_proof` for the pre sign-up trigger.

Cognito's validation data would serve too and would not be kept with the user, but the emulator of `make run` does not
hand them to the trigger. The proof that is kept says nothing about the person, and is useless once it has expired.
"""
ACCOUNT_ATTRIBUTE = "custom:account_id"
"""The attribute of a user that holds the id of its account, which tokens name too. Users of releases that made none
have their `sub` for it. So an account outlives its user: whoever deletes theirs at Cognito gets another one."""


class EmailTaken(Exception):  # noqa: N818 - an expected answer
    """A user has this e-mail address already, confirmed or not."""


class PasswordRefused(Exception):  # noqa: N818 - an expected answer
    """The password breaks the policy of the pool."""


class User(NamedTuple):
    """A user of the pool: its name there, its account, and whether it can log in (it is confirmed)."""

    name: str
    account_id: str
    confirmed: bool


def delete_own(identity: Identity, account_id: str, email: str) -> None:
    """Delete the user of an address if it belongs to this account; raises `Busy`."""
    user = identity.find(email)
    if user and user.account_id == account_id:
        identity.delete(user.name)


class Identity(Protocol):
    """The users of a pool. Every method raises `Busy` where the pool throttles, fails or cannot be reached."""

    def sign_up(self, email: str, password: str, account_id: str, proof: str) -> bool:
        """Make a user, and tell whether it can log in, as the gate says.

        Raises `EmailTaken` and `PasswordRefused`. Where the first answer was lost, a retry raises `EmailTaken`, because
        the user exists by then.
        """

    def find(self, email: str) -> User | None:
        """Return the user who has this e-mail address, or None."""

    def set_password(self, name: str, password: str) -> None:
        """Give a user another password, with which it can log in, and end its log-ins; raises `PasswordRefused`."""

    def change_address(self, name: str, email: str) -> None:
        """Let a user, if there is one, log in with another address, which was proved; raises `EmailTaken`."""

    def knows(self, email: str, password: str) -> bool:
        """Tell whether this is the password of who has this mailbox; False, whatever the reason, if it is refused."""

    def delete(self, name: str) -> None:
        """Delete a user if there is one."""

    def sign_out(self, name: str) -> None:
        """Let no session of a user, if there is one, be renewed; tokens that were given stay good until they end."""
