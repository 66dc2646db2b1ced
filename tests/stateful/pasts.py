"""What may have happened before a run begins: stories that chance would seldom tell in fifty steps."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from tests.stateful.scene import AFTER, BEFORE, FAMILY, NOW, OPERATOR, STRANGERS, Request, wait, wish
from tests.stateful.state import drawn_minute
from tests.support.slots import Slot

SIGN_UP = "a newcomer signs up"
SWEEP = "the sweeper comes by"


class Dying(NamedTuple):
    """A request over which the function dies."""

    request: Request
    dies: str


Step = Request | Dying | str | timedelta
"""What is asked for, `SIGN_UP`, `SWEEP`, or how long nothing happens."""
_OPEN = Slot("bogor", "2026-12-10", "afternoon")
_CLOSED = Slot("bogor", "2026-12-09", "morning")
_SMALL = Slot("bogor", "2026-12-10", "morning")
_FRIDAY = Slot("bogor", "2026-12-11", "morning")
_TODAY = Slot("bogor", "2026-12-07", "afternoon")
_TOMORROW = Slot("bogor", "2026-12-08", "afternoon")
_NOT_YET_OPEN = Slot("jayapura", "2026-12-10", "morning")
_A_MINUTE, _TEN_MINUTES, _AN_HOUR, _A_DAY = (
    timedelta(seconds=61),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(days=1),
)
_TO_ITS_END = timedelta(hours=6, seconds=10)
"""From the making of an offer in the morning until it can no longer be answered, but is not taken back yet."""
_TO_A_RELEASE = (drawn_minute(_OPEN, NOW) or NOW) - NOW


def _books(who: str, people: Sequence[str], key: str = "past", slot: Slot = _OPEN) -> Request:
    return Request("book", who, wish(who, people, slot), key=key)


def _adds(who: str, people: Sequence[str], key: str = "more") -> Request:
    return Request("add", who, wish(who, people), f"{who}/past", key)


def _moves(who: str, slot: Slot, key: str = "moved") -> Request:
    return Request("move", who, json.dumps(slot.choice), f"{who}/past", key)


def _about(kind: str, who: str, place: int | None = None) -> Request:
    return Request(kind, who, about="ani/past", place=place)


def _changes(slot: Slot, version: int = 1, **change: Any) -> Request:
    """An operator's change of a quota, which nobody has changed before unless it has another `version`."""
    about = f"{slot.office_id}/{slot.date}/{slot.session}"
    return Request("change", OPERATOR, json.dumps({**change, "reason": "Perbaikan jaringan"}), about, f'"{version}"')


def _twice(request: Request) -> Sequence[Dying]:
    return Dying(request, BEFORE), Dying(request, AFTER)


def _books_and_cancels(who: str, key: str) -> Sequence[Step]:
    return _books(who, ["self"], key), *_twice(Request("cancel", who, about=f"{who}/{key}"))


def _waits(who: str, people: Sequence[str], key: str = "wait", slot: Slot = _OPEN, days: int = 0) -> Request:
    return Request("join", who, wait(who, people, slot, days), key=key)


def _answers(kind: str, who: str, number: int = 0, key: str = "wait") -> Request:
    """An answer to an offer to an entry; its number is how often the entry had changed before."""
    return Request(kind, who, about=f"{who}/{key}#{number}")


def _gives_back(who: str, people: Sequence[str], key: str, slot: Slot = _OPEN) -> Sequence[Step]:
    return _books(who, people, key, slot), Request("cancel", who, about=f"{who}/{key}")


_LISTED = (_books("ani", ["self", "citra"]), _about("contest", "citra"))
_UNKNOWN = (_books("ani", ["dewi", "eko"]), SIGN_UP, _about("quit", "dewi"))
_CONTESTS = (Dying(_about("contest", "dewi"), AFTER), _about("contest", "dewi"), _A_MINUTE, _about("contest", "dewi"))

