"""The matrix of faults: whatever AWS answers to whichever call, clients are told to come back, and nothing is lost.

`make test` plays one cell at a third of the kinds of calls of each event, which third follows from the commit, and one
at every kind of call that a function makes; `make prove` plays twenty at each kind of each event,
six where it is refused.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from botocore.config import Config
from botocore.retries.quota import RetryQuota

from contract import declared
from instruments.replay.events import EVENTS, ROOT, Case, read
from tests.faults import judge
from tests.faults.controls import CONTROLS, Patch
from tests.faults.matrix import Begin, Cell, Retry, cases, cells, drawn, play, undisturbed
from tests.faults.scene import Switchboard
from tests.faults.wire import SERVICES, Call
from tests.support import proof

_CALLS: dict[str, list[Call]] = {}
"""The calls of each event without any fault, of those that were played in this run."""
_MET: set[tuple[str, str]] = set()
"""The kinds of calls of each function that met a fault in this run."""


@pytest.fixture(scope="module")
def survived() -> Iterator[Counter[str]]:
    """What was played; told at the end of the run."""
    counted: Counter[str] = Counter()
    yield counted
    proof.found(
        proof.Engine.MEMORY,
        f"faults beneath botocore: {counted['cells']} cells at {counted['calls']} calls of {counted['events']} events; "
        f"{counted['busy']} ended busy and {counted['mended']} as if nothing had happened; nothing lost or doubled",
    )


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.label)
def test_a_fault_is_busy_or_mended(case: Case, begin: Begin, timeouts: dict[str, int], survived: Counter[str]) -> None:
    """No 500, nothing lost, nothing doubled; and the retry succeeds, with the numbers that were acknowledged."""
    quiet = {Retry.AT_ONCE: undisturbed(case, begin, Retry.AT_ONCE)}
    calls = quiet[Retry.AT_ONCE].scene.calls
    wrong = {}
    # drawn for each kind of call, not all cells: that would take the long form past half an hour; the ways to a refusal
    # share most of their calls with the way to success
    number = proof.size(1, 20) if case.expect.get("status", 200) < 400 else proof.size(1, 6)
    for cell in shared(drawn(case, calls, proof.SEED, number)):
        played = play(cell, begin)
        if cell.retry not in quiet:
            quiet[cell.retry] = undisturbed(case, begin, cell.retry)
        found = list(judge.wrong(cell, played, quiet[cell.retry], timeouts[case.function]))
        if found:
            wrong[str(cell)] = found
        survived["cells"] += 1
        survived["busy" if played.first.is_busy else "mended"] += 1
    _CALLS[case.label] = calls
    survived["events"] += bool(calls)
    survived["calls"] += len(calls)
    if wrong:
        pytest.fail("\n".join(f"{cell}\n    " + "\n    ".join(found) for cell, found in wrong.items()), pytrace=False)


def shared(found: Iterable[Cell]) -> Iterator[Cell]:
    """Yield this run's share of an event's cells, and each that is the first of its function at its kind of call."""
    found = [*found]
    share = proof.shared(found)
    for cell in found:
        kind = (cell.case.function, str(cell.call))
        if cell in share or kind not in _MET:
            _MET.add(kind)
            yield cell


def test_every_operation_meets_faults(begin: Begin) -> None:
    """Every route and every other function has an event that succeeds by calling AWS; no service is left out."""
    met, services = set(), set()
    for case in cases():
        if case.expect.get("status", 200) < 400 and "error" not in case.expect:
            calls = _CALLS.get(case.label)
            if calls is None:
                calls = undisturbed(case, begin, Retry.AT_ONCE).scene.calls
            services |= {call.service for call in calls}
            met |= {(case.function, case.route)} if calls else set()
    routes = {(each.function, (each.route.method, each.route.path)) for each in declared.operations(ROOT)}
    others = {(app.parent.name, None) for app in ROOT.glob("functions/*/*/app.py")} - {
        (name, None) for name, _ in routes
    }
    assert met == routes | others
    assert services == SERVICES


def test_a_cold_environment_has_all_its_retries(begin: Begin, switchboard: Switchboard) -> None:
    """A client is used again by the next environment, which finds no retry of it used up by the one before."""
    begin(cases()[0])
    config: Any = Config(region_name="ap-southeast-3", retries={"mode": "standard", "total_max_attempts": 2})
    client = switchboard.create_client("dynamodb", config)
    [quota] = next(quotas for made, quotas in switchboard.made.values() if made is client)
    assert quota.acquire(quota.available_capacity)
    assert switchboard.create_client("dynamodb", config) is client
    assert quota.available_capacity == RetryQuota.INITIAL_CAPACITY


@pytest.mark.parametrize("take_out", CONTROLS, ids=lambda control: control.__name__)
def test_the_matrix_catches(
    take_out: Callable[[Patch], None], begin: Begin, timeouts: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative controls: without this answer to a fault a client meets a 500, or a seat is lost."""
    label, spans = CONTROLS[take_out]
    case = read(EVENTS / f"{label}.json")
    quiet = {retry: undisturbed(case, begin, retry) for retry in Retry}
    take_out(monkeypatch)
    everything = [cell for cell in cells(case, quiet[Retry.AT_ONCE].scene.calls) if cell.span in spans]
    for tried, cell in enumerate(random.Random(proof.SEED).sample(everything, len(everything)), 1):
        found = list(judge.wrong(cell, play(cell, begin), quiet[cell.retry], timeouts[case.function]))
        if found:
            proof.found(
                proof.Engine.MEMORY, f"{take_out.__name__} is caught by cell {tried} of {len(everything)}: {found[0]}"
            )
            return
    pytest.fail(f"no cell notices {take_out.__name__}")
