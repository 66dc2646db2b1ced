"""Seats against a model of their rules: random requests to the real handlers, every answer foretold.

Every step is an event of API Gateway for the handler that serves it, on a table in memory and a virtual clock;
hypothesis chooses the steps, often after a story of the past, and makes a failing run as short as it can before it
prints it.

The machine stops at seats: whoever books, adds, moves, leaves or cancels, is listed by another account and contests or
objects, waits, is offered seats and answers, loses a place, dies over it, and changes, closes, sweeps or audits slots;
with what limits an account, and when seats are released.
What is only read, forms, NIKs, tokens and the counter have plain tests (tests/unit, and the files under events/).
What happens when requests meet is for tests/interleavings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.stateful.controls import CONTROLS, Patch
from tests.stateful.gateway import Gateway
from tests.stateful.machine import Queue
from tests.stateful.pasts import PASTS, Step
from tests.support import proof

RUNS = proof.size(100, 600)
STEPS = 50
CONTROL_RUNS = 300
"""Within how many runs after the stories each control must be caught; most are caught by a story."""
_KEYED = ("done", "died", "idempotency_key_reused", "slot_full", "slot_closed", "slot_not_yet_open")
_JOINED = ("done", "died", "idempotency_key_reused", "validation_failed")
_OWN = ("not_found", "too_late")
_OTHERS = ("nik_already_booked", "limit_reached others", "limit_reached refusals", "too_many_applicants")
ENDS = {
    "book": (*_KEYED, *_OTHERS, "limit_reached cancellations", "booking_exists", "slot_past"),
    "add": (*_KEYED, *_OTHERS, *_OWN, "displaced"),
    "move": (*_KEYED, *_OWN, "reschedule_used", "validation_failed", "slot_past"),
    "leave": ("done", "died", *_OWN),
    "cancel": ("done", "died", *_OWN),
    "contest": ("done", "died", "busy", *_OWN),
    "object": ("done", "died", "not_contested", *_OWN),
    "quit": ("done", "died", "contest_first", "objected", *_OWN),
    "join": (
        *(*_JOINED, *_OTHERS, "limit_reached joins", "limit_reached cancellations"),
        *("booking_exists", "already_waiting", "waits_elsewhere"),
    ),
    "unjoin": ("done", "died"),
    "accept": ("done", "died", "booking_exists", "nik_already_booked", "limit_reached cancellations", *_OWN),
    "decline": ("done", "died", *_OWN),
    "offer": ("done",),
    "end an offer": ("done",),
    "withdraw an offer": ("done",),
    "pass somebody over": ("done",),
    "supersede": ("done",),
    "displace": ("done",),
    "move to another place": ("done",),
    "release": ("done",),
    "change": ("done", "died", "version_conflict", "capacity_below_taken", "reopen_first"),
    "sweeper": ("done",),
    "auditor": ("done",),
    "jobs": ("done",),
}
"""Every way in which an operation can end here; all must be met, for a run shows nothing about what it has not met."""


@pytest.fixture(scope="module")
def gateway() -> Iterator[Gateway]:
    """The functions, with loggers of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POWERTOOLS_SERVICE_NAME", "stateful")
        yield Gateway()


def test_seats_do_as_the_model_says(gateway: Gateway) -> None:
    """Whatever is asked in whatever order: answers and table are those of the model.

    Each operation ended in every way in which it can: it was done, it died if it writes, and met each of its refusals.
    """
    gateway.seen.clear()
    search(gateway, RUNS)
    print(*(f"{number:6} {' '.join(met)}" for met, number in sorted(gateway.seen.items())), sep="\n")
    ends = {(kind, end) for kind, all_ends in ENDS.items() for end in all_ends}
    met = gateway.seen.keys()
    assert not met - ends, "an operation ended as it is not expected to"
    assert not ends - met, f"never met: {sorted(ends - met)}"
    proof.found(
        proof.Engine.MEMORY,
        f"{sum(gateway.seen.values())} requests to the handlers in {len(PASTS)} stories and {RUNS} random runs are "
        f"answered as the model of seats says, and all {len(ends)} ends of an operation were met",
    )


@pytest.mark.parametrize("leave_out", CONTROLS, ids=lambda control: control.__name__)
def test_the_machine_finds(leave_out: Callable[[Patch], None], gateway: Gateway, monkeypatch: Patch) -> None:
    """The negative controls: with this rule left out some answer, or the table, is not as the model says."""
    leave_out(monkeypatch)
    with pytest.raises(AssertionError):
        search(gateway, CONTROL_RUNS, shorten=False)


def search(gateway: Gateway, runs: int, *, shorten: bool = True) -> None:
    """Let the machine tell each story of the past, and then run so often with what it draws; raises what it finds."""
    for past in PASTS.values():
        # the first of all runs is the plainest: the whole story, and little after it
        run(gateway, 1, [past], shorten=shorten)
    run(gateway, runs, Queue.pasts, shorten=shorten)


def run(the_gateway: Gateway, runs: int, the_pasts: Sequence[Sequence[Step]], *, shorten: bool) -> None:
    """Let the machine run so often from the seed of this run; raises what it finds, as short as it can be made."""

    class Office(Queue):
        gateway = the_gateway
        pasts = the_pasts

    phases = (Phase.generate, Phase.shrink) if shorten else (Phase.generate,)
    run_state_machine_as_test(
        seed(proof.SEED)(Office),
        settings=settings(
            max_examples=runs,
            stateful_step_count=STEPS,
            phases=phases,
            database=None,
            deadline=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