PASTS: Mapping[str, Sequence[Step]] = {
    "cancels again and again": [
        *(step for key in ("past-1", "past-2", "past-3") for step in _books_and_cancels("citra", key)),
        _books("citra", ["self"], "past-4"),
    ],
    "asks for many": [
        _books("citra", FAMILY, "family"),
        Request("cancel", "citra", about="citra/family"),
        _books("citra", STRANGERS[:4], "strangers", _TOMORROW),
        Request("cancel", "citra", about="citra/strangers"),
        _books("citra", STRANGERS[4:], "one-more"),
        _books("citra", ["self"]),
        _adds("citra", STRANGERS[4:]),
    ],
    "asks for who is booked": [
        _books("ani", ["eko"]),
        *(_books("citra", ["eko"], f"past-{n}") for n in range(4)),
        _waits("citra", ["fitri"]),
        _books("citra", ["self"]),
        _adds("citra", ["fitri"]),
    ],
    "asks again and again for who is booked": [
        _books("ani", ["eko"]),
        *(_books("citra", ["eko"]),) * 3,
        _TEN_MINUTES,
        *(_books("citra", ["eko"]),) * 2,
        _books("citra", ["eko", "fitri"], "other"),
        _books("citra", ["fitri"]),
    ],
    "is listed": [*_LISTED, _books("citra", ["self"]), _A_DAY, _books("citra", ["self"])],
    "is listed alone": [_books("ani", ["citra"]), _about("contest", "citra"), _A_DAY],
    "leaves at once": [*_LISTED, *_twice(_about("quit", "citra"))],
    "is known and listed": [_books("ani", ["self", "budi"]), _books("budi", ["self"]), _about("quit", "citra")],
    "signs up and contests": [*_UNKNOWN, *_CONTESTS, _about("quit", "dewi"), _A_DAY, _about("quit", "dewi")],
    "is objected to": [
        *_UNKNOWN,
        *_CONTESTS,
        *_twice(_about("object", "ani", 0)),
        _about("object", "ani", 0),
        _about("quit", "dewi"),
    ],
    "books and adds, and dies over it": [
        *_twice(_books("ani", ["self"])),
        _books("ani", ["self"]),
        *_twice(_adds("ani", ["eko"])),
        _adds("ani", ["eko"]),
        _adds("ani", ["fitri"]),
        _adds("ani", FAMILY[1:] + STRANGERS[:1], "too-many"),
        _books("citra", [*FAMILY, "indah"]),
        _books("budi", ["self"]),
        _adds("budi", ["eko"]),
        _adds("ani", FAMILY[1:], "no-room"),
    ],
    "is in a slot that is closed": [
        _books("ani", ["self"]),
        Dying(_changes(_OPEN, state="closed"), AFTER),
        _adds("ani", ["eko"]),
        _books("citra", ["self"]),
        SWEEP,
        _adds("ani", ["eko"]),
        _changes(_OPEN, 2, state="open"),
        _books("citra", ["self"], "there", _TOMORROW),
        Request("cancel", "citra", about="citra/there"),
        *_twice(_moves("ani", _TOMORROW)),
        _moves("ani", _TOMORROW),
    ],
    "loses the place after a move": [
        _books("ani", ["self", "eko"]),
        _moves("ani", _TOMORROW),
        *_twice(_changes(_TOMORROW, state="closed")),
        _changes(_TOMORROW, state="closed"),
        _about("leave", "ani", 1),
        _A_DAY,
        _A_DAY,
        _moves("ani", _OPEN, "again"),
        _about("cancel", "ani"),
    ],
    "is in a slot that opens later": [
        _books("ani", ["self"]),
        _changes(_OPEN, opens_at="2026-12-30T12:00:00+07:00"),
        _adds("ani", ["eko"]),
        _books("citra", ["self"]),
    ],
    "moves, and its day comes": [
        _books("ani", ["self", "citra", "eko"]),
        *_twice(_moves("ani", _TOMORROW)),
        *_twice(_about("leave", "ani", 2)),
        _about("contest", "citra"),
        _moves("ani", _OPEN),
        _moves("ani", _OPEN, "again"),
        _moves("citra", _OPEN),
        _changes(_TOMORROW, capacity=0),
        _A_DAY,
        _adds("ani", ["fitri"]),
        *(_about(kind, "ani", place) for kind, place in (("leave", 0), ("cancel", None), ("object", 1))),
        *(_about(kind, "citra") for kind in ("contest", "quit")),
    ],
    "gives a seat back in the minute of a release": [
        _books("ani", ["self"]),
        _books("budi", ["self"]),
        Request("cancel", "budi", about="budi/past"),
        _TO_A_RELEASE,
        _about("cancel", "ani"),
        SWEEP,
    ],
    "waits, and accepts": [
        *_gives_back("budi", ["self"], "past"),
        *_twice(_waits("ani", ["self"])),
        _waits("ani", ["self", "eko"]),
        _waits("ani", ["self"], "more"),
        _waits("citra", ["self", *FAMILY, "indah"]),
        _waits("citra", ["self"], slot=_TODAY),
        _AN_HOUR,
        SWEEP,
        _answers("accept", "citra"),
        Request("cancel", "ani", about="ani/wait#0"),
        *_twice(_answers("accept", "ani")),
        _answers("accept", "ani"),
        _answers("decline", "ani"),
        _waits("ani", ["self"], "more"),
        Request("decline", "ani", about="ani/never made"),
        Request("cancel", "ani", about="ani/wait#0"),
        _answers("accept", "ani"),
    ],
    "waits, and declines or does not answer": [
        *_gives_back("budi", ["self"], "past"),
        _waits("ani", ["self"], days=1),
        _AN_HOUR,
        SWEEP,
        *_twice(_answers("decline", "ani")),
        _answers("decline", "ani"),
        _answers("accept", "ani"),
        *_gives_back("budi", ["self"], "there", _FRIDAY),
        SWEEP,
        _TO_ITS_END,
        SWEEP,
        _answers("accept", "ani", 2),
        _A_MINUTE,
        SWEEP,
        *_twice(Request("unjoin", "ani")),
        Request("unjoin", "ani"),
        _answers("accept", "ani"),
    ],
    "waits, and is booked elsewhere": [
        *_gives_back("budi", ["self", "eko"], "past"),
        _waits("ani", ["self"]),
        _waits("citra", ["eko"]),
        _AN_HOUR,
        SWEEP,
        _books("ani", ["self"], "there", _TOMORROW),
        _answers("accept", "ani"),
        _books("budi", ["eko"], "there", _TOMORROW),
        _answers("accept", "citra"),
        _waits("citra", ["eko"], "more"),
    ],
    "is on the list by another account": [
        _waits("ani", ["self", "dewi", "eko"]),
        SIGN_UP,
        _waits("dewi", ["self"]),
        *(_waits("citra", ["self", "eko"], f"wait-{n}") for n in range(6)),
        _waits("budi", ["self", "citra"]),
        _waits("citra", ["self"]),
    ],
    "is passed over": [
        *_gives_back("budi", ["self"], "past"),
        _waits("ani", ["self", "eko"]),
        _AN_HOUR,
        _waits("citra", ["self"]),
        SWEEP,
        _AN_HOUR,
        SWEEP,
        _TO_ITS_END,
        SWEEP,
    ],
    "waits in the hour of joining": [
        *_gives_back("budi", ["self"], "past"),
        _waits("ani", ["self"]),
        SWEEP,
    ],
    "is offered what is closed": [
        *_gives_back("budi", ["self"], "past"),
        _waits("ani", ["self"]),
        _AN_HOUR,
        SWEEP,
        *_twice(_changes(_OPEN, state="closed")),
        _changes(_OPEN, state="closed"),
        _answers("accept", "ani"),
    ],
    "waits after many cancellations": [
        *(step for key in ("past-1", "past-2", "past-3") for step in _gives_back("citra", ["self"], key)),
        _waits("citra", ["self"]),
    ],
    "accepts after many cancellations": [
        *_gives_back("budi", ["self"], "past"),
        _waits("ani", ["self"]),
        _AN_HOUR,
        SWEEP,
        *(step for key in ("past-1", "past-2", "past-3") for step in _gives_back("ani", ["self"], key)),
        _answers("accept", "ani"),
    ],
    "has its turn after many cancellations": [
        _waits("ani", ["self"]),
        *(step for key in ("past-1", "past-2", "past-3") for step in _gives_back("ani", ["self"], key)),
        _AN_HOUR,
        SWEEP,
    ],
    "is booked alone, and asks on the day": [
        _books("ani", ["citra"], slot=_TOMORROW),
        _about("contest", "citra"),
        _A_DAY,
        5 * _AN_HOUR,
        _books("citra", ["self"], "late", _FRIDAY),
    ],
    "waits with many": [
        _waits("citra", FAMILY),
        Request("unjoin", "citra"),
        _waits("citra", STRANGERS[:4], "strangers"),
        Request("unjoin", "citra"),
        _waits("citra", STRANGERS[4:], "one-more"),
    ],
    "moves to where it can at last": [
        _books("ani", ["self", "eko", "fitri"]),
        *(_moves("ani", slot, slot.date + slot.session) for slot in (_SMALL, _NOT_YET_OPEN, _CLOSED, _OPEN, _TODAY)),
        _moves("ani", _TOMORROW),
    ],
}
