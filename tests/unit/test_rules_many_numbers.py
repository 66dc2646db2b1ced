"""Slots that gave far more queue numbers than they have seats are told, since somebody claims for the sake of it."""

from __future__ import annotations

import json

import pytest

from antrean import wiring
from antrean.audit.recount import audit
from antrean.bookings.operation import Services
from antrean.slots.model import Slot
from contract import declared
from instruments.replay.events import ROOT
from tests.unit.conftest import NOW, OFFICE, OTHER_SLOT, SLOT


def give(services: Services, numbers: int, slot: Slot = SLOT) -> None:
    """Let claims that come to nothing use numbers up."""
    for number in range(numbers):
        claim = services.store.quotas.claim(slot, f"{'B' * 16}{number:05}1", 1, NOW)
        services.store.quotas.settle(claim, give_back=True)


@pytest.mark.parametrize(("numbers", "told"), [(50, ()), (51, (SLOT,))])
def test_more_numbers_than_ten_times_the_seats_are_told(
    services: Services, numbers: int, told: tuple[Slot, ...]
) -> None:
    """A slot of five seats may give fifty numbers; the next one is told. Its seats are sound all the same."""
    give(services, numbers)
    give(services, 5, OTHER_SLOT)
    found = audit(services.store, services.clock, [OFFICE])
    assert (found.judged, found.broken, found.many_numbers) == (2, (), told)


def test_it_is_told_by_the_index_too(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """An audit that needs no scan tells it as well."""
    monkeypatch.setattr(services.store, "lists_every_booking", lambda: True)
    give(services, 51)
    assert audit(services.store, services.clock, [OFFICE]).many_numbers == (SLOT,)


def test_the_auditor_counts_such_slots(
    services: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The log names the slot, and the metric counts it for the alarm; the run does not fail."""
    give(services, 51)
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "antrean")
    monkeypatch.setattr(wiring, "store", lambda: services.store)
    monkeypatch.setattr(wiring, "CLOCK", services.clock)
    answer = declared.load(declared.app_of(ROOT, "auditor")).handler({}, None)
    assert (answer["many_numbers"], answer["broken"]) == (1, [])
    line, metrics = map(json.loads, capsys.readouterr().out.splitlines())
    assert (line["level"], line["message"]) == ("WARNING", "slot gave many numbers")
    assert (line["office"], line["date"], line["session"]) == ("bogor", "2026-12-08", "morning")
    assert metrics["SlotsWithManyNumbers"] == [1.0]
