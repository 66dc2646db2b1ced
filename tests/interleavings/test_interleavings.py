"""Thousands of random interleavings of the booking protocol, and the same search with a part of it taken out.

`ANTREAN_SEEDS=30000 pytest tests/interleavings` searches more; `ANTREAN_SEED=593 ANTREAN_SEEDS=1` repeats one.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable

import pytest

from tests.interleavings.controls import CONTROLS, Patch
from tests.interleavings.mix import Story, play
from tests.interleavings.referee import verdict
from tests.support import proof

SEEDS = int(os.environ.get("ANTREAN_SEEDS", proof.size(6_000, 100_000)))
CONTROL_SEEDS = 4000
"""Within how many seeds each control must be caught; the rarest needs about a thousand."""
REPLAYED_SEEDS = 40
KINDS = ("book", "add", "reschedule", "cancel", "change", "check in", "sweep")


def told(story: Story, wrong: list[str]) -> str:
    """The whole interleaving of a failing seed."""
    lines = [f"seed {story.seed}:", *wrong, "", "The interleaving:"]
    return "\n".join([*lines, *(f"{who:>8} | {what}" for who, what, _ in story.trace)])


@pytest.mark.slow
def test_no_interleaving_breaks_a_promise() -> None:
    """Whatever takes turns, dies, comes late or twice: every seat is accounted for and every answer stays true."""
    ended: Counter[tuple[str, str]] = Counter()
    for seed in range(proof.SEED, proof.SEED + SEEDS):
        story = play(seed)
        wrong = verdict(story)
        if wrong:
            pytest.fail(told(story, wrong), pytrace=False)
        ended.update((outcome.wish.kind, type(outcome.ended).__name__) for outcome in story.outcomes)
    print(f"seeds {proof.SEED} to {proof.SEED + SEEDS - 1}: {dict(sorted(ended.items()))}")
    if SEEDS >= 1000:
        # a search in which an operation never succeeds, is never refused or never dies shows nothing
        assert not [kind for kind in KINDS if not ended.keys() & {(kind, "Booking"), (kind, "Quota"), (kind, "int")}]
        assert not [kind for kind in KINDS[:-1] if not ended[kind, "Refused"]]
        assert not [kind for kind in KINDS if not ended[kind, "NoneType"]]


@pytest.mark.slow
@pytest.mark.parametrize("take_out", CONTROLS, ids=lambda control: control.__name__)
def test_the_referee_catches(take_out: Callable[[Patch], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative controls: without any one part of the protocol a seed is found that breaks the seats."""
    take_out(monkeypatch)
    for seed in range(CONTROL_SEEDS):
        wrong = [problem for problem in verdict(play(seed)) if problem.startswith("after write")]
        if wrong:
            print(f"caught by seed {seed}: {wrong[0]}")
            return
    pytest.fail(f"{take_out.__name__} was not caught by {CONTROL_SEEDS} seeds")


def test_a_seed_repeats_its_interleaving() -> None:
    """The same seed makes the same steps, or a failing seed would tell nothing."""
    for seed in range(50):
        assert told(play(seed), []) == told(play(seed), [])
