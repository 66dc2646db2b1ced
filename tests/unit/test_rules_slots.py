"""The rules of slots by plain examples: what is shown is what a booking gets, and how old a public answer may be."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from antrean import wiring
from antrean.base.clock import FixedClock
from antrean.base.errors import Code
from antrean.bookings.claim import claim
from antrean.bookings.operation import Services
from antrean.changes import book
from antrean.offices.directory import OfficeDirectory
from antrean.slots import availability
from antrean.slots.closing import closes_at, day_is_over, has_closed, last_whole_day
from antrean.slots.model import Option, Quota, Slot
from antrean.slots.publishing import publish
from antrean.slots.standing import standing
from antrean.slots.store import ClaimRefused
from functions.public.offices import app as offices
from instruments.replay.calls import Recorder
from tests.support.wishes import KEY, asked, refusal, wanted
from tests.unit.conftest import DAY, NOW, OFFICE, OTHER_SLOT, SLOT

_CLAIM = "B" * 16 + "ABCDE"
_OPENS_AT = datetime(2026, 11, 8, 1, 0, tzinfo=UTC)
_MIDNIGHT = datetime(2026, 12, 7, 17, 0, tzinfo=UTC)
"""8 December begins in Jakarta."""
_SECOND = timedelta(seconds=1)
_LATER = Slot("bogor", date(2026, 12, 9), "morning")


def _publish(services: Services, **changes: object) -> Quota:
    """Publish a slot of five seats on 9 December with `changes`."""
    whole = Quota(
        slot=_LATER,
        capacity=5,
        seats_left=5,
        next_number=1,
        opens_at=_OPENS_AT,
        closes_at=_MIDNIGHT + timedelta(days=1),
        state="open",
        version=1,
    )
    quota: Quota = whole._replace(**changes)  # type: ignore[arg-type]
    assert services.store.quotas.publish(quota)
    return quota


@pytest.mark.parametrize(
    ("now", "seats", "state", "people", "takes"),
    [
        (_OPENS_AT, 5, "open", 5, True),
        (_OPENS_AT - _SECOND, 5, "open", 1, False),
        (_MIDNIGHT + timedelta(days=1) - _SECOND, 2, "open", 2, True),
        (_MIDNIGHT + timedelta(days=1), 2, "open", 2, False),
        (NOW, 2, "open", 3, False),
        (NOW, 5, "closed", 1, False),
    ],
)
def test_open_is_what_a_claim_takes(
    services: Services, now: datetime, seats: int, state: str, people: int, *, takes: bool
) -> None:
    """A slot is shown as open exactly where the table gives its seats: to the second and to the seat."""
    quota = _publish(services, seats_left=seats, state=state)
    assert (standing(OFFICE, _LATER, quota, now, party=people).state == "open") == takes
    try:
        services.store.quotas.claim(_LATER, f"{_CLAIM}{people}", people, now)
    except ClaimRefused:
        assert not takes
    else:
        assert takes


@pytest.mark.parametrize(
    ("now", "changes", "code", "told"),
    [
        (_MIDNIGHT + timedelta(days=1), {"state": "closed", "reason": "Listrik padam"}, Code.SLOT_PAST, {}),
        (
            _OPENS_AT - _SECOND,
            {"state": "closed", "reason": "Listrik padam"},
            Code.SLOT_CLOSED,
            {"reason": "Listrik padam"},
        ),
        (_OPENS_AT - _SECOND, {"seats_left": 0}, Code.SLOT_NOT_YET_OPEN, {"opens_at": _OPENS_AT}),
    ],
)
def test_a_claim_is_refused_for_what_people_are_shown(
    services: Services,
    clock: FixedClock,
    now: datetime,
    changes: dict[str, object],
    code: Code,
    told: dict[str, object],
) -> None:
    """Past comes before closed, closed before not yet open, that before full; each says what it is shown with."""
    _publish(services, **changes)
    clock.instant = now
    refused = refusal(lambda: claim(services, wanted(_LATER, f"{_CLAIM}1", 1), None))
    assert (refused.code, refused.members) == (code, told)


def test_an_open_slot_without_enough_seats_is_refused_as_full_with_a_way_out(services: Services) -> None:
    """Whoever comes too late is told the slots of the day before at the same office."""
    _publish(services, seats_left=0)
    refused = refusal(lambda: claim(services, wanted(_LATER, f"{_CLAIM}1", 1), None))
    assert refused.code == Code.SLOT_FULL
    found: list[Option] = refused.members["alternatives"]  # type: ignore[assignment]
    assert [option.slot for option in found] == [SLOT, OTHER_SLOT]


def test_what_was_not_published_takes_nobody(services: Services) -> None:
    """A working day without quota is closed for a claim too, as it is shown."""
    missing = Slot("bogor", date(2026, 12, 10), "morning")
    refused = refusal(lambda: claim(services, wanted(missing, f"{_CLAIM}1", 1), None))
    assert (refused.code, refused.members) == (Code.SLOT_CLOSED, {"reason": "Jadwal belum diterbitkan"})


def test_a_slot_closes_as_its_day_begins_at_the_office() -> None:
    """8 December closes at midnight in Jakarta, 17:00 UTC of the 7th; a second before, it still takes bookings."""
    assert closes_at(DAY, OFFICE.zone) == _MIDNIGHT
    assert has_closed(DAY, OFFICE.zone, _MIDNIGHT)
    assert not has_closed(DAY, OFFICE.zone, _MIDNIGHT - _SECOND)


def test_a_day_is_over_at_the_next_midnight_of_the_office() -> None:
    """8 December is over 24 hours after its slots closed; what ends as it begins lasts through the 7th."""
    assert day_is_over(_MIDNIGHT, _MIDNIGHT + timedelta(days=1))
    assert not day_is_over(_MIDNIGHT, _MIDNIGHT + timedelta(days=1) - _SECOND)
    assert last_whole_day(_MIDNIGHT, OFFICE.zone) == DAY - timedelta(days=1)
    assert last_whole_day(_MIDNIGHT - _SECOND, OFFICE.zone) == DAY - timedelta(days=2)


def test_a_day_that_has_begun_is_refused_without_a_claim(services: Services, siti: str, clock: FixedClock) -> None:
    """A slot of today is past before anything is written; a second earlier it is booked."""
    recorder = services.store._table._client  # noqa: SLF001 - which calls were made
    assert isinstance(recorder, Recorder)
    clock.instant = _MIDNIGHT
    recorder.reset()
    assert refusal(lambda: book.book(services, siti, asked(1), KEY)).code == Code.SLOT_PAST
    assert "update_item" not in recorder.calls
    clock.instant = _MIDNIGHT - _SECOND
    assert book.book(services, siti, asked(1), KEY).slot == SLOT


def test_a_day_that_is_over_and_has_no_quota_is_refused_without_a_claim(services: Services, siti: str) -> None:
    """On 1 December a slot of 30 November, of which nothing is published any more, is past: no claim is tried."""
    recorder = services.store._table._client  # noqa: SLF001 - which calls were made
    assert isinstance(recorder, Recorder)
    over = Slot("bogor", date(2026, 11, 30), "morning")
    assert services.store.quotas.get(over) is None
    recorder.reset()
    assert refusal(lambda: book.book(services, siti, asked(1, over), KEY)).code == Code.SLOT_PAST
    assert "update_item" not in recorder.calls


def test_the_search_looks_at_all_days_that_are_published(services: Services, clock: FixedClock) -> None:
    """Seats on the last of the 35 days, 4 January, are offered to whoever asks for that day."""
    directory = OfficeDirectory(services.store.offices, clock)
    last = date(2027, 1, 4)
    clock.instant = NOW
    office = OFFICE._replace(release=OFFICE.release._replace(days=40))
    publish(services.store.quotas, clock, office, {}, last, last)
    [option] = availability.nearest(services.store.quotas, clock, directory, 1, last)
    assert option.slot.date == last


def test_a_date_that_is_over_in_the_east_alone_is_searched(services: Services, clock: FixedClock) -> None:
    """At 22:30 of 7 December in Jakarta it is the 8th in Jayapura; the 7th is searched all the same."""
    clock.instant = datetime(2026, 12, 7, 15, 30, tzinfo=UTC)
    services.store.offices.add_if_absent(OFFICE._replace(office_id="jayapura", timezone="Asia/Jayapura"))
    directory = OfficeDirectory(services.store.offices, clock)
    found = availability.nearest(services.store.quotas, clock, directory, 1, date(2026, 12, 7))
    assert [option.slot.date for option in found] == [DAY]


def test_the_way_out_seats_the_whole_party(services: Services, clock: FixedClock) -> None:
    """Five people are not sent to a slot of the same office with four seats."""
    _publish(services, seats_left=4)
    directory = OfficeDirectory(services.store.offices, clock)
    found = availability.alternatives(services.store.quotas, clock, directory, SLOT, 5)
    assert [option.slot for option in found] == [OTHER_SLOT]


@pytest.mark.parametrize(
    ("path", "parameters", "cache"),
    [
        ("/offices", None, "public, max-age=300"),
        ("/offices/{office_id}/availability", {"office_id": "bogor"}, "public, max-age=1, must-revalidate"),
        ("/availability", None, "public, max-age=1, must-revalidate"),
    ],
)
def test_how_old_a_public_answer_may_be(
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    parameters: dict[str, str] | None,
    cache: str,
) -> None:
    """Caches may keep offices for five minutes and seats for a second, and must not show old seats for a failure."""
    monkeypatch.setattr(wiring, "directory", lambda: services.directory)
    monkeypatch.setattr(wiring, "quotas", lambda: services.store.quotas)
    monkeypatch.setattr(wiring, "CLOCK", services.clock)
    answer = offices.handler({"resource": path, "httpMethod": "GET", "pathParameters": parameters}, None)
    assert answer["statusCode"] == 200, json.loads(answer["body"])
    headers = {**answer.get("headers", {}), **{k: v[0] for k, v in answer.get("multiValueHeaders", {}).items()}}
    assert headers["Cache-Control"] == cache
