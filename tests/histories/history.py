"""What clients asked and what they were told, with the times of both: the history that the checker judges."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Item = dict[str, Any]
Slot = tuple[str, str, str]
"""Office, date and session."""

_REFUSED = range(400, 500)
_TURNED_AWAY = 429
_DONE = range(200, 300)


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks for; an equal request is the same once more."""

    kind: str
    """book, add, move, leave (one person is taken out), cancel, look (at the bookings of an account), change (a quota),
    or quit (who is listed by another account leaves)."""
    who: str
    """The account, or the operator."""
    key: str = ""
    booking_id: str = ""
    """The booking of the address."""
    slot: Slot | None = None
    people: tuple[str, ...] = ()
    """Last four digits of their NIKs; nobody else in the history has the same."""
    place: int = 0
    """Of the person who is taken out."""
    version: int = 0
    capacity: int | None = None
    state: str | None = None
    reason: str = ""

    @property
    def operation(self) -> tuple[str, str, str, str]:
        """What the key names: requests that share it and differ are one key with two bodies."""
        return self.kind, self.who, self.booking_id, self.key


@dataclass(frozen=True, slots=True)
class Event:
    """One sending of a request. `began` and `ended` are of one clock for the whole history."""

    request: Request
    began: float
    ended: float = math.inf
    """Infinite where the client did not wait for the answer, or none came."""
    status: int = 0
    body: Mapping[str, Any] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        """Whether it was acknowledged."""
        return self.status in _DONE

    @property
    def refused(self) -> bool:
        """Whether the client was told that nothing was done."""
        return self.status in _REFUSED and not self.turned_away

    @property
    def turned_away(self) -> bool:
        """Whether the platform had no room for it: no function has seen it (with AWS's API Gateway this is `busy`)."""
        return self.status == _TURNED_AWAY

    @property
    def code(self) -> str:
        """The stable code of a refusal."""
        return str(self.body.get("code", ""))

    @property
    def over(self) -> float:
        """From when on it can change nothing any more: without a clear answer nobody knows."""
        return self.ended if self.done or self.refused else math.inf

    def before(self, other: Event) -> bool:
        """Tell whether the answer was there before the other one was sent."""
        return self.ended < other.began

    def __str__(self) -> str:
        """The request and its outcome, without what was not said."""
        asked = self.request
        about = (asked.key, asked.booking_id, asked.slot, asked.people, asked.place)
        said = (*about, asked.version, asked.capacity, asked.state)
        words = [asked.kind, asked.who, *(str(word) for word in said if word or word == 0)]
        return f"{' '.join(words)} -> {self.status or 'no answer'} {self.code}".rstrip()


@dataclass(frozen=True)
class History:
    """Everything that was sent to some slots, and how these slots stood before."""

    events: Sequence[Event]
    beginning: Sequence[Item]
    """The quota items."""
    memory: float = 0
    """How long before its request a `slot_full` may have been decided (a warm environment remembers full slots)."""
    strays: bool = False
    """Whether copies of a write may land after its request was answered, and so hold seats until they are swept."""
    days_end: bool = False
    """Whether the day of a slot began in the meantime."""


def slot_of(quota: Item) -> Slot:
    """Return the slot of a quota item."""
    _, date, session = quota["sk"].split("#")
    return quota["pk"].removeprefix("OFFICE#"), date, session
