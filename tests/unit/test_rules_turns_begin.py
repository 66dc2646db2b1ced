"""When turns begin: as a date opens, as seats come back into a full slot, as an operator opens one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from antrean.base.clock import FixedClock
from antrean.base.errors import Code
from antrean.bookings.operation import Services
from antrean.bookings.sweep import sweep
from antrean.changes import book
from antrean.offices import settings
from antrean.offices.settings_forms import OfficeChange, settings_view
from antrean.offices.store import as_office, office_key
from antrean.slots.items import quota_key
from antrean.slots.model import Quota, Slot
from antrean.slots.publishing import publish
from antrean.turns.model import Turns, turns_from
from instruments.replay.calls import Recorder
from tests.support.turns import (
    HOUR,
    LEVELLED,
    MINUTE,
    OPENED,
    SECRET,
    TODAY,
    WINDOW,
    middle,
    operate,
    publish_opened,
)
from tests.support.wishes import KEY, asked, refusal
from tests.unit.conftest import NOW, OFFICE, SLOT

MONDAY = date(2027, 1, 4)


def test_a_published_date_has_the_turns_of_its_office(services: Services, clock: FixedClock) -> None:
    """They begin when it opens, and last as long as the office says; 0 minutes are none."""
    for office, window in ((LEVELLED, WINDOW), (OFFICE._replace(office_id="depok"), timedelta(0))):
        for quota in publish(services.store.quotas, clock, office, {}, MONDAY, MONDAY):
            found = services.store.quotas.get(quota.slot)
            assert found
            assert found.turns == turns_from(found.opens_at, window)
            assert (found.turns is None) == (office is not LEVELLED)


def test_an_office_of_before_has_ten_minutes(services: Services) -> None:
    """An item that says nothing of a window is of an office that had no choice yet; one that says 0 has none."""
    item = services.store.offices._table.get(office_key("bogor"))  # noqa: SLF001 - an item of before
    assert item
    assert "window" not in item["release"]
    found = as_office(item)
    del item["window"]
    before = as_office(item)
    assert found
    assert before
    assert (found.release.window, before.release.window) == (0, 10)


def test_an_office_of_the_next_release_is_read(services: Services) -> None:
    """What a later release knows of a release of dates or a session besides is left out, and stops nobody."""
    item = services.store.offices._table.get(office_key("bogor"))  # noqa: SLF001 - an item of the next release
    assert item
    found = as_office(item)
    item["release"] |= {"of_the_next": 1}
    item["sessions"] = [{**session, "of_the_next": 1} for session in item["sessions"]]
    assert as_office(item) == found


def test_operators_choose_the_window(services: Services, clock: FixedClock) -> None:
    """0 to 60 minutes, with the rule of release; who leaves it out leaves it as it is."""
    offices, rule = services.store.offices, {"kind": "weekly", "at": "09:00", "weekday": 4}

    def change(version: int, **window: int) -> int:
        body = OfficeChange.model_validate({"release": {**rule, **window}, "reason": "uji coba"})
        changed = settings.change(offices, clock, "op", "bogor", version, body.wanted())
        assert settings_view(changed, [])["release"]["window_minutes"] == changed.release.window
        assert changed == offices.get("bogor")
        return changed.release.window

    assert change(0, window_minutes=60) == 60
    assert change(1) == 60
    assert change(2, window_minutes=0) == 0
    for wrong in (-1, 61, 1.5, True):
        with pytest.raises(ValidationError):
            OfficeChange.model_validate({"release": {**rule, "window_minutes": wrong}, "reason": "uji coba"})


def test_another_window_is_for_what_is_published_or_released_later(services: Services) -> None:
    """What was published keeps its turns, also those that are still to come; seats that come back have the new ones."""
    wider = LEVELLED._replace(release=LEVELLED.release._replace(window=30))
    publish(services.store.quotas, services.clock, LEVELLED, {}, MONDAY, MONDAY)
    for day in (MONDAY, MONDAY + timedelta(days=1)):
        publish(services.store.quotas, services.clock, wider, {}, day, day)
        found = services.store.quotas.get(Slot("bogor", day, "morning"))
        assert found
        assert found.turns
        assert found.turns.window == (WINDOW if day == MONDAY else 3 * WINDOW)
    turns = released(services, publish_keeping(services, 0), LATE, wider).turns
    assert turns
    assert turns.window == 3 * WINDOW


def released(services: Services, quota: Quota, at: datetime, office: Any = LEVELLED) -> Quota:
    """Publish a slot that keeps seats since noon, sweep by a late run at an instant, and return its quota."""
    services.store.release_secrets.add_if_absent(TODAY, SECRET)
    services.store.quotas.publish(quota)
    services.clock.instant = at.astimezone(UTC)  # type: ignore[attr-defined]
    sweep(services.store, services.clock, [office])
    found = services.store.quotas.get(quota.slot)
    assert found
    return found


def keeping(services: Services, seats_left: int, **other: Any) -> Quota:
    """A slot with two kept seats and so many left, which opened long ago."""
    published = services.store.quotas.get(SLOT)
    assert published
    given = {"seats_left": seats_left, "seats_kept": 2, "kept_at": NOW, **other}
    return published._replace(slot=OPENED, closes_at=published.closes_at + timedelta(days=1), **given)


def publish_keeping(services: Services, seats_left: int, **other: Any) -> Quota:
    """Publish such a slot: the kept seats are written as a give-back writes them."""
    quota = keeping(services, seats_left, **other)
    services.store.quotas.publish(quota)
    services.store.quotas._table.update(  # noqa: SLF001 - a slot in which seats were given back
        quota_key(quota.slot),
        "SET seats_kept = :kept, kept_at = :at",
        "attribute_exists(pk)",
        values={":kept": 2, ":at": int(NOW.timestamp())},
    )
    return quota


LATE = datetime(2026, 12, 1, 11, 59, 30, tzinfo=OFFICE.zone)
"""When a run comes that makes good every minute of the hour."""


def test_a_release_into_a_full_slot_begins_turns(services: Services) -> None:
    """They begin when it is in fact released, which may be later than the minute that was drawn."""
    found = released(services, publish_keeping(services, 0), LATE)
    assert (found.seats_left, found.seats_kept) == (2, 0)
    assert found.turns == Turns(LATE.astimezone(UTC), LATE.astimezone(UTC) + WINDOW)
    account = middle(services)
    assert refusal(lambda: book.book(services, account, asked(1, OPENED), KEY)).code == Code.NOT_YOUR_TURN


def test_a_release_beside_seats_that_are_left_begins_none(services: Services) -> None:
    """Who wants a seat there can have one already, and nobody has to watch for it; nor where there are no turns."""
    assert released(services, publish_keeping(services, 1), LATE).turns is None


def test_a_release_of_an_office_without_turns_begins_none(services: Services) -> None:
    """0 minutes: the seats are there for whoever comes."""
    found = released(services, publish_keeping(services, 0), LATE, OFFICE)
    assert (found.seats_left, found.turns) == (2, None)


def test_a_release_before_the_opening_begins_no_turns_before_it(services: Services) -> None:
    """Else they would be over when the date opens, and everybody would come at once."""
    opens_at = LATE.astimezone(UTC) + timedelta(days=3)
    found = released(services, publish_keeping(services, 0, opens_at=opens_at), LATE)
    assert found.turns == Turns(opens_at, opens_at + WINDOW)


def test_without_turns_is_decided_again(services: Services, recorder: Recorder) -> None:
    """The last seat goes between the sweeper's read and its write: nothing is released then, and soon in turns."""
    quota = publish_keeping(services, 1)
    services.store.release_secrets.add_if_absent(TODAY, SECRET)
    services.clock.instant = LATE.astimezone(UTC)  # type: ignore[attr-defined]
    recorder.reset()

    def meanwhile(number: int) -> None:
        if recorder.calls[number] == "update_item":
            recorder.reset()
            services.store.quotas.claim(OPENED, f"{'B' * 16}CLAIM1", 1, services.clock.now())

    recorder.before = meanwhile
    assert sweep(services.store, services.clock, [LEVELLED]).released == 0
    assert sweep(services.store, services.clock, [LEVELLED]).released == 1
    found = services.store.quotas.get(quota.slot)
    assert found
    assert found.turns == Turns(LATE.astimezone(UTC), LATE.astimezone(UTC) + WINDOW)


