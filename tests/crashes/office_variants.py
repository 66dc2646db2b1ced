"""What an office does to its sessions, and what comes of it: changes of quotas, sweeps, closures, displaced people."""

from __future__ import annotations

from antrean.base.errors import Code
from antrean.slots.quota_forms import QuotaChange
from tests.crashes.variant import Variant, died, done
from tests.crashes.wishes import (
    ADD,
    CANCEL,
    LEAVE,
    MOVE,
    RIVAL_1,
    RIVAL_2,
    RIVAL_OF_ONE,
    RIVAL_THERE,
    TWO,
    a_lease_passes,
    book_for,
    the_minute_comes,
)
from tests.interleavings.mix import Wish

CLOSE, REOPEN, GO_ON = Wish("close", key="c1"), Wish("reopen", key="c1"), Wish("go on")


def _change(capacity: int, reason: str = "uji coba") -> Wish:
    return Wish("change", change=QuotaChange(capacity=capacity, reason=reason))


OFFICE_VARIANTS = (
    Variant("raise the quota", _change(2), (0, 0), rivals=(RIVAL_2,)),
    Variant("lower the quota", _change(0), (2, 0), rivals=(RIVAL_2,)),
    Variant(
        "lower the quota by kept seats",
        _change(2),
        (4, 0),
        before=(done(TWO), done(CANCEL)),
        rivals=(RIVAL_2,),
    ),
    Variant(
        "lower the quota by kept seats, refused by their release",
        _change(2),
        (3, 0),
        before=(done(TWO), done(CANCEL), the_minute_comes),
        meanwhile=(Wish("sweep"),),
        rivals=(RIVAL_2,),
    ),
    Variant(
        "change the quota, refused by another change",
        _change(2),
        (1, 0),
        meanwhile=(_change(1, "renovasi"),),
        rivals=(RIVAL_1,),
        refused=Code.VERSION_CONFLICT,
    ),
    Variant(
        "lower the quota, refused by a booking",
        _change(1),
        (2, 0),
        meanwhile=(book_for("citra", 0, 21),),
        rivals=(RIVAL_2,),
        refused=Code.CAPACITY_BELOW_TAKEN,
    ),
    Variant(
        "sweep",
        Wish("sweep"),
        (3, 0),
        before=(died(book_for("ani", 0), "commit"), died(book_for("citra", 0, 21), "settle"), a_lease_passes),
        rivals=(RIVAL_1,),
    ),
    Variant(
        "sweep, releasing kept seats",
        Wish("sweep"),
        (3, 0),
        before=(done(TWO), done(CANCEL), the_minute_comes),
        rivals=(RIVAL_2,),
    ),
    # RIVAL_OF_ONE wants a person of the booking that is displaced
    Variant("close", CLOSE, (4, 3), before=(done(TWO), done(book_for("citra", 0))), rivals=(RIVAL_OF_ONE, CANCEL)),
    Variant("close, a claim left unsettled", CLOSE, (2, 3), before=(died(TWO, "settle"),), rivals=(RIVAL_OF_ONE,)),
    Variant("close, a dead claim in the way", CLOSE, (2, 3), before=(died(TWO, "commit"), a_lease_passes)),
    Variant("close, beside an addition", CLOSE, (3, 0), before=(done(TWO),), meanwhile=(ADD,), rivals=(LEAVE,)),
    Variant(
        "close the quota",
        Wish("change", change=QuotaChange(state="closed", reason="listrik padam")),
        (2, 3),
        before=(done(TWO),),
        rivals=(RIVAL_OF_ONE, MOVE),
    ),
    Variant("go on closing", GO_ON, (2, 3), before=(done(TWO), died(CLOSE, "displace")), rivals=(RIVAL_OF_ONE, CANCEL)),
    Variant("open again", REOPEN, (4, 3), before=(done(TWO), done(book_for("citra", 0)), done(CLOSE)), rivals=(MOVE,)),
    Variant("open again, beside a move", REOPEN, (2, 3), before=(done(TWO), done(CLOSE)), meanwhile=(MOVE,)),
    Variant(
        "go on opening",
        GO_ON,
        (2, 3),
        before=(done(TWO), done(CLOSE), done(REOPEN), a_lease_passes),
        rivals=(RIVAL_1, CANCEL),
    ),
    Variant("move, displaced", MOVE, (2, 2), before=(done(TWO), done(CLOSE)), rivals=(RIVAL_THERE, RIVAL_OF_ONE)),
    Variant(
        "move, displaced, to kept seats",
        MOVE,
        (2, 3),
        before=(done(TWO), done(RIVAL_THERE), done(Wish("cancel", "citra", "k1")), done(CLOSE)),
        rivals=(book_for("citra", 0, afternoon=True, key="k2"),),
    ),
    Variant(
        "move, displaced, refused by a twin",
        MOVE,
        (2, 4),
        before=(done(TWO), done(RIVAL_THERE), done(Wish("cancel", "citra", "k1")), done(CLOSE)),
        meanwhile=(MOVE,),
        rivals=(RIVAL_OF_ONE,),
    ),
    Variant(
        "move, displaced, refused by a cancellation",
        MOVE,
        (2, 4),
        before=(done(TWO), done(RIVAL_THERE), done(Wish("cancel", "citra", "k1")), done(CLOSE)),
        meanwhile=(CANCEL,),
        rivals=(RIVAL_OF_ONE,),
        refused=Code.TOO_LATE,
    ),
    Variant("cancel, displaced", CANCEL, (2, 3), before=(done(TWO), done(CLOSE)), rivals=(RIVAL_OF_ONE, REOPEN)),
    Variant("leave, displaced", LEAVE, (2, 3), before=(done(TWO), done(CLOSE)), rivals=(RIVAL_OF_ONE, REOPEN)),
)
