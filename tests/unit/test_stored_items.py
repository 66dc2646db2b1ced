"""Tables that earlier releases wrote: whatever form their items have, they are read, changed and counted as before.

`tests/stored/form_1.json` holds the items of a small story as the release of 26 November 2026 (commit 4870665) wrote
them: bookings of the past, moved, added to, cancelled and served; a claim whose function died; a tombstone; sign-ups
that wait or were withdrawn; a change by an operator. `form_2.json` holds the same story as the next releases write it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from antrean.audit.recount import audit
from antrean.aws.attributes import to_value
from antrean.aws.table import Table
from antrean.aws.versions import newest
from antrean.base.clock import FixedClock
from antrean.base.errors import Code
from antrean.base.ids import Pepper
from antrean.bookings import operation
from antrean.bookings.items import BY_DAY
from antrean.bookings.operation import Services
from antrean.bookings.stores import Store
from antrean.bookings.sweep import sweep
from antrean.changes import add, book, cancel, move
from antrean.jobs.model import Job
from antrean.jobs.run import go_on
from antrean.offices.directory import OfficeDirectory
from antrean.policy.system import JOB_PATIENCE
from antrean.slots import changes
from antrean.slots.full_slots import FullSlots
from antrean.slots.model import Slot
from antrean.slots.quota_forms import QuotaChange
from instruments.dynamodb.memory_table import MemoryClient, MemoryTable, key_of
from instruments.replay.people import nik
from instruments.stand_in import stand_in
from tests.support.hall import arrived
from tests.support.wishes import asked, choice, more, numbers, refusal
from tests.unit.conftest import OFFICE

STORED: Final = sorted((Path(__file__).parents[1] / "stored").glob("form_*.json"))
NOW: Final = datetime(2026, 12, 1, 3, 5, tzinfo=UTC)
"""Some minutes after the story was written."""


def slot(day: str, session: str) -> Slot:
    """A slot of the story's office."""
    return Slot("bogor", date.fromisoformat(day), session)


MORNING: Final = slot("2026-12-08", "morning")
AFTERNOON: Final = slot("2026-12-08", "afternoon")
NEXT_DAY: Final = slot("2026-12-09", "morning")


@pytest.fixture(params=STORED, ids=lambda path: path.stem)
def services(request: pytest.FixtureRequest) -> Services:
    """What the rules work with, on a table that an earlier release wrote."""
    items = json.loads(request.param.read_text(encoding="utf-8"))
    store = Store(Table(stand_in(MemoryClient(MemoryTable({key_of(item): item for item in items}))), "antrean"))
    clock = FixedClock(NOW)
    pepper = Pepper(b"a pepper of the tests, 32 bytes..")
    directory = OfficeDirectory(store.offices, clock)
    return Services(store, pepper, lambda: pepper.nik_keys("{}"), clock, FullSlots(clock), directory)


def seats_add_up(services: Services) -> bool:
    """Tell whether an audit of all slots from today on finds none that is broken."""
    found = audit(services.store, services.clock, [OFFICE])
    return (found.broken, found.unjudged) == ((), ()) and found.judged >= 4


def test_everybody_and_everything_is_found(services: Services) -> None:
    """The office, accounts, sign-ups and registrations say what they said; the office had no choice of a window yet."""
    assert services.store.offices.all() == [OFFICE._replace(release=OFFICE.release._replace(window=10))]
    siti = services.store.accounts.get("siti")
    assert siti
    assert (siti.full_name, siti.birth_year, siti.email) == ("Siti Rahayu", 1990, "siti@contoh.id")
    budi = services.store.accounts.get("budi")
    assert budi
    assert budi.notified_at
    waiting = services.store.accounts.get_sign_up("wati")
    assert waiting
    assert waiting.email == "wati@contoh.id"
    assert services.store.accounts.get_sign_up("joko") is None
    assert services.store.accounts.owner_of(services.nik_keys().key(nik(901))) == "siti"


