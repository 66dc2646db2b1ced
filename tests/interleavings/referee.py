"""What must be true of every story: of the table after each single write, of what is left, and of every answer."""

from __future__ import annotations

from collections.abc import Iterator

from antrean.base.errors import Code, Refused
from antrean.bookings.model import Booking
from antrean.listings.listings import Listing
from tests.interleavings import hall_referee, listing, waits
from tests.interleavings.answers import answer
from tests.interleavings.mix import CLOSES_AT, KEYS, PEPPER, SLOTS, Story, Wish
from tests.interleavings.operations import OPERATIONS, Left
from tests.interleavings.past import Past
from tests.interleavings.steps import SEATS, holds_people
from tests.support.ledger import unbalanced


def verdict(story: Story) -> list[str]:
    """Name everything that is wrong with a story; empty if nothing is. Tries every acknowledged wish once more."""
    past = Past(story)
    wrong = [*past.replay(story)]
    if wrong:
        return wrong
    wrong += unbalanced(story.services().store, past.quotas, settled=True)
    wrong += past.guards(story.table.items)
    wrong += past.letters(story)
    wrong += listing.wrong(story)
    wrong += past.closed(story)
    wrong += hall_referee.problems(story)
    wrong += waits.in_the_end(story)
    for outcome in story.outcomes:
        wrong += answer(outcome, past)
    if story.released:
        wrong += past.kept_for_ever()
    wrong += _retries(story, past)
    wrong += _ends(story, past)
    return wrong


def breaks_seats(problem: str) -> bool:
    """Tell whether it says that a write left a slot oversold, or with seats that do not add up: not anything else."""
    return problem.startswith("after write") and f": {SEATS} of " in problem


def _retries(story: Story, past: Past) -> Iterator[str]:
    """Every acknowledged wish once more, without trouble: it is answered as it stands, and nothing else happens."""
    answered = [outcome.wish for outcome in story.outcomes if isinstance(outcome.ended, Booking | Listing | Left)]
    for wish in dict.fromkeys(answered):
        made = past.bookings[wish.booking_id]
        if wish.kind == "leave listed" and made.place_of(wish.owner) is not None:
            # Who was listed once more since would leave once more.
            continue
        seen = len(story.table.history)
        again = story.attempt(wish, story.services()).ended
        match again:
            case Booking():
                right = OPERATIONS[wish.kind].as_it_stands and again == made
            case Listing():
                right = again.booking == made
            case Left():
                right = True
            case Refused():
                # Who asked to be taken out and is not in it any more has nothing to ask.
                right = wish.kind == "contest" and again.code in {Code.NOT_FOUND, Code.TOO_LATE}
            case _:
                right = False
        if not right or len(story.table.history) != seen:
            yield f"the retry of {wish} is answered with {again!r}"


def _ends(story: Story, past: Past) -> Iterator[str]:
    """A booking out of which people were taken can still be cancelled, and then has given every seat back."""
    for made in past.bookings.values():
        if not holds_people(made) or len(made.present) == len(made.applicants) or made.check_in:
            continue
        aside = story.aside()
        [key] = [each for each in KEYS if PEPPER.booking_id(made.account_id, each) == made.booking_id]
        ended = aside.attempt(Wish("cancel", made.account_id, key), aside.services()).ended
        too_late = isinstance(ended, Refused) and ended.code == Code.TOO_LATE and story.clock.instant >= CLOSES_AT
        too_late = too_late and made.displacement is None
        if not isinstance(ended, Booking) and not too_late:
            yield f"{made.booking_id}, which somebody left, cannot be cancelled: {ended!r}"
        for problem in unbalanced(aside.services().store, SLOTS, settled=True):
            yield f"once {made.booking_id} is cancelled, which somebody left: {problem}"
