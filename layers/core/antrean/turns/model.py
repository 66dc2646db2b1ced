"""The turns of a slot, and whose turn is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime, timedelta


class Turns(NamedTuple):
    """When the turns of a slot begin, in whole seconds, and when they are over: from then on everybody may claim."""

    begin: datetime
    until: datetime

    @property
    def window(self) -> timedelta:
        """How long the turns last."""
        return self.until - self.begin


class Holder(NamedTuple):
    """Whose turn it is: an account, and when it was registered; None where that was not noted: before every turn."""

    account_id: str
    registered_at: datetime | None


def turns_from(begin: datetime, window: timedelta) -> Turns | None:
    """Return the turns that begin at an instant; None for no window."""
    begin = begin.replace(microsecond=0)
    return Turns(begin, begin + window) if window else None