def test_without_turns_only_where_somebody_could_claim_before(services: Services) -> None:
    """A release that was decided when a seat was left is not written once it is gone; the next run decides anew."""
    quota, drawn = publish_keeping(services, 0), NOW + MINUTE
    read = quota._replace(seats_left=1)
    assert not services.store.quotas.release(read, drawn, levelled=True)
    assert services.store.quotas.release(read, drawn)


def test_not_another_opening_than_was_read(services: Services) -> None:
    """A release that was decided for an opening is not written once an operator has put that off."""
    quota, drawn = publish_keeping(services, 0), NOW + MINUTE
    turns = Turns(NOW, NOW + WINDOW)
    assert not services.store.quotas.release(quota._replace(opens_at=NOW), drawn, turns, levelled=True)
    assert services.store.quotas.release(quota, drawn, turns, levelled=True)


def test_what_an_operator_opens_is_claimed_in_turns(services: Services, clock: FixedClock) -> None:
    """Or a friend of the operator would be the first; what is open already, or is only resized, keeps its turns."""
    publish_opened(services)
    clock.instant = NOW + 3 * HOUR
    assert operate(services, capacity=6).turns == Turns(NOW, NOW + WINDOW)
    assert operate(services, opens_at=NOW - HOUR).turns == Turns(NOW, NOW + WINDOW)
    assert operate(services, state="closed").turns == Turns(NOW, NOW + WINDOW)
    reopened = operate(services, state="open")
    assert reopened.turns == Turns(clock.instant, clock.instant + WINDOW)
    assert services.store.quotas.get(OPENED) == reopened
    later = clock.instant + HOUR
    assert operate(services, opens_at=later).turns == Turns(later, later + WINDOW)
    assert operate(services, opens_at=NOW).turns == Turns(clock.instant, clock.instant + WINDOW)
    assert operate(services, SLOT, state="closed").turns is None
    assert operate(services, SLOT, state="open").turns is None
