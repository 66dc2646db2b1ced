"""Thousands of random interleavings of the booking protocol, and the same search with a part of it taken out.

`ANTREAN_SEEDS=30000 pytest tests/interleavings` searches more; `ANTREAN_SEED=593 ANTREAN_SEEDS=1` repeats one.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable

import pytest

from antrean.audit.recount import Audit, audit
from antrean.aws.attributes import from_item
from antrean.slots.items import as_quota
from tests.interleavings.closing_controls import OTHER_CONTROLS, SEAT_CONTROLS
from tests.interleavings.controls import AUDIT_CONTROLS, CONTROLS, INDEX_CONTROLS, PEOPLE_CONTROLS, Patch
from tests.interleavings.hall_controls import HALL_CONTROLS
from tests.interleavings.mix import OFFICE, Story
from tests.interleavings.openings import TURN_CONTROLS
from tests.interleavings.operations import DONE, OPERATIONS
from tests.interleavings.playing import play
from tests.interleavings.referee import breaks_seats, verdict
from tests.interleavings.wait_controls import WAIT_CONTROLS, WAIT_SEAT_CONTROLS
from tests.support import proof, remembered
from tests.support.ledger import unbalanced

SEEDS = int(os.environ.get("ANTREAN_SEEDS", proof.size(1_500, 32_000)))
MOST_SEEDS = SEEDS if "ANTREAN_SEEDS" in os.environ else proof.size(8_000, SEEDS)
"""How many are searched at most until each operation was done and refused."""
_ALL = 1_500
"""From how many seeds on the search must have shown that; fewer are for whoever repeats one."""
_EACH_DIED = 10_000
"""From how many seeds on each operation must have died too: some do once in thousands of seeds."""
CONTROL_SEEDS = 16_000
"""Within how many seeds each control must be caught; the rarest needs nearly fourteen thousand."""
AGREED_SEEDS = proof.size(40, 600)
"""Of each control: on how many final tables auditor and referee are compared."""
_ENDS = {kind.__name__: "done" for kind in DONE} | {"NoneType": "died", "Refused": "refused"}


def told(story: Story, wrong: list[str]) -> str:
    """The whole interleaving of a failing seed."""
    lines = [f"seed {story.seed}:", *wrong, "", "The interleaving:"]
    return "\n".join([*lines, *(f"{who:>8} | {what}" for who, what, _ in story.trace)])


def one_sided(ended: Counter[tuple[str, str]]) -> list[str]:
    """Return the operations that never succeeded, and those that never were refused though they can be."""
    undone = [kind for kind in OPERATIONS if not ended.keys() & {(kind, end.__name__) for end in DONE}]
    return undone + [kind for kind, each in OPERATIONS.items() if each.refusals and not ended[kind, "Refused"]]


@pytest.mark.slow
def test_no_interleaving_breaks_a_promise() -> None:
    """Whatever takes turns, dies, comes late or twice: every seat is accounted for and every answer stays true."""
    ended: Counter[tuple[str, str]] = Counter()
    audits: list[Audit] = []
    first, searched = proof.first(SEEDS), 0
    for seed in range(first, first + MOST_SEEDS):
        if seed - first >= SEEDS and not one_sided(ended):
            break
        story = play(seed)
        wrong = verdict(story)
        if wrong:
            pytest.fail(told(story, wrong), pytrace=False)
        searched += 1
        ended.update((outcome.wish.kind, type(outcome.ended).__name__) for outcome in story.outcomes)
        audits += [outcome.ended for outcome in story.outcomes if isinstance(outcome.ended, Audit)]
    judged, unjudged = sum(audit.judged for audit in audits), sum(len(audit.unjudged) for audit in audits)
    proof.found(
        proof.Engine.MEMORY,
        f"{len(audits)} audits amid other operations: {judged} slots judged, {unjudged} left unjudged, no false alarm",
    )
    ends = ", ".join(f"{times} {kind} {_ENDS.get(end, end)}" for (kind, end), times in sorted(ended.items()))
    proof.found(proof.Engine.MEMORY, f"{searched} interleavings without a broken promise: {ends}")
    # a search in which an operation never succeeds, is never refused or never dies shows nothing
    assert SEEDS < _ALL or not one_sided(ended)
    assert SEEDS < _EACH_DIED or not [kind for kind in OPERATIONS if not ended[kind, "NoneType"]]


@pytest.mark.slow
@pytest.mark.parametrize(
    "take_out", [*CONTROLS, *SEAT_CONTROLS, *WAIT_SEAT_CONTROLS], ids=lambda control: control.__name__
)
def test_the_referee_catches(
    take_out: Callable[[Patch], None], monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """The negative controls: without any one part of the protocol a seed is found that breaks the seats."""
    take_out(monkeypatch)
    for seed in remembered.seeds(request.node.name, 0, CONTROL_SEEDS):
        wrong = [*filter(breaks_seats, verdict(play(seed)))]
        if wrong:
            remembered.caught(request.node.name, seed)
            proof.found(proof.Engine.MEMORY, f"{take_out.__name__} is caught by interleaving {seed}: {wrong[0]}")
            return
    pytest.fail(f"{take_out.__name__} was not caught by {CONTROL_SEEDS} seeds")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("take_out", "problem"),
    [
        *(pytest.param(control, "false alarm", id=control.__name__) for control in AUDIT_CONTROLS),
        *(pytest.param(control, "listed as", id=control.__name__) for control in INDEX_CONTROLS),
        *(pytest.param(control, said, id=control.__name__) for control, said in PEOPLE_CONTROLS.items()),
        *(pytest.param(control, said, id=control.__name__) for control, said in OTHER_CONTROLS.items()),
        *(pytest.param(control, said, id=control.__name__) for control, said in HALL_CONTROLS.items()),
        *(pytest.param(control, said, id=control.__name__) for control, said in TURN_CONTROLS.items()),
        *(pytest.param(control, said, id=control.__name__) for control, said in WAIT_CONTROLS.items()),
    ],
)
def test_a_careless_part_is_caught(
    take_out: Callable[[Patch], None], problem: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """The negative controls: a careless audit calls sound slots broken, a careless job lists wrongly, and so on."""
    take_out(monkeypatch)
    for seed in remembered.seeds(request.node.name, 0, CONTROL_SEEDS):
        wrong = [each for each in verdict(play(seed)) if problem in each]
        if wrong:
            remembered.caught(request.node.name, seed)
            print(f"caught by seed {seed}: {wrong[0]}")
            return
    pytest.fail(f"{take_out.__name__} was not caught by {CONTROL_SEEDS} seeds")


@pytest.mark.slow
def test_auditor_and_referee_agree() -> None:
    """Whatever a control of the protocol left behind, the auditor names the slots that the referee finds broken."""
    broken: Counter[str] = Counter()
    first, tables = proof.first(AGREED_SEEDS), 0
    for take_out in CONTROLS:
        with pytest.MonkeyPatch.context() as patch:
            take_out(patch)
            # the first is by which this control was caught last, so that there are broken tables among few
            for seed in remembered.seeds(f"test_the_referee_catches[{take_out.__name__}]", first, AGREED_SEEDS):
                story, tables = play(seed), tables + 1
                # Nothing is late any more. In stories whose job was never seen the auditor scans.
                story.table.index_lags = None
                services = story.services()
                found = audit(services.store, services.clock, [OFFICE])
                named = {balance.slot for balance in found.broken}
                quotas = [item for key, item in story.table.items.items() if key[1].startswith("QUOTA#")]
                slots = [as_quota(from_item(item)).slot for item in quotas]
                assert named == {slot for slot in slots if unbalanced(services.store, [slot])}, (take_out, seed)
                broken[take_out.__name__] += bool(named)
    assert broken["read_then_write"]
    assert sum(map(bool, broken.values())) > len(CONTROLS) // 2
    proof.found(
        proof.Engine.MEMORY,
        f"auditor and referee agree on {tables} tables that controls left behind, {broken.total()} of them broken",
    )


def test_a_seed_repeats_its_interleaving() -> None:
    """The same seed makes the same steps, or a failing seed would tell nothing."""
    for seed in range(50):
        assert told(play(seed), []) == told(play(seed), [])
