"""However changes of seats and their summing up interleave, the summary tells in the end what the quotas say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from antrean.offices.model import Office
from antrean.seats import store, sum_up
from antrean.seats.model import OfficeSeats
from antrean.seats.soonest import seats_of
from antrean.seats.store import Summaries
from antrean.slots.store import Quotas
from tests.interleavings.summaries import every_order, is_stale
from tests.support import proof
from tests.unit.conftest import NOW

SCENES = {
    "a claim beside a return": ("claim", "give back"),
    "a claim beside a closing": ("claim", "close"),
    "a return beside an opening that is put off": ("give back", "put off"),
    "a claim beside the hourly run": ("claim", "nothing"),
    "a claim, a return and the hourly run": ("claim", "give back", "nothing"),
}


@pytest.mark.parametrize("name", SCENES)
def test_every_order_ends_well(name: str) -> None:
    """In every order, with a death anywhere, also between reading and writing, the summary is right in the end."""
    names, orders = SCENES[name], 0
    # Of three at once with a death there are ten thousand orders, which take minutes.
    deaths = int(len(names) == 2)
    for table in every_order(*names, deaths=deaths):
        orders += 1
        assert not is_stale(table), name
    assert orders > 10
    proof.found(
        proof.Engine.MEMORY,
        f"seats that are summed up, {name}: {orders} orders with {deaths} deaths, all of which end well",
    )


def _whatever_was_written(patch: pytest.MonkeyPatch) -> None:
    """Write the summary whatever was written since it was read."""
    clause = "the revision that was read before the quotas"
    patch.setitem(store.SUMMARY_CONDITIONS, clause, "(revision >= :never OR :read >= :never)")


def _only_what_differs(patch: pytest.MonkeyPatch) -> None:
    """Leave the summary alone where it tells already what the quotas say."""
    replace = Summaries.replace

    def careless(self: Summaries, offices: Any, read: int) -> bool:
        return self.get().offices == offices or replace(self, offices, read)

    patch.setattr(Summaries, "replace", careless)


def _quotas_first(patch: pytest.MonkeyPatch) -> None:
    """Read the quotas, and the summary then."""

    def careless(summaries: Summaries, quotas: Quotas, _clock: object, offices: Sequence[Office]) -> None:
        while True:
            found: dict[str, OfficeSeats] = {
                office.office_id: seats_of(office, quotas.between(office.office_id, date.min, date.max), NOW)
                for office in offices
            }
            summary = summaries.get()
            if summaries.replace({**summary.offices, **found}, summary.revision):
                return

    patch.setattr(sum_up, "_sum_up_together", careless)


@pytest.mark.parametrize("careless", [_whatever_was_written, _only_what_differs, _quotas_first])
def test_a_careless_summing_up_is_caught(careless: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative controls: without the condition, without a write where nothing differs, or in the wrong order."""
    careless(monkeypatch)
    assert any(is_stale(table) for table in every_order("claim", "give back"))
