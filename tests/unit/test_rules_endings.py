"""What the run of a minute ends at the waiting list: in which order, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from antrean.bookings.operation import Services
from antrean.waiting import clock as endings
from antrean.waiting.store import Due, Waiting
from instruments.replay.people import nik
from tests.support.same_table import waiting_of
from tests.support.waiting import entry_of, given_back, join, later, offer_of, swept
from tests.unit.conftest import OFFICE, register

HOUR = timedelta(hours=1)
PEOPLE = ("siti", "budi", "citra", "dewi")


@pytest.fixture
def waiting(services: Services) -> list[str]:
    """Four accounts that wait for the same day."""
    for serial, account_id in enumerate(PEOPLE, 901):
        register(services, account_id, nik(serial))
        join(services, account_id)
    return list(PEOPLE)


def _takes_four_seconds(services: Services, patch: pytest.MonkeyPatch) -> list[str]:
    """Let each thing that is looked at take four seconds, and return what is looked at, by kind."""
    looked: list[str] = []
    is_done = endings._is_done  # noqa: SLF001 - the step that takes time

    def slow(list_: Waiting, clock: object, due: Due) -> bool:
        looked.append(due.kind)
        later(services, timedelta(seconds=4))
        return is_done(list_, clock, due)  # type: ignore[arg-type]

    patch.setattr(endings, "_is_done", slow)
    return looked


def test_a_run_ends_entries_for_ten_seconds(
    services: Services, waiting: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After 4, 8 and 12 seconds three have ended; the next run, a minute later, ends the fourth."""
    _takes_four_seconds(services, monkeypatch)
    services.clock.instant = datetime(2026, 12, 7, 18, tzinfo=OFFICE.zone)  # type: ignore[attr-defined]
    assert endings.end_what_is_over(waiting_of(services), services.clock) == 3
    assert sorted(entry_of(services, each).state for each in waiting) == ["ended", "ended", "ended", "waiting"]
    assert endings.end_what_is_over(waiting_of(services), services.clock) == 1
    assert {entry_of(services, each).state for each in waiting} == {"ended"}


def test_at_ten_seconds_it_is_over(services: Services, waiting: list[str]) -> None:
    """Whoever comes to the second one after ten seconds leaves it to the next run, and after nine does it."""
    for seconds, looked in ((10, 1), (9, 2)):
        services.clock.instant = datetime(2026, 12, 7, 18, tzinfo=OFFICE.zone)  # type: ignore[attr-defined]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(endings, "_is_done", lambda *_, by=seconds: later(services, timedelta(seconds=by)))
            assert endings.end_what_is_over(waiting_of(services), services.clock) == looked
    assert waiting


def test_offers_end_before_entries(services: Services, waiting: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """An offer of the last evening holds a seat, so a crowd of entries that end at 18:00 does not keep it."""
    given_back(services)
    services.clock.instant = datetime(2026, 12, 7, 12, tzinfo=OFFICE.zone)  # type: ignore[attr-defined]
    assert swept(services).offered == 1
    [offered] = [each for each in waiting if entry_of(services, each).state == "has_offer"]
    made = offer_of(services, offered)
    looked = _takes_four_seconds(services, monkeypatch)
    services.clock.instant = datetime(2026, 12, 7, 18, 1, tzinfo=OFFICE.zone)  # type: ignore[attr-defined]
    endings.end_what_is_over(waiting_of(services), services.clock)
    assert looked == ["offer", "entry", "entry"]
    assert services.store.bookings.get(made.booking_id).offer.answer == "lapsed"  # type: ignore[union-attr]
