"""Numbers at the door with one of their parts taken out: what the referee must find, or it is worth nothing.

That with all parts nothing is wrong is looked at with every other interleaving, in `test_interleavings.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import islice

import pytest

from antrean.slots.model import Claim, Slot
from antrean.slots.store import ClaimRefused, Quotas
from tests.interleavings import numbers
from tests.interleavings.controls import Patch, commit_without_the_void_condition
from tests.interleavings.playing import play
from tests.interleavings.referee import verdict
from tests.support import proof

SEEDS = 600
"""Among how many mornings at the door each control must be caught; the rarest needs about a hundred."""


def standby_by_what_was_read(patch: Patch) -> None:
    """Give numbers for the next day by what was read of them: two officers at once give more than half of them."""
    claim = Quotas.claim

    def careless(self: Quotas, slot: Slot, claim_id: str, n: int, now: datetime, spare: int = 0) -> Claim:
        quota = self.get(slot)
        if quota and quota.seats_left < n + spare:
            raise ClaimRefused(quota)
        return claim(self, slot, claim_id, n, now)

    patch.setattr(Quotas, "claim", careless)


CONTROLS: Mapping[Callable[[Patch], None], str] = {
    commit_without_the_void_condition: "seats of the walk_in_",
    standby_by_what_was_read: "are given before their day",
}
"""Parts that keep the numbers right, and what the referee says without each."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("take_out", "problem"),
    [pytest.param(control, said, id=control.__name__) for control, said in CONTROLS.items()],
)
def test_a_careless_door_is_caught(
    take_out: Callable[[Patch], None], problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative controls: a paused function oversells a lane, and two officers give more standby than there is."""
    take_out(monkeypatch)
    mornings = filter(numbers.is_drawn, range(SEEDS * 100))
    for tried, seed in enumerate(islice(mornings, SEEDS), 1):
        wrong = [each for each in verdict(play(seed)) if problem in each]
        if wrong:
            proof.found(proof.Engine.MEMORY, f"{take_out.__name__} is caught by morning {tried}: {wrong[0]}")
            return
    pytest.fail(f"{take_out.__name__} was not caught by {SEEDS} mornings")
