"""What happens at the waiting list: joining, leaving, offers, their answers, and what takes them back."""

from __future__ import annotations

from datetime import timedelta

from antrean.base.errors import Code
from tests.crashes.play import Play
from tests.crashes.variant import Variant, died, done
from tests.crashes.wishes import RIVAL_1, a_lease_passes, book_for
from tests.interleavings.mix import NOON, OWNERS, Wish

JOIN, UNJOIN = Wish("join", "ani", "w1", "w1", people=(0,)), Wish("unjoin", "ani")
FAMILY = Wish("join", "ani", "w1", "w1", people=(0, 1))
BEHIND = Wish("join", "budi", "w1", "w1", people=(0,))
WITH_ANI = Wish("join", "budi", "w1", "w1", people=(0, OWNERS["ani"]))
ACCEPT, DECLINE = Wish("accept", "ani", "w1"), Wish("decline", "ani", "w1")
MINUTE, CLOSE, GO_ON = Wish("minute"), Wish("close", key="c1"), Wish("go on")
_GIVEN, _BACK = book_for("citra", 0), Wish("cancel", "citra", "k1")
_ELSEWHERE = book_for("ani", 0, afternoon=True)


def _an_hour_passes(play: Play) -> None:
    play.clock.instant += timedelta(hours=1)


def _the_offer_has_ended(play: Play) -> None:
    # It was made at 13:00 in Jakarta, an hour after noon, for six hours of the day.
    play.clock.instant = NOON + timedelta(hours=7, seconds=60)


def _seven_hours_pass(play: Play) -> None:
    play.clock.instant += timedelta(hours=7)


_KEPT = (done(_GIVEN), done(_BACK))
_WAITED = (*_KEPT, done(JOIN), _an_hour_passes)
_OFFERED = (*_WAITED, done(MINUTE))

WAITING_VARIANTS = (
    # the rival wants the same person in an entry of its own
    Variant("join", FAMILY, (1, 1), rivals=(Wish("join", "citra", "w1", "w1", people=(0, 1)),)),
    # Ani was registered an hour before the other entry, and at the very second of it
    Variant("join, taken out of another's entry", JOIN, (1, 1), before=(_an_hour_passes, done(WITH_ANI))),
    Variant("join, refused by another's entry", JOIN, (1, 1), before=(done(WITH_ANI),), refused=Code.WAITS_ELSEWHERE),
    Variant("join, refused by a booking", JOIN, (1, 1), before=(done(_ELSEWHERE),), refused=Code.BOOKING_EXISTS),
    Variant("leave the list", UNJOIN, (1, 1), before=(done(JOIN),), rivals=(MINUTE,)),
    Variant("leave the list with an offer", UNJOIN, (1, 1), before=_OFFERED, rivals=(MINUTE, RIVAL_1)),
    Variant("offer", MINUTE, (1, 1), before=_WAITED, rivals=(RIVAL_1, MINUTE)),
    Variant(
        "offer to the first who fits",
        MINUTE,
        (1, 1),
        before=(*_KEPT, done(FAMILY), _an_hour_passes, done(BEHIND), _an_hour_passes, done(MINUTE), _seven_hours_pass),
        rivals=(MINUTE, RIVAL_1),
    ),
    Variant(
        "offer, after one that died",
        MINUTE,
        (1, 1),
        before=(*_WAITED, died(MINUTE, "commit"), a_lease_passes),
        rivals=(RIVAL_1,),
    ),
    Variant(
        "offer, whose person is booked by now",
        MINUTE,
        (1, 1),
        before=(*_KEPT, done(JOIN), done(_ELSEWHERE), _an_hour_passes),
        rivals=(RIVAL_1,),
    ),
    Variant("accept", ACCEPT, (1, 1), before=_OFFERED, rivals=(RIVAL_1, _ELSEWHERE)),
    Variant(
        "accept, refused by an own booking",
        ACCEPT,
        (1, 1),
        before=(*_OFFERED, done(_ELSEWHERE)),
        rivals=(RIVAL_1,),
        refused=Code.BOOKING_EXISTS,
        lapses=Code.TOO_LATE,
    ),
    Variant("accept, refused by a closure", ACCEPT, (1, 1), before=(*_OFFERED, done(CLOSE)), refused=Code.TOO_LATE),
    Variant("decline", DECLINE, (1, 1), before=_OFFERED, rivals=(MINUTE, RIVAL_1)),
    Variant("take an offer back", MINUTE, (1, 1), before=(*_OFFERED, _the_offer_has_ended), rivals=(DECLINE, MINUTE)),
    Variant("close a slot with an offer", CLOSE, (1, 1), before=_OFFERED, rivals=(ACCEPT,)),
    Variant("close a slot while an offer is made", MINUTE, (1, 1), before=_WAITED, rivals=(CLOSE, GO_ON)),
)
