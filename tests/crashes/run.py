"""One cell from beginning to end: the fault, the retry, the lease, one sweep, and then the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError

from instruments.replay.calls import Killed
from tests.crashes import judge
from tests.crashes.engines import Engine, in_memory
from tests.crashes.matrix import AT_CALLS, AT_POINTS, PAUSES, Cell, Fault, Meanwhile, Retry, begin
from tests.crashes.play import Play, Send
from tests.interleavings.mix import PAST_THE_LEASE, SLOTS, Outcome, Wish
from tests.interleavings.referee import verdict
from tests.support.ledger import unbalanced

_ENDPOINT = "https://dynamodb.invalid"
_SWEEP = Wish("sweep")
_GO_ON = Wish("go on")
_UNANSWERED = frozenset({Fault.KILLED, Fault.REQUEST_LOST, Fault.ANSWER_LOST})


def run(cell: Cell, engine: Engine = in_memory) -> tuple[Play, list[str]]:
    """Play a cell; return what happened, and what is wrong with it (an empty list if nothing is)."""
    return _Run(cell, engine).to_its_end()


class _Run:
    def __init__(self, cell: Cell, engine: Engine) -> None:
        self._cell, self._wish = cell, cell.variant.wish
        self._play = begin(cell.variant, engine)
        self._meanwhile = Meanwhile(self._play, cell.variant)
        self._happened = False
        self._past = len(self._play.outcomes)

    def to_its_end(self) -> tuple[Play, list[str]]:
        tries = [self._play.act("operation", self._wish, self._around)]
        self._meanwhile.at_last()
        if self._cell.retry == Retry.AT_ONCE:
            tries.append(self._play.act("retry", self._wish))
        self._a_lease_passes()
        self._play.act("sweeper", _SWEEP)
        if any(pk == "CLOSURES" for pk, _ in self._play.table.items):
            # A slot that opens again waits a minute for the index.
            self._play.act("sweeper", _GO_ON)
            self._a_lease_passes()
            self._play.act("sweeper", _GO_ON)
        unsettled = unbalanced(self._play.services().store, judge.published(self._play.table.items), settled=True)
        if self._cell.retry == Retry.AFTER_THE_SWEEP:
            tries.append(self._play.act("retry", self._wish))
        return self._play, [*(f"after one sweep: {problem}" for problem in unsettled), *self._judged(tries)]

    def _around(self, number: int, name: str, send: Send) -> Any:
        self._meanwhile.before(name)
        cell = self._cell
        if cell.fault in AT_CALLS and number == cell.number:
            return self._at_call(send)
        if cell.fault in AT_POINTS and number == cell.number:
            self._at_point()
        try:
            return send()
        finally:
            if cell.is_last and number == cell.number - 1:
                self._at_point()

    def _at_call(self, send: Send) -> Any:
        """Fail as botocore does when its own retries are over; or let its retry be the one that is answered."""
        self._happens()
        if self._cell.fault == Fault.REQUEST_LOST:
            raise ConnectTimeoutError(endpoint_url=_ENDPOINT)
        with suppress(ClientError):
            send()
        if self._cell.fault == Fault.ANSWER_LOST:
            raise ReadTimeoutError(endpoint_url=_ENDPOINT)
        return send()

    def _at_point(self) -> None:
        """Die, or sleep past the lease while others go on."""
        self._happens()
        if self._cell.fault == Fault.KILLED:
            raise Killed
        self._a_lease_passes()
        others = [("rival", wish) for wish in self._cell.variant.rivals]
        others.insert(0 if self._cell.fault == Fault.PAUSED_SWEEPER_FIRST else len(others), ("sweeper", _SWEEP))
        if self._cell.retry == Retry.EARLY_IN_THE_PAUSE:
            others.insert(0, ("retry", self._wish))
        elif self._cell.retry == Retry.LATE_IN_THE_PAUSE:
            others.append(("retry", self._wish))
        for who, wish in others:
            self._play.act(who, wish)
        self._play.note("operation", "  (resumed)")

    def _happens(self) -> None:
        self._happened = True
        self._play.note("operation", f"  ({self._cell.fault})")

    def _a_lease_passes(self) -> None:
        self._play.clock.instant += PAST_THE_LEASE
        self._play.note("clock", f"+{PAST_THE_LEASE.seconds} s")

    def _judged(self, tries: Sequence[Outcome]) -> Iterator[str]:
        play, cell, items = self._play, self._cell, self._play.table.items
        if not self._happened:
            yield "the fault did not happen"
        yield from play.wrong
        for wish in dict.fromkeys(outcome.wish for outcome in play.outcomes):
            yield from judge.tries(wish, play.outcomes, items)
        yield from judge.audits(SLOTS, items)
        for outcome in play.outcomes[self._past :]:
            if not judge.answered(outcome) and not self._may_be_unanswered(outcome, is_first=outcome is tries[0]):
                yield f"no answer: {outcome.wish}: {outcome.ended!r}"
        beaten = judge.was_beaten(tries[0])
        if cell.fault == Fault.REPEATED and not beaten and not judge.ends(tries[0], cell.variant.refused, items):
            yield f"the repeated call shows: {judge.told(tries[0])}"
        for again in filter(judge.answered, tries[1:]):
            lapsed = cell.retry == Retry.AFTER_THE_SWEEP and cell.variant.lapses
            if lapsed and judge.ends(again, cell.variant.lapses, items):
                continue
            if cell.fault not in PAUSES and not judge.ends(again, cell.variant.refused, items):
                yield f"the retry does not end as the undisturbed operation does: {judge.told(again)}"
        # last, for it asks once more for everything that was acknowledged
        yield from verdict(play)

    def _may_be_unanswered(self, outcome: Outcome, *, is_first: bool) -> bool:
        """Whether the caller may have to ask again: after the fault, or as the rules say."""
        if judge.was_beaten(outcome):
            return True
        if is_first:
            return self._cell.fault in _UNANSWERED
        # Whoever contests again at once waits until the mail of the first is surely out, or lost.
        return outcome.wish.kind == "contest" and self._cell.retry == Retry.AT_ONCE
