"""Numbers at the door, each in a small world of its own in which others want the last ones of a lane."""

from __future__ import annotations

from dataclasses import replace

from antrean.base.errors import Code
from antrean.slots.model import Slot
from antrean.slots.quota_forms import QuotaChange
from tests.crashes.play import Play
from tests.crashes.variant import Step, Variant, died, done
from tests.crashes.wishes import a_lease_passes
from tests.interleavings import numbers
from tests.interleavings.halls import MORNING
from tests.interleavings.mix import AT_DOOR, OFFICE, Wish
from tests.interleavings.numbers import TOMORROW, lane_of, number

_SEATS = (1, 1)
_ONE, _TWO = number("w1"), number("w2", people=2)
_OTHER, _OTHER_TWO = number("w1", officer="other"), number("w2", people=2, officer="other")
_STANDBY, _OTHER_STANDBY = number("s1", standby=True), number("s1", officer="other", standby=True)
_OPEN = Wish("open counter", officer="officer 1", counter=1)
_NEXT = Wish("next", key="p1", officer="officer 1", counter=1)
_UNDO = Wish("undo arrival", AT_DOOR, _ONE.made_with, "u1")


def _lane(seats: int, *, kept: int = 0) -> Step:
    """A lane with so many numbers today, and kept ones, which an operator has added."""

    def publish(play: Play) -> None:
        play.clock.instant = MORNING
        numbers.publish(play, lane_of("bap"), seats)
        if kept:
            more = QuotaChange(capacity=seats + kept, reason="uji")
            done(Wish("change", slot=lane_of("bap"), change=more))(play)

    return publish


def _next_day(seats: int) -> Step:
    """A lane with so many numbers on the next day, on which the office serves."""

    def publish(play: Play) -> None:
        play.clock.instant = MORNING
        numbers.publish(play, Slot(OFFICE.office_id, TOMORROW, "morning"), 1)
        numbers.publish(play, lane_of("bap", standby=True), seats)

    return publish


def _morning(play: Play) -> None:
    play.clock.instant = MORNING


NUMBER_VARIANTS = (
    Variant("give a number", _ONE, _SEATS, (_lane(1),), rivals=(_OTHER,)),
    Variant("give numbers to two", _TWO, _SEATS, (_lane(2),), rivals=(_OTHER_TWO,)),
    Variant("give the first number of a lane", _ONE, _SEATS, (_morning,), rivals=(_OTHER,)),
    Variant("give a kept number", _ONE, _SEATS, (_lane(0, kept=1),), rivals=(_OTHER,)),
    Variant("give a number, refused by a twin", _ONE, _SEATS, (_lane(1),), (_ONE,), rivals=(_OTHER,)),
    Variant(
        "give a number, refused by a twin with another body",
        _ONE,
        _SEATS,
        (_lane(3),),
        (replace(_ONE, party=2),),
        refused=Code.IDEMPOTENCY_KEY_REUSED,
    ),
    Variant(
        "give a number, a dead claim in the way",
        _ONE,
        _SEATS,
        (_lane(1), died(_OTHER, "walk_in"), a_lease_passes),
        rivals=(number("w3"),),
    ),
    Variant(
        "give a number, the claim of another in the way",
        _ONE,
        _SEATS,
        (_lane(1), died(_OTHER, "settle"), a_lease_passes),
        refused=Code.SLOT_FULL,
    ),
    Variant("give a number, an earlier try died", _ONE, _SEATS, (_lane(1), died(_ONE, "walk_in")), rivals=(_OTHER,)),
    Variant(
        "give a number, refused in a closed lane",
        _ONE,
        _SEATS,
        (_lane(1), done(Wish("change", slot=lane_of("bap"), change=QuotaChange(state="closed", reason="uji")))),
        refused=Code.SLOT_CLOSED,
    ),
    Variant("give a standby number", _STANDBY, _SEATS, (_next_day(2),), rivals=(_OTHER_STANDBY,)),
    Variant(
        "give a standby number, refused as half are given",
        _STANDBY,
        _SEATS,
        (_next_day(3), done(_OTHER_STANDBY)),
        refused=Code.SLOT_FULL,
    ),
    Variant("give a standby number, an earlier try died", _STANDBY, _SEATS, (_next_day(2), died(_STANDBY, "walk_in"))),
    Variant("call a number of the door", _NEXT, _SEATS, (_lane(1), done(_ONE), done(_OPEN)), rivals=(_UNDO,)),
    Variant("undo a number of the door", _UNDO, _SEATS, (_lane(1), done(_ONE), done(_OPEN)), rivals=(_NEXT,)),
)
