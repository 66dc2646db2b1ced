"""The operations of the matrix, each in a small world of its own in which somebody else wants its seats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from antrean.base.errors import Code
from antrean.bookings.model import Booking
from antrean.slots.quota_forms import QuotaChange
from tests.crashes.play import Play, dying_before
from tests.interleavings.mix import CLOSES_AT, PAST_THE_LEASE, SLOTS, Wish

Step = Callable[[Play], None]


@dataclass(frozen=True)
class Variant:
    """An operation, what was there before it, and who is about when it is interrupted."""

    name: str
    wish: Wish
    seats: tuple[int, int]
    """Capacity of the morning and of the afternoon."""
    before: tuple[Step, ...] = ()
    meanwhile: tuple[Wish, ...] = ()
    """What others do just before its first commit."""
    rivals: tuple[Wish, ...] = ()
    """Who wants exactly the seats in question while it is paused."""
    refused: Code | None = None
    """How it ends if nothing goes wrong: done, or with this refusal."""


def _done(wish: Wish) -> Step:
    """A wish that was done before."""

    def do(play: Play) -> None:
        assert isinstance(play.act("before", wish).ended, Booking)

    return do


def _died(wish: Wish, call: str) -> Step:
    """A function that died before its first call of this name."""

    def do(play: Play) -> None:
        assert play.act("before", wish, dying_before(call)).ended is None

    return do


def _landed_again(wish: Wish) -> Step:
    """A late packet of the claim of a booking, which makes the claim once more."""

    def land(play: Play) -> None:
        store = play.services().store
        made = store.bookings.get(wish.booking_id)
        assert made
        store.quotas.claim(made.slot, made.ranges[0].claim_id, made.ranges[0].n, play.clock.now())
        play.note("network", "a late packet: claim")

    return land


def _a_lease_passes(play: Play) -> None:
    play.clock.instant += PAST_THE_LEASE


def _the_day_begins(play: Play) -> None:
    play.clock.instant = CLOSES_AT


def _book(citizen: str, *people: int, afternoon: bool = False, key: str = "k1") -> Wish:
    """Book for people: 0 is the citizen, others are children."""
    return Wish("book", citizen, key, key, SLOTS[afternoon], people)


def _change(capacity: int, reason: str = "uji coba") -> Wish:
    return Wish("change", change=QuotaChange(capacity=capacity, reason=reason))


ONE, TWO, FIVE = _book("ani", 0), _book("ani", 0, 1), _book("ani", 0, 1, 2, 3, 4)
ADD = Wish("add", "ani", "k1", "x1", people=(2,))
OTHER_ADD = Wish("add", "ani", "k1", "x2", people=(3,))
MOVE = Wish("move", "ani", "k1", "x1", SLOTS[1])
CANCEL = Wish("cancel", "ani", "k1")
# rivals, by how many seats they want
RIVAL_1, RIVAL_2, RIVAL_5 = _book("budi", 0), _book("budi", 0, 11), _book("budi", 0, 11, 12, 13, 14)
RIVAL_THERE = _book("citra", 0, 21, afternoon=True)

VARIANTS = (
    Variant("book for one", ONE, (1, 0), rivals=(RIVAL_1,)),
    Variant("book for five", FIVE, (5, 0), rivals=(RIVAL_5,)),
    Variant(
        "book, refused by a guard",
        TWO,
        (2, 2),
        before=(_done(_book("citra", 0, 1, afternoon=True)),),
        rivals=(RIVAL_2,),
        refused=Code.NIK_ALREADY_BOOKED,
    ),
    Variant(
        "book, refused by another booking of the account",
        _book("ani", 1),
        (1, 1),
        meanwhile=(_book("ani", 0, afternoon=True, key="k2"),),
        rivals=(RIVAL_1,),
        refused=Code.BOOKING_EXISTS,
    ),
    Variant("book, refused by a twin", TWO, (2, 0), meanwhile=(TWO,), rivals=(RIVAL_2,)),
    Variant(
        "book, refused by a twin with another body",
        TWO,
        (3, 0),
        meanwhile=(_book("ani", 0),),
        rivals=(RIVAL_2,),
        refused=Code.IDEMPOTENCY_KEY_REUSED,
    ),
    Variant(
        "book on a full slot, a dead claim in the way",
        TWO,
        (2, 0),
        before=(_died(_book("citra", 0, 21), "commit"), _a_lease_passes),
        rivals=(RIVAL_2,),
    ),
    Variant(
        "book on a full slot, the claim of a booking in the way",
        TWO,
        (2, 0),
        before=(_died(_book("citra", 0, 21), "settle"), _a_lease_passes),
        rivals=(RIVAL_2,),
        refused=Code.SLOT_FULL,
    ),
    Variant("add", ADD, (3, 0), before=(_done(TWO),), rivals=(RIVAL_1,)),
    Variant(
        "add, refused by a guard",
        ADD,
        (3, 2),
        before=(_done(TWO), _done(_book("citra", 0, 2, afternoon=True))),
        rivals=(RIVAL_1,),
        refused=Code.NIK_ALREADY_BOOKED,
    ),
    Variant("add, refused by a twin", ADD, (3, 0), before=(_done(TWO),), meanwhile=(ADD,), rivals=(RIVAL_1,)),
    Variant(
        "add, refused by another change", ADD, (4, 0), before=(_done(TWO),), meanwhile=(OTHER_ADD,), rivals=(RIVAL_1,)
    ),
    Variant("move", MOVE, (2, 2), before=(_done(TWO),), rivals=(RIVAL_2, RIVAL_THERE)),
    Variant(
        "move, a claim left unsettled",
        MOVE,
        (2, 2),
        before=(_died(TWO, "settle"),),
        rivals=(RIVAL_2, RIVAL_THERE),
    ),
    Variant(
        "move to a full slot",
        MOVE,
        (2, 2),
        before=(_done(TWO), _done(RIVAL_THERE)),
        rivals=(RIVAL_2,),
        refused=Code.SLOT_FULL,
    ),
    Variant("move, refused by a twin", MOVE, (2, 2), (_done(TWO),), meanwhile=(MOVE,), rivals=(RIVAL_2, RIVAL_THERE)),
    Variant(
        "move, refused by an addition",
        MOVE,
        # a function that died with its claim of two leaves room for the three that then move
        (3, 5),
        before=(_done(TWO),),
        meanwhile=(ADD,),
        rivals=(RIVAL_2, _book("citra", 0, 21, 22, 23, 24, afternoon=True)),
    ),
    Variant(
        "move, refused by a cancellation",
        MOVE,
        (2, 2),
        before=(_done(TWO),),
        meanwhile=(CANCEL,),
        rivals=(RIVAL_2, RIVAL_THERE),
        refused=Code.TOO_LATE,
    ),
    Variant("cancel", CANCEL, (2, 0), before=(_done(TWO),), rivals=(RIVAL_2,)),
    Variant("cancel, a claim left unsettled", CANCEL, (2, 0), before=(_died(TWO, "settle"),), rivals=(RIVAL_2,)),
    Variant(
        "cancel, a late packet's claim in the way",
        CANCEL,
        (4, 0),
        before=(_done(TWO), _landed_again(TWO)),
        rivals=(RIVAL_2,),
    ),
    Variant("cancel, refused by an addition", CANCEL, (3, 0), (_done(TWO),), meanwhile=(ADD,), rivals=(RIVAL_1,)),
    Variant("raise the quota", _change(2), (0, 0), rivals=(RIVAL_2,)),
    Variant("lower the quota", _change(0), (2, 0), rivals=(RIVAL_2,)),
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
        meanwhile=(_book("citra", 0, 21),),
        rivals=(RIVAL_2,),
        refused=Code.CAPACITY_BELOW_TAKEN,
    ),
    Variant("check in", Wish("check in", "ani", "k1"), (2, 0), before=(_done(TWO), _the_day_begins)),
    Variant(
        "sweep",
        Wish("sweep"),
        (3, 0),
        before=(_died(_book("ani", 0), "commit"), _died(_book("citra", 0, 21), "settle"), _a_lease_passes),
        rivals=(RIVAL_1,),
    ),
)
