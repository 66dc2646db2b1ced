"""The operations of an office's day, each in a small world of its own in which others press keys meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from antrean.base.errors import Code
from tests.crashes.play import Play
from tests.crashes.variant import Step, Variant, done
from tests.interleavings.halls import MORNING
from tests.interleavings.mix import Wish

_SEATS = (4, 0)
_ANI, _BUDI = Wish("book", "ani", "k1", "k1", people=(0, 1)), Wish("book", "budi", "k1", "k1", people=(0,))
_ARRIVE, _BUDI_ARRIVES = Wish("arrive", "ani", "k1", "d1"), Wish("arrive", "budi", "k1", "d2")
_OTHER_DOOR = Wish("arrive", "ani", "k1", "d1", officer="other")
_PEOPLE = Wish("people", "ani", "k1", here=(1,))
_UNDO_ARRIVAL, _RETURN = Wish("undo arrival", "ani", "k1", "u1"), Wish("return", "ani", "k1")


def _press(kind: str, key: str = "p1", counter: int = 1) -> Wish:
    return Wish(kind, key=f"{kind} {key}", officer=f"officer {counter}", counter=counter)


_OPEN, _OPEN_2 = _press("open counter"), _press("open counter", counter=2)
_TAKE_OVER = replace(_OPEN, officer="supervisor")
_CLOSE = _press("close counter")
_NEXT, _NEXT_2, _RECALL = _press("next"), _press("next", counter=2), _press("recall")
_ABSENT, _PARK, _FINISH, _UNDO = _press("absent"), _press("park"), _press("finish"), _press("undo")
_TRANSFER = replace(_press("transfer"), lane="bap")
_ANI_AGAIN = Wish("next", "ani", "k1", "a1", officer="officer 2", counter=2)
_BUDI_FIRST = Wish("next", "budi", "k1", "b1", officer="supervisor", counter=1, reason="ibu hamil")


def _morning(play: Play) -> None:
    play.clock.instant = MORNING


def _three_minutes_pass(play: Play) -> None:
    play.clock.instant += timedelta(minutes=3)


_BOOKED: tuple[Step, ...] = (done(_ANI), done(_BUDI), _morning)
_ARRIVED: tuple[Step, ...] = (*_BOOKED, done(_ARRIVE), done(_BUDI_ARRIVES), done(_OPEN), done(_OPEN_2))
_CALLED: tuple[Step, ...] = (*_ARRIVED, done(_NEXT))
_AWAITED: tuple[Step, ...] = (*_CALLED, done(_RECALL), _three_minutes_pass)

HALL_VARIANTS = (
    Variant("arrive", _ARRIVE, _SEATS, _BOOKED, rivals=(_OTHER_DOOR,)),
    Variant(
        "arrive, refused by another door", _ARRIVE, _SEATS, _BOOKED, (_OTHER_DOOR,), refused=Code.ALREADY_CHECKED_IN
    ),
    Variant("arrive, refused by a twin", _ARRIVE, _SEATS, _BOOKED, (_ARRIVE,), rivals=(_UNDO_ARRIVAL,)),
    Variant(
        "arrive, undone before",
        replace(_ARRIVE, key="d3"),
        _SEATS,
        (*_ARRIVED, done(_UNDO_ARRIVAL)),
        rivals=(_OTHER_DOOR,),
    ),
    Variant("note people", _PEOPLE, _SEATS, _ARRIVED, rivals=(_NEXT,)),
    Variant("note people, refused by a call", _PEOPLE, _SEATS, _ARRIVED, (_NEXT,), refused=Code.TOO_LATE),
    Variant("undo an arrival", _UNDO_ARRIVAL, _SEATS, _ARRIVED, rivals=(_NEXT, _OTHER_DOOR)),
    Variant("undo an arrival, refused by a call", _UNDO_ARRIVAL, _SEATS, _ARRIVED, (_NEXT,), refused=Code.TOO_LATE),
    Variant("return", _RETURN, _SEATS, (*_AWAITED, done(_ABSENT)), rivals=(_NEXT_2, _UNDO)),
    Variant("open a counter", _OPEN, _SEATS, _BOOKED, rivals=(_TAKE_OVER,)),
    Variant("open a counter, refused by another", _OPEN, _SEATS, _BOOKED, (_TAKE_OVER,), refused=Code.COUNTER_TAKEN),
    Variant("take a counter over", _TAKE_OVER, _SEATS, _CALLED, (_RECALL,), rivals=(_FINISH,)),
    Variant("close a counter", _CLOSE, _SEATS, _ARRIVED, rivals=(_NEXT_2, _TAKE_OVER)),
    Variant("close a counter, refused by a call", _CLOSE, _SEATS, _ARRIVED, (_NEXT,), refused=Code.PARTY_AT_COUNTER),
    Variant("call the next", _NEXT, _SEATS, _ARRIVED, rivals=(_NEXT_2, _UNDO_ARRIVAL)),
    Variant("call the next, refused by another counter", _NEXT, _SEATS, _ARRIVED, (_NEXT_2,), rivals=(_TAKE_OVER,)),
    Variant("call the next, refused by a twin", _NEXT, _SEATS, _ARRIVED, (_NEXT,), rivals=(_NEXT_2,)),
    Variant(
        "call the next, refused by another press", _press("next", "p2"), _SEATS, _ARRIVED, (_NEXT,), rivals=(_NEXT_2,)
    ),
    Variant("call the next, its people noted", _NEXT, _SEATS, _ARRIVED, (_PEOPLE,), rivals=(_NEXT_2,)),
    Variant("finish and call the next", _press("next", "p2"), _SEATS, _CALLED, rivals=(_NEXT_2, _TAKE_OVER)),
    Variant("finish and call nobody", _press("next", "p2"), _SEATS, (*_CALLED, done(_NEXT_2)), rivals=(_TAKE_OVER,)),
    Variant("call a parked one", _ANI_AGAIN, _SEATS, (*_CALLED, done(_PARK)), rivals=(_UNDO,)),
    Variant(
        "call a parked one, refused by an undoing",
        _ANI_AGAIN,
        _SEATS,
        (*_CALLED, done(_PARK)),
        (_UNDO,),
        refused=Code.NOT_FOUND,
    ),
    Variant("call out of turn", _BUDI_FIRST, _SEATS, (*_ARRIVED, done(_TAKE_OVER)), rivals=(_NEXT_2,)),
    Variant("recall", _RECALL, _SEATS, _CALLED, rivals=(_TAKE_OVER,)),
    Variant("note as absent", _ABSENT, _SEATS, _AWAITED, rivals=(_FINISH,)),
    Variant("park", _PARK, _SEATS, _CALLED, rivals=(_ANI_AGAIN,)),
    Variant("transfer", _TRANSFER, _SEATS, _CALLED, rivals=(_NEXT_2,)),
    Variant("finish", _FINISH, _SEATS, _CALLED, rivals=(_press("next", "p2"),)),
    Variant("undo a call", _UNDO, _SEATS, _CALLED, rivals=(_NEXT_2, _TAKE_OVER), lapses=Code.TOO_LATE),
    Variant(
        "undo finishing and calling",
        _UNDO,
        _SEATS,
        (*_CALLED, done(_press("next", "p2"))),
        rivals=(_NEXT_2,),
        lapses=Code.TOO_LATE,
    ),
    Variant(
        "undo an absence, refused by a return",
        _UNDO,
        _SEATS,
        (*_AWAITED, done(_ABSENT)),
        (_RETURN,),
        refused=Code.TOO_LATE,
    ),
    Variant(
        "undo parking, refused by a call", _UNDO, _SEATS, (*_CALLED, done(_PARK)), (_ANI_AGAIN,), refused=Code.TOO_LATE
    ),
)
