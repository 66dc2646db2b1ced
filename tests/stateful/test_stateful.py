"""The API against a model of its rules: random requests to the real handlers, every answer foretold.

Every step is an event of API Gateway for the handler that serves it, on a table in memory and a virtual clock;
hypothesis chooses the steps, and makes a failing run as short as it can before it prints it.

Not here: sign-up and one account for each NIK (tests/unit/test_accounts.py and tests/integration/test_accounts.py),
receipts (test_receipts.py in both), and what happens when requests meet (tests/interleavings).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from antrean.base.errors import Code
from contract import declared
from tests.stateful.controls import CONTROLS, Patch
from tests.stateful.gateway import Gateway
from tests.stateful.machine import Queue
from tests.support import proof

RUNS = proof.size(150, 600)
STEPS = 50
CONTROL_RUNS = 1_000
"""Within how many runs each control must be caught; most are in the first ten, the rarest needs a hundred or two."""
UNMET = {
    # nobody's profile is taken away here
    ("bookings_add", Code.FORBIDDEN),
    ("bookings_cancel", Code.FORBIDDEN),
    # only where midnight comes between two calls of one request, as in tests/interleavings
    ("bookings_add", Code.SLOT_PAST),
}
"""What the contract promises and this machine cannot meet, beside `busy`: that is for tests/faults."""


@pytest.fixture(scope="module")
def gateway() -> Iterator[Gateway]:
    """The functions, with loggers of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POWERTOOLS_SERVICE_NAME", "stateful")
        yield Gateway()


def test_the_api_does_as_the_model_says(gateway: Gateway) -> None:
    """Whatever is asked in whatever order: answers and table are those of the model, and every code was met."""
    search(gateway, RUNS)
    print(*(f"{number:6} {' '.join(met)}" for met, number in sorted(gateway.seen.items())), sep="\n")
    ends = expected(gateway)
    met = ends & gateway.seen.keys()
    codes = {code for _, code in met}
    missed = {(what, code) for what, code in ends - met if code == "done" or code not in codes}
    assert not missed, f"never met: {sorted(missed)}"
    requests = sum(number for (about, _), number in gateway.seen.items() if about != "a slot")
    proof.found(
        proof.Engine.MEMORY,
        f"{requests} requests to the handlers in {RUNS} random runs are answered as the model of the rules says: every "
        f"operation done, every code met, {len(met)} of {len(ends)} pairs of operation and end",
    )


def expected(gateway: Gateway) -> set[tuple[str, str]]:
    """Every end of every operation, by its code or `done`; deaths; and the states of a slot."""
    ends = {
        (operation.operation_id, code)
        for operation in gateway.operations
        for code in ("done", *(problem.code for problem in declared.function_problems(operation.route)))
        if code != Code.BUSY
    }
    ends |= {(function, "done") for function in ("publisher", "sweeper")}
    ends |= {(kind, "died") for kind in ("book", "add", "reschedule", "cancel", "change")}
    ends |= {("a slot", state) for state in ("open", "full", "not_yet_open", "closed", "past")}
    return ends - UNMET


@pytest.mark.parametrize("leave_out", CONTROLS, ids=lambda control: control.__name__)
def test_the_machine_finds(leave_out: Callable[[Patch], None], gateway: Gateway, monkeypatch: Patch) -> None:
    """The negative controls: with this rule left out some answer, or the table, is not as the model says."""
    leave_out(monkeypatch)
    with pytest.raises(AssertionError):
        search(gateway, CONTROL_RUNS, shorten=False)


def search(the_gateway: Gateway, runs: int, *, shorten: bool = True) -> None:
    """Let the machine run so often from the seed of this run; raises what it finds, as short as it can be made."""

    class Office(Queue):
        gateway = the_gateway

    the_gateway.seen.clear()
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
