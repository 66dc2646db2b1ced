"""Who has a NIK, as an officer sees it, and what the officer does about that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from antrean.offices.model import Office
    from antrean.offices.staff import Group
    from antrean.people.model import Account, Registration

Deed = Literal["raise", "correct", "recover", "transfer", "close"]
"""What an officer does: notes that the card was seen; writes name or year of birth as the card has them; gives the
account another mailbox, because its holder lost the old one; gives the NIK to the account of whoever showed the card;
and closes the account of somebody who died."""


class Officer(NamedTuple):
    """Who works at the counter of which office."""

    staff_id: str
    office: Office
    role: Group


class Holder(NamedTuple):
    """The account that has a NIK, as it was read; `account` is None where its profile is gone."""

    registration: Registration
    account: Account | None


class Card(NamedTuple):
    """What an officer wants done, after the card was seen: the NIK on it, and what the deed needs.

    `version` is that of the registration that the officer saw, `key` the request's `Idempotency-Key`.
    """

    nik: str
    deed: Deed
    reason: str
    version: int
    key: str
    full_name: str = ""
    birth_year: int = 0
    email: str = ""
