"""An account that was closed and is to be erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime


class Erasure(NamedTuple):
    """Whom to erase, and from when on; `nik_keys` and `round` are there once the account itself is gone.

    `user` is the account's name in the pool, `mailbox` the keyed hash of its canonical address.
    """

    due_at: datetime
    account_id: str
    user: str
    mailbox: str
    nik_keys: tuple[str, ...] = ()
    round: str = ""
