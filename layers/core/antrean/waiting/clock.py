"""What the run of a minute does at the waiting list beside offering: offers and entries whose time is over end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.base.errors import Busy
from antrean.policy.waiting import ENDINGS_RUN
from antrean.waiting.endings import give_up, lapse

if TYPE_CHECKING:
    from antrean.base.clock import Clock
    from antrean.waiting.store import Due, Waiting


def end_what_is_over(waiting: Waiting, clock: Clock) -> int:
    """End offers that nobody has answered, and entries whose last day has come; return how many were looked at.

    The offers come first, since their seats are somebody's. A run looks at nothing more after `ENDINGS_RUN`: thousands
    of entries end at the same 18:00, and the next run goes on with what is left.
    Raises `Busy` at the end where one could not be ended; the others were all the same.
    """
    begun = clock.now()
    busy, looked = 0, 0
    for due in sorted(waiting.due(begun), key=lambda each: each.kind != "offer"):
        if clock.now() >= begun + ENDINGS_RUN:
            break
        looked += 1
        try:
            if _is_done(waiting, clock, due):
                waiting.forget(due)
        except Busy:
            busy += 1
    if busy:
        raise Busy
    return looked


def _is_done(waiting: Waiting, clock: Clock, due: Due) -> bool:
    """Tell whether nothing is left to do at what is due, once it was done: what ends also takes its note away."""
    if due.kind == "offer":
        return lapse(waiting, clock, due.subject)
    now, entry = clock.now(), waiting.entries([due.subject]).get(due.subject)
    if entry is None or not entry.lasts or entry.ends_at > now:
        # It has ended, or its account waits for something else by now.
        return True
    # One that has an offer waits for its answer, or for the end of that.
    return entry.state == "waiting" and give_up(waiting, entry, "over", now)
