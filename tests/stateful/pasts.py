"""What may have happened before a run begins: stories that chance would seldom tell in fifty steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from tests.stateful.scene import AFTER, BEFORE, FAMILY, STRANGERS, Request, wish
from tests.support.slots import Slot

SIGN_UP = "a newcomer signs up"


class Dying(NamedTuple):
    """A request over which the function dies."""

    request: Request
    dies: str


Step = Request | Dying | str | timedelta
"""What is asked for, `SIGN_UP`, or how long nothing happens."""
_OPEN = Slot("bogor", "2026-12-10", "afternoon")
_CLOSED = Slot("bogor", "2026-12-09", "morning")
_A_MINUTE, _A_DAY = timedelta(seconds=61), timedelta(days=1)


def _books(who: str, people: Sequence[str], key: str = "past", slot: Slot = _OPEN) -> Request:
    return Request("book", who, wish(who, people, slot), key=key)


def _about(kind: str, who: str, place: int | None = None) -> Request:
    return Request(kind, who, about="ani/past", place=place)


_LISTED = (_books("ani", ["self", "citra"]), _about("contest", "citra"))
_UNKNOWN = (_books("ani", ["dewi", "eko"]), SIGN_UP, _about("quit", "dewi"))
_CONTESTS = (Dying(_about("contest", "dewi"), AFTER), _about("contest", "dewi"), _A_MINUTE, _about("contest", "dewi"))

PASTS: Mapping[str, Sequence[Step]] = {
    "cancels again and again": [
        *(
            step
            for key in ("past-1", "past-2", "past-3")
            for step in (_books("citra", ["self"], key), Request("cancel", "citra", about=f"citra/{key}"))
        ),
        _books("citra", ["self"], "past-4"),
    ],
    "asks for many": [
        _books("citra", [who, *rest], who, _CLOSED) for who, *rest in (FAMILY, STRANGERS[:4], STRANGERS[4:])
    ],
    "asks for who is booked": [_books("ani", ["eko"]), *[_books("citra", ["eko"], f"past-{n}") for n in range(4)]],
    "is listed": [*_LISTED, _A_DAY],
    "is listed alone": [_books("ani", ["citra"]), _about("contest", "citra"), _A_DAY],
    "leaves at once": [*_LISTED, Dying(_about("quit", "citra"), BEFORE), Dying(_about("quit", "citra"), AFTER)],
    "is known and listed": [_books("ani", ["self", "budi"])],
    "signs up and contests": [*_UNKNOWN, *_CONTESTS, _about("quit", "dewi"), _A_DAY, _about("quit", "dewi")],
    "is objected to": [
        *_UNKNOWN,
        *_CONTESTS,
        Dying(_about("object", "ani", 0), BEFORE),
        Dying(_about("object", "ani", 0), AFTER),
        _about("object", "ani", 0),
        _about("quit", "dewi"),
    ],
}