def test_bookings_say_what_they_said(services: Services) -> None:
    """Slot, numbers, people, what was done and what is left to do."""
    newest_first = operation.all_of(services, "siti")
    assert len(newest_first) == 10
    active, *cancelled = newest_first
    assert (active.slot, numbers(active), active.status) == (MORNING, ["A-001", "A-002", "A-003"], "confirmed")
    assert (active.arrive_from, active.arrive_until, active.service) == ("09:01", "10:00", "new")
    assert {each.status for each in cancelled} == {"cancelled"}
    [moved] = operation.all_of(services, "budi")
    assert (moved.slot, numbers(moved), moved.moves_left) == (MORNING, ["A-004", "A-005", "A-006"], 0)
    assert [person.relation for person in moved.applicants] == ["self", "child", "child"]
    assert moved.changed_at >= moved.created_at
    [served] = operation.all_of(services, "maya")
    assert served.check_in
    assert (served.check_in.officer, served.slot) == ("petugas", slot("2026-11-24", "morning"))


def test_requests_of_before_are_remembered(services: Services) -> None:
    """Who sends an old request again with its key gets the booking that it made, and nothing is taken twice."""
    again = book.book(services, "siti", asked(3, MORNING, start=1), "kunci")
    assert again == operation.all_of(services, "siti")[0]
    moved = operation.all_of(services, "budi")[0]
    assert add.add(services, "budi", moved.booking_id, more(1, 30), "tambah") == moved
    assert move.move(services, "budi", moved.booking_id, choice(MORNING), "pindah") == moved
    assert seats_add_up(services)


def test_bookings_of_before_are_changed(services: Services) -> None:
    """They are added to, moved and cancelled, and afterwards every seat is where it should be."""
    active = operation.all_of(services, "siti")[0]
    larger = add.add(services, "siti", active.booking_id, more(1, 40), "tambah")
    assert numbers(larger) == ["A-001", "A-002", "A-003", "A-007"]
    moved = move.move(services, "siti", active.booking_id, choice(AFTERNOON), "pindah")
    assert (moved.slot, len(moved.applicants)) == (AFTERNOON, 4)
    assert seats_add_up(services)
    other = operation.all_of(services, "budi")[0]
    assert refusal(lambda: move.move(services, "budi", other.booking_id, choice(AFTERNOON), "lagi")).code == (
        Code.RESCHEDULE_USED
    )
    assert cancel.cancel(services, "budi", other.booking_id).status == "cancelled"
    assert operation.get(services, "siti", active.booking_id) == moved
    assert seats_add_up(services)


def test_who_booked_before_books_again(services: Services) -> None:
    """After a cancellation; the ten newest bookings are listed, and an older one is still found by its id."""
    active, *older = operation.all_of(services, "siti")
    cancel.cancel(services, "siti", active.booking_id)
    again = book.book(services, "siti", asked(2, NEXT_DAY, start=1), "baru")
    account = services.store.accounts.get("siti")
    assert account
    assert account.booking_ids == [again.booking_id, active.booking_id, *(each.booking_id for each in older[:8])]
    assert operation.get(services, "siti", older[8].booking_id) == older[8]
    assert seats_add_up(services)


def test_who_came_in_november_books_again(services: Services) -> None:
    """Guards and profile of a day that is over hold nobody back."""
    made = book.book(services, "maya", asked(1, NEXT_DAY), "baru")
    assert operation.all_of(services, "maya")[0] == made
    assert seats_add_up(services)


def test_who_registered_before_waits_for_a_turn(services: Services) -> None:
    """Seats that come back into a full slot of before begin turns; a profile that does not say since when has a place.

    Once the turn has come nothing is different from before, and once the window is over everybody may claim.
    """
    services.store.release_secrets.add_if_absent(NOW.date(), b"a secret of a day, of 32 bytes..")
    made = book.book(services, "maya", asked(5, NEXT_DAY, start=50), "lima")
    book.book(services, "tono", asked(4, NEXT_DAY, start=60), "empat")
    cancel.cancel(services, "maya", made.booking_id)
    late = replace(services, clock=FixedClock(datetime(2026, 12, 1, 4, 59, 30, tzinfo=UTC)))
    assert sweep(late.store, late.clock, late.store.offices.all()).released == 1
    refused = refusal(lambda: book.book(late, "maya", asked(1, NEXT_DAY), "lagi"))
    turn = refused.members["your_turn_at"]
    assert isinstance(turn, datetime)
    assert (refused.code, turn < late.clock.now() + timedelta(minutes=10)) == (Code.NOT_YOUR_TURN, True)
    in_turn = replace(services, clock=FixedClock(turn))
    assert book.book(in_turn, "maya", asked(1, NEXT_DAY), "lagi").slot == NEXT_DAY
    after = replace(services, clock=FixedClock(late.clock.now() + timedelta(minutes=10)))
    moved = operation.all_of(after, "siti")[0]
    assert move.move(after, "siti", moved.booking_id, choice(NEXT_DAY), "pindah").slot == NEXT_DAY
    assert seats_add_up(after)


