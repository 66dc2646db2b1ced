"""Wishes of the matrix that several of its rows share, and what passes before them."""

from __future__ import annotations

from tests.crashes.play import Play
from tests.interleavings.mix import OWNERS, PAST_THE_LEASE, SLOTS, Wish, release_at


def a_lease_passes(play: Play) -> None:
    """Let a claim that is in flight become stale."""
    play.clock.instant += PAST_THE_LEASE


def the_minute_comes(play: Play) -> None:
    """Let the minute come at which kept seats of the morning are released."""
    play.clock.instant = release_at(SLOTS[0])


def book_for(citizen: str, *people: int, afternoon: bool = False, key: str = "k1") -> Wish:
    """Book for people: 0 is the citizen, others are children."""
    return Wish("book", citizen, key, key, SLOTS[afternoon], people)


ONE, TWO, FIVE = book_for("ani", 0), book_for("ani", 0, 1), book_for("ani", 0, 1, 2, 3, 4)
ADD = Wish("add", "ani", "k1", "x1", people=(2,))
OTHER_ADD = Wish("add", "ani", "k1", "x2", people=(3,))
MOVE = Wish("move", "ani", "k1", "x1", SLOTS[1])
CANCEL = Wish("cancel", "ani", "k1")
CANNOT_COME = Wish("cannot come", "ani", "k1")
LEAVE = Wish("leave", "ani", "k1", place=1)
BUDI = OWNERS["budi"]
LISTED, ONLY_LISTED = book_for("ani", 0, BUDI), book_for("ani", BUDI)
CONTEST = Wish("contest", "ani", "k1", listed="budi")
OUT = Wish("leave listed", "ani", "k1", listed="budi")
OBJECTION = Wish("object", "ani", "k1", place=1)
OWN = book_for("budi", 0, afternoon=True)
# rivals, by how many seats they want
RIVAL_1, RIVAL_2, RIVAL_5 = book_for("budi", 0), book_for("budi", 0, 11), book_for("budi", 0, 11, 12, 13, 14)
RIVAL_OF_ONE = book_for("budi", 0, 1, afternoon=True)
RIVAL_THERE, RIVAL_THERE_1 = book_for("citra", 0, 21, afternoon=True), book_for("citra", 0, afternoon=True)