def test_a_ticket_of_before_is_good_at_the_counter(services: Services) -> None:
    """On its day its people arrive, once."""
    active = operation.all_of(services, "siti")[0]
    services = replace(services, clock=FixedClock(active.closes_at + timedelta(hours=9)))
    assert arrived(services, active).label == "A-001"
    assert refusal(lambda: arrived(services, active, key="again")).code == Code.ALREADY_CHECKED_IN


def test_a_claim_of_before_is_resolved(services: Services) -> None:
    """The sweeper gives the seats of a function that died back, and the audit agrees before and after."""
    assert seats_add_up(services)
    before = services.store.quotas.get(AFTERNOON)
    assert sweep(services.store, services.clock, [OFFICE]).resolved == 1
    after = services.store.quotas.get(AFTERNOON)
    assert before
    assert after
    assert (after.seats_left, after.claims) == (before.seats_left + 2, {})
    assert seats_add_up(services)


def test_an_operator_goes_on_from_the_version_of_before(services: Services) -> None:
    """A slot that was changed before is changed again."""
    target = slot("2026-12-09", "afternoon")
    change = QuotaChange(capacity=8, reason="Loket kembali")
    changed = changes.change(services.store.quotas, services.pepper, services.clock, "operator", target, 2, change)
    assert (changed.version, changed.capacity) == (3, 8)


def test_a_job_indexes_them(services: Services) -> None:
    """The job gives each booking that holds seats its keys; the audit finds the same by them as by a scan."""
    before = audit(services.store, services.clock, [OFFICE])
    services.store.jobs.add_if_absent(Job(BY_DAY, NOW - JOB_PATIENCE, NOW))
    [job] = go_on(services.store.jobs, services.clock, {BY_DAY: services.store.bookings.index_page})
    assert job.done_at
    assert services.store.lists_every_booking()
    assert audit(services.store, services.clock, [OFFICE]) == before
    held = services.store.bookings.holdings_of_day("bogor", MORNING.date)
    assert [holding.numbers for holding in held if holding.slot == MORNING] == [(1, 2, 3), (4, 5, 6)]
    assert len(services.store.bookings.holdings_of_day("bogor", date(2026, 11, 24))) == 2


def test_a_sign_up_of_before_is_confirmed(services: Services) -> None:
    """It becomes an account whose registration says since when; older ones say nothing and count as the earliest."""
    waiting = services.store.accounts.get_sign_up("wati")
    assert waiting
    services.store.accounts.register(waiting, NOW)
    registration = services.store.accounts.registration(waiting.nik_key)
    assert registration
    assert (registration.account_id, registration.registered_at) == ("wati", NOW)
    book.book(services, "wati", asked(1, NEXT_DAY), "pertama")
    assert len(operation.all_of(services, "wati")) == 1


def test_every_item_names_its_form() -> None:
    """All items of the newest table have a `v`, but a tombstone, which holds nothing but a mark."""
    items = json.loads(STORED[-1].read_text(encoding="utf-8"))
    assert {item["sk"]["S"] for item in items if "v" not in item and not any("void#" in name for name in item)} == set()
    assert {int(item["v"]["N"]) for item in items if item["sk"]["S"] in {"PROFILE", "OFFICE#bogor"}} == {2}
    assert {item["v"]["N"] for item in items if "status" in item} == {"2"}


def test_a_form_of_the_future_is_not_guessed_at() -> None:
    """An item of a form that this program does not know is an error, and not read as if it were the newest."""
    with pytest.raises(ValueError, match="form 3 where 2 is the newest"):
        newest({"pk": "BOOKING#X", "sk": "BOOKING", "v": 3}, [dict])


def test_a_value_is_stored_by_its_items_form_alone() -> None:
    """A tuple becomes a list; a value of ours is a tuple too, and refused, since its fields would lose their names."""
    assert to_value(("a", "b")) == {"L": [{"S": "a"}, {"S": "b"}]}
    with pytest.raises(TypeError, match="no attribute value for Session"):
        to_value({"session": OFFICE.sessions[0]})
