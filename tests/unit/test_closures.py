"""Closures: who is displaced from a slot that its office closes, what they may do, and how it is opened again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from antrean.audit.recount import audit
from antrean.base.clock import FixedClock
from antrean.base.errors import Busy, Code
from antrean.bookings.items import booking_key
from antrean.bookings.model import Booking, CheckIn
from antrean.bookings.operation import Services
from antrean.bookings.resolve import resolve
from antrean.changes import add, book, cancel, move
from antrean.closures import apply, work
from antrean.closures.displace import displace_slot, shut
from antrean.closures.forms import NewClosure
from antrean.closures.model import Closure
from antrean.closures.preview import preview
from antrean.closures.reopen import reopen_slot
from antrean.closures.store import Closures, closure_key
from antrean.listings import listings
from antrean.people.items import registration_key
from antrean.slots.items import quota_key
from antrean.slots.model import Quota, Slot
from antrean.slots.quota_forms import QuotaChange
from instruments.replay.calls import Recorder
from instruments.replay.people import nik
from tests.support.hall import arrived, mark_arrived
from tests.support.wishes import KEY, account_of, asked, choice, kept, left, more, numbers, refusal
from tests.unit.conftest import DAY, NOW, OFFICE, OTHER_SLOT, SLOT, register

MINUTE = timedelta(minutes=1)
REASON = "Listrik padam"
THIRTY_DAYS_AFTER_ITS_DAY = datetime(2027, 1, 7, 17, 0, tzinfo=UTC)
"""Midnight in Jakarta, 30 days after the end of the day of `SLOT`."""
ON_ITS_DAY = datetime(2026, 12, 8, 2, 0, tzinfo=UTC)


@pytest.fixture
def made(services: Services, siti: str) -> Booking:
    """A booking of Siti and one child in `SLOT`."""
    return book.book(services, siti, asked(2), KEY)


@pytest.fixture
def closure(services: Services, closures: Closures, made: Booking) -> Closure:  # noqa: ARG001 - it is there before
    """The closure of `SLOT`, where Siti had her booking."""
    return close(services, closures)


def close(
    services: Services, closures: Closures, session: str | None = "morning", key: str = "tutup", reason: str = REASON
) -> Closure:
    """Close slots of the day, as they are seen in a preview."""
    request = NewClosure.model_validate({"from": DAY, "to": DAY, "session": session, "reason": reason})
    tag = preview(services.store, OFFICE, services.clock.now(), (DAY, DAY), session, nobody).tag
    return apply.close(services, closures, "operator", OFFICE, tag, request, key)


def nobody(_emails: Collection[str]) -> set[str]:
    """Tell that every mailbox takes mails."""
    return set()


def displaced(services: Services, made: Booking) -> Booking:
    """Return the booking as it stands, which is displaced."""
    found = services.store.bookings.get(made.booking_id)
    assert found
    assert found.displacement
    return found


def quota_of(services: Services, slot: Slot = SLOT) -> Quota:
    """Return a slot's quota."""
    found = services.store.quotas.get(slot)
    assert found
    return found


# ------------------------------------------------------------------------------------------- closing


@pytest.mark.usefixtures("made")
def test_a_preview_changes_nothing(services: Services, recorder: Recorder) -> None:
    """It says how many parties and people would be displaced, and writes nothing."""
    recorder.calls.clear()
    seen = preview(services.store, OFFICE, NOW, (DAY, DAY), None, set)
    assert [
        (each.slot, each.parties, each.people, each.moved, each.unreachable, each.served) for each in seen.slots
    ] == [
        (SLOT, 1, 2, 0, 1, 0),
        (OTHER_SLOT, 0, 0, 0, 0, 0),
    ]
    assert set(recorder.calls) <= {"query", "batch_get_item"}


def test_a_preview_tells_who_was_moved_and_who_was_served(services: Services, made: Booking) -> None:
    """Parties that moved before are told apart; those that were served stay, and are counted for themselves."""
    other = book.book(services, register(services, "ayu", nik(80)), asked(1, OTHER_SLOT, start=90), KEY)
    move.move(services, other.account_id, other.booking_id, choice(SLOT), "pindah")
    [seen] = preview(services.store, OFFICE, NOW, (DAY, DAY), "morning", nobody).slots
    assert (seen.parties, seen.people, seen.moved, seen.served) == (2, 3, 1, 0)
    mark_arrived(services, made, CheckIn(NOW, "bogor", "petugas"))
    [seen] = preview(services.store, OFFICE, NOW, (DAY, DAY), "morning", nobody).slots
    assert (seen.parties, seen.people, seen.moved, seen.served) == (1, 1, 1, 1)


def test_days_that_are_over_have_nothing_to_close(services: Services, recorder: Recorder) -> None:
    """They are asked for nowhere: DynamoDB refuses a range that ends before it begins."""
    recorder.calls.clear()
    over = NOW.date() - timedelta(days=2)
    assert preview(services.store, OFFICE, NOW, (over, over), None, nobody).slots == ()
    assert recorder.calls == []


def test_closing_displaces_who_is_booked(services: Services, made: Booking, closure: Closure) -> None:
    """The booking has no place any more, its seats are kept, and the slot says why it is closed."""
    found, quota = displaced(services, made), quota_of(services)
    assert closure.state == "displaced"
    assert (found.meaning.holds_seats, found.revision) == (False, made.revision + 1)
    assert (quota.state, quota.reason, quota.seats_left, quota.seats_kept) == ("closed", REASON, 3, 2)
    assert numbers(found) == numbers(made)


def test_the_people_of_a_displaced_booking_are_held(services: Services, made: Booking, closure: Closure) -> None:
    """Nobody else books them until 30 days after the closed day, and the account books nothing else either."""
    budi = register(services, "budi", nik(902))
    assert displaced(services, made).until == THIRTY_DAYS_AFTER_ITS_DAY == closure.lapses_at
    services = replace(services, clock=FixedClock(datetime(2026, 12, 20, 3, 0, tzinfo=UTC)))
    later = a_later_slot(services)
    assert refusal(lambda: book.book(services, budi, asked(2, later), KEY)).code == Code.NIK_ALREADY_BOOKED
    assert refusal(lambda: book.book(services, made.account_id, asked(1, later), "x")).code == Code.BOOKING_EXISTS


def test_closing_again_with_the_same_key_changes_nothing(
    services: Services, closures: Closures, recorder: Recorder, closure: Closure
) -> None:
    """The same closure is answered, and nothing is written; another one of the same key is refused."""
    recorder.calls.clear()
    assert close(services, closures) == closure
    assert not {"transact_write_items", "update_item", "put_item"} & {*recorder.calls}
    assert refusal(lambda: close(services, closures, reason="Banjir")).code == Code.IDEMPOTENCY_KEY_REUSED


@pytest.mark.usefixtures("made")
def test_a_closing_needs_the_slots_as_they_were_seen(services: Services, closures: Closures) -> None:
    """Where an operator changed a slot since the preview, nothing is closed."""
    request = NewClosure.model_validate({"from": DAY, "to": DAY, "session": None, "reason": REASON})
    answer = refusal(lambda: apply.close(services, closures, "operator", OFFICE, 1, request, KEY))
    assert answer.code == Code.VERSION_CONFLICT
    assert quota_of(services).state == "open"


@pytest.mark.usefixtures("made")
def test_a_slot_that_an_operator_changed_since_is_not_closed(services: Services, closures: Closures) -> None:
    """Every change by an operator makes another tag of the same slots."""
    tag = preview(services.store, OFFICE, NOW, (DAY, DAY), "morning", nobody).tag
    more_seats = QuotaChange(capacity=6, reason="kursi")
    apply.change_quota(services, closures, "operator", OFFICE, SLOT, quota_of(services).version, more_seats)
    request = NewClosure.model_validate({"from": DAY, "to": DAY, "session": "morning", "reason": REASON})
    answer = refusal(lambda: apply.close(services, closures, "operator", OFFICE, tag, request, KEY))
    assert (answer.code, quota_of(services).state) == (Code.VERSION_CONFLICT, "open")


def test_whose_day_is_over_stays(services: Services, closures: Closures, made: Booking) -> None:
    """A closure that comes to a booking after its day leaves it as it is: others may have booked its people since."""
    whole = replace(close(services, closures, "afternoon", "lain"), closure_id="Z" * 16, slots=(SLOT,))
    closures.begin(replace(whole, state="displacing"))
    work.go_on_with_all(services.store, closures, FixedClock(made.until))
    assert services.store.bookings.get(made.booking_id) == made


def test_who_was_served_stays(services: Services, closures: Closures, made: Booking) -> None:
    """A booking that was served keeps its seats, and the closure is done all the same."""
    mark_arrived(services, made, CheckIn(NOW, "bogor", "petugas"))
    assert close(services, closures).state == "displaced"
    found = services.store.bookings.get(made.booking_id)
    assert found
    assert found.holds_seats
    assert (left(services.store), kept(services.store)) == (3, 0)


@pytest.mark.usefixtures("made")
def test_a_claim_in_flight_keeps_a_closure_open(services: Services, closures: Closures) -> None:
    """As long as a booking may still come to be in it, the closure is not done; the clock goes on with it."""
    services.store.quotas.claim(SLOT, f"{'B' * 16}CLAIX1", 1, NOW)
    closure = close(services, closures)
    assert closure.state == "displacing"
    later = FixedClock(NOW + 2 * MINUTE)
    assert work.go_on_with_all(services.store, closures, later) == 1
    assert apply.found(closures, closure.closure_id).state == "displaced"
    assert quota_of(services).claims == {}


def test_a_run_that_died_is_gone_on_with(services: Services, closures: Closures, made: Booking) -> None:
    """A closure of which nothing but itself was written is done by the clock."""
    closure = close(services, closures, "afternoon", "lain")
    whole = replace(closure, closure_id="Z" * 16, slots=(SLOT,), state="displacing")
    closures.begin(whole)
    work.go_on_with_all(services.store, closures, services.clock)
    assert displaced(services, made).displacement == whole.displacement


def test_all_slots_are_shut_before_anybody_is_displaced(services: Services, closures: Closures, made: Booking) -> None:
    """A run without any time left shuts every slot, and leaves its people to the next one."""
    shut_by = close(services, closures, "afternoon", "lain")
    whole = replace(shut_by, closure_id="C" * 16, slots=(SLOT, a_later_slot(services)), state="displacing")
    closures.begin(whole)
    work.go_on(services.store, closures, services.clock, whole.closure_id, timedelta(0))
    assert [quota_of(services, slot).state for slot in whole.slots] == ["closed", "closed"]
    assert services.store.bookings.get(made.booking_id) == made


def test_a_paused_run_shuts_nothing_that_was_opened_again(services: Services, closures: Closures) -> None:
    """A run that read a closure before it was opened again does not shut its slot any more."""
    closure = close(services, closures)
    apply.reopen(services, closures, "operator", OFFICE, closure)
    later = FixedClock(NOW + 2 * MINUTE)
    work.go_on_with_all(services.store, closures, later)
    paused = replace(closure, state="displacing")
    found = shut(services.store, closures, later, paused, SLOT)
    assert (found.state, quota_of(services).state) == ("reopened", "open")


def test_a_change_that_closes_a_slot_displaces_too(services: Services, closures: Closures, made: Booking) -> None:
    """`closed` by the route of quotas is a closure of that slot; it is not opened by that route."""
    shut = QuotaChange(state="closed", reason=REASON)
    changed = apply.change_quota(services, closures, "operator", OFFICE, SLOT, 1, shut)
    assert changed.closure
    assert apply.found(closures, changed.closure).state == "displaced"
    assert displaced(services, made).displacement
    again = apply.change_quota(services, closures, "operator", OFFICE, SLOT, 1, shut)
    assert (again.version, again.closure) == (changed.version, changed.closure)
    opening = QuotaChange(state="open", reason=REASON)
    answer = refusal(lambda: apply.change_quota(services, closures, "operator", OFFICE, SLOT, 2, opening))
    assert answer.code == Code.REOPEN_FIRST


def test_a_slot_that_opens_again_is_closed_by_nobody(services: Services, closures: Closures, made: Booking) -> None:
    """It would be told that it is closed, and open a minute later."""
    closure = close(services, closures)
    assert displaced(services, made).displacement
    apply.reopen(services, closures, "operator", OFFICE, closure)
    quota = quota_of(services)
    assert quota.reopening_at
    shut = QuotaChange(state="closed", reason="banjir lagi")
    answer = refusal(lambda: apply.change_quota(services, closures, "operator", OFFICE, SLOT, quota.version, shut))
    assert answer.code == Code.REOPEN_FIRST
    assert quota_of(services) == quota


# ------------------------------------------------------------------------------------------- what they may do


def a_later_slot(services: Services, kept_seats: int = 0, left_seats: int = 5) -> Slot:
    """Publish a slot ten days after the closed one, of which seats are kept."""
    slot = Slot("bogor", DAY + timedelta(days=20), "morning")
    opens_at, closes_at = datetime(2026, 11, 8, 1, 0, tzinfo=UTC), datetime(2026, 12, 27, 17, 0, tzinfo=UTC)
    services.store.quotas.publish(Quota(slot, 5, 5, 1, opens_at, closes_at, "open", 1))
    if kept_seats or left_seats != 5:
        read = quota_of(services, slot)
        new = replace(
            read,
            capacity=kept_seats + left_seats,
            seats_left=left_seats,
            seats_kept=kept_seats,
            kept_at=NOW,
            version=2,
            last_change="x",
        )
        services.store.quotas.change(read, new, "operator", "uji coba", NOW)
    return slot


@pytest.mark.usefixtures("closure")
def test_a_displaced_booking_moves_freely(services: Services, made: Booking) -> None:
    """Also on its own day and after it, also if it was moved before; and the move does not count."""
    later = replace(services, clock=FixedClock(ON_ITS_DAY + timedelta(days=3)))
    moved = move.move(later, made.account_id, made.booking_id, choice(a_later_slot(services)), KEY)
    assert (moved.displacement, moved.moved, moved.moves_left) == (None, False, 1)
    assert moved.holds_seats
    assert account_of(services.store, made).active_until == moved.until
    again = move.move(later, made.account_id, made.booking_id, choice(a_later_slot(services)), KEY)
    assert again == services.store.bookings.get(made.booking_id)


def test_displacement_is_a_form_of_its_own(services: Services, made: Booking, closure: Closure) -> None:
    """A displaced booking is stored in form 4, listed by its closure, and says so no more once it has a place."""
    key = booking_key(made.booking_id)
    item = services.store._table.get(key)  # noqa: SLF001 - what is stored
    assert item
    assert (item["v"], item["by_day"], item["by_number"][:19]) == (
        4,
        f"closure#{closure.closure_id}",
        "2026-12-08#morning#",
    )
    move.move(services, made.account_id, made.booking_id, choice(OTHER_SLOT), KEY)
    item = services.store._table.get(key)  # noqa: SLF001 - what is stored
    assert item
    assert (item["v"], item["by_day"], "closure" in item) == (2, "bogor#2026-12-08", False)


def test_a_booking_that_was_moved_and_displaced_moves_again(
    services: Services, closures: Closures, made: Booking
) -> None:
    """The once-only rule does not bind who lost the place, and binds again afterwards."""
    moved = move.move(services, made.account_id, made.booking_id, choice(OTHER_SLOT), "pindah")
    close(services, closures, "afternoon")
    assert displaced(services, made).moves_left == 1
    again = move.move(services, made.account_id, made.booking_id, choice(SLOT), "lagi")
    assert (moved.moved, again.moved, again.moves_left) == (True, True, 0)


@pytest.mark.usefixtures("closure")
def test_displaced_people_take_kept_seats_first(services: Services, made: Booking) -> None:
    """They take kept seats where enough are kept, else those that are left: of one of the two."""
    slot = a_later_slot(services, kept_seats=2, left_seats=1)
    moved = move.move(services, made.account_id, made.booking_id, choice(slot), KEY)
    assert (left(services.store, slot), kept(services.store, slot)) == (1, 0)
    assert moved.ranges[0].claim_id[-2:] == "K2"


@pytest.mark.usefixtures("closure")
def test_displaced_people_take_seats_left_where_too_few_are_kept(services: Services, made: Booking) -> None:
    """One kept seat is of no use to two people, who take two that are left."""
    slot = a_later_slot(services, kept_seats=1, left_seats=2)
    move.move(services, made.account_id, made.booking_id, choice(slot), KEY)
    assert (left(services.store, slot), kept(services.store, slot)) == (0, 1)


def test_others_take_no_kept_seat(services: Services, made: Booking) -> None:
    """Whoever moves by choice cannot take a kept seat."""
    slot = a_later_slot(services, kept_seats=2, left_seats=1)
    answer = refusal(lambda: move.move(services, made.account_id, made.booking_id, choice(slot), KEY))
    assert answer.code == Code.SLOT_FULL


@pytest.mark.usefixtures("closure")
def test_displaced_people_enter_no_closed_slot(services: Services, made: Booking) -> None:
    """Their right ends where a slot takes nobody."""
    answer = refusal(lambda: move.move(services, made.account_id, made.booking_id, choice(SLOT), KEY))
    assert answer.code == Code.SLOT_CLOSED


def test_an_abandoned_claim_of_kept_seats_is_kept_again(services: Services) -> None:
    """Its seats go back to where they came from, and wait for the next drawn minute."""
    slot = a_later_slot(services, kept_seats=2, left_seats=1)
    claim = services.store.quotas.claim(slot, f"{'B' * 16}CLAIXK2", 2, NOW)
    assert (left(services.store, slot), kept(services.store, slot)) == (1, 0)
    resolve(services.store, claim, NOW + MINUTE)
    quota = quota_of(services, slot)
    assert (quota.seats_left, quota.seats_kept, quota.kept_at, quota.claims) == (1, 2, NOW + MINUTE, {})


def test_seats_that_are_kept_again_are_not_dated_back(services: Services) -> None:
    """A slow function keeps its seats again, and those that were kept since stay as new as they are."""
    slot = a_later_slot(services, kept_seats=2, left_seats=1)
    claim = services.store.quotas.claim(slot, f"{'B' * 16}CLAIXK2", 2, NOW)
    services.store.quotas.keep_again(claim, NOW - MINUTE)
    services.store.quotas.keep_again(claim, NOW - MINUTE)
    quota = quota_of(services, slot)
    assert (quota.seats_kept, quota.kept_at, quota.claims) == (2, NOW, {})


@pytest.mark.usefixtures("closure")
def test_a_displaced_booking_is_cancelled_without_counting(services: Services, made: Booking) -> None:
    """Its people are free at once, no seat is given back a second time, and the account's limits stay."""
    ended = cancel.cancel(services, made.account_id, made.booking_id)
    assert (ended.displacement, ended.meaning.changed_by) == (None, frozenset())
    account = account_of(services.store, made)
    assert (account.active_booking, account.limits.cancellations) == (None, ())
    assert (left(services.store), kept(services.store)) == (3, 2)


@pytest.mark.usefixtures("closure")
def test_who_leaves_a_displaced_booking_gives_no_seat_back(services: Services, made: Booking) -> None:
    """The seat was taken with the place; the others keep their right."""
    rest = cancel.leave(services, made.account_id, made.booking_id, 1)
    assert (len(rest.present), kept(services.store)) == (1, 2)
    assert displaced(services, made) == rest


@pytest.mark.usefixtures("closure")
def test_an_owner_leaves_a_displaced_booking(services: Services, made: Booking) -> None:
    """Somebody whom it lists may go as from any booking, also on its day."""
    child = register(services, "anak", nik(1))
    services = replace(services, clock=FixedClock(ON_ITS_DAY))
    listings.contest(services, NoMail(), child, made.booking_id)
    services = replace(services, clock=FixedClock(ON_ITS_DAY + timedelta(days=2)))
    listings.leave(services, child, made.booking_id)
    assert len(displaced(services, made).present) == 1
    assert account_of(services.store, made).active_booking == made.booking_id


def test_who_supersedes_leaves_the_others_their_right(services: Services, made: Booking, closure: Closure) -> None:
    """A booking of the owner takes the owner out of a displaced one; its account and the others stay as they are."""
    child = register(services, "anak", nik(1))
    services.store.accounts.note_self_guarded(child)
    listings.contest(services, NoMail(), child, made.booking_id)
    account_of_child = services.store.accounts.get(child)
    assert account_of_child
    seen_at_a_counter(services, account_of_child.nik_key)
    own = book.book(services, child, asked(1, OTHER_SLOT), KEY)
    assert own.holds_seats
    rest = displaced(services, made)
    assert [each.presence for each in rest.applicants] == ["present", "superseded"]
    assert account_of(services.store, made).active_booking == made.booking_id
    assert (kept(services.store), closure.state) == (2, "displaced")


def seen_at_a_counter(services: Services, nik_key: str) -> None:
    """Raise the level of a registration by hand, as nothing in the product does yet."""
    services.store._table.update(  # noqa: SLF001 - as above
        registration_key(nik_key),
        "SET #level = :level",
        "attribute_exists(pk)",
        values={":level": 2},
        names={"#level": "level"},
    )


class NoMail:
    """Mail that goes nowhere."""

    def send(self, to: str, message: object) -> None:
        """Take a letter."""


@pytest.mark.usefixtures("closure")
def test_nobody_is_added_to_a_displaced_booking(services: Services, made: Booking) -> None:
    """It has no place to which anybody could be added."""
    answer = refusal(lambda: add.add(services, made.account_id, made.booking_id, more(1, 9), KEY))
    assert (answer.code, answer.members) == (Code.DISPLACED, {"reason": REASON})


@pytest.mark.usefixtures("closure")
def test_a_displaced_booking_is_not_served(services: Services, made: Booking) -> None:
    """The counter is told that the session was closed, and why."""
    services = replace(services, clock=FixedClock(ON_ITS_DAY))
    answer = refusal(lambda: arrived(services, made))
    assert (answer.code, answer.members) == (Code.DISPLACED, {"reason": REASON})


def test_the_right_to_another_place_ends(services: Services, closures: Closures, made: Booking) -> None:
    """From 30 days after the closed day on the booking is not changed any more, its people are free, and it ends."""
    close(services, closures)
    services = replace(services, clock=FixedClock(THIRTY_DAYS_AFTER_ITS_DAY))
    answer = refusal(lambda: cancel.cancel(services, made.account_id, made.booking_id))
    assert answer.code == Code.TOO_LATE
    work.go_on_with_all(services.store, closures, services.clock)
    found = services.store.bookings.get(made.booking_id)
    assert found
    assert (found.meaning.changed_by, found.displacement) == (frozenset(), None)
    work.go_on_with_all(services.store, closures, services.clock)
    assert closures.due(services.clock.now()) == []


def test_a_run_without_time_ends_no_right(services: Services, closures: Closures, made: Booking) -> None:
    """Bookings whose right ended are ended as far as the time of the run reaches; the next run does the rest."""
    closure = close(services, closures)
    later = FixedClock(THIRTY_DAYS_AFTER_ITS_DAY)
    work.go_on(services.store, closures, later, closure.closure_id, timedelta(0))
    assert displaced(services, made).displacement == closure.displacement
    assert closures.due(later.now()) == [closure.closure_id]


def test_a_closure_is_known_for_a_year_after_its_end(services: Services, closures: Closures, closure: Closure) -> None:
    """Then DynamoDB forgets it, and its entry in the list of closures."""
    year_later = int((closure.lapses_at + timedelta(days=366)).timestamp())
    for key in (closure_key(closure.closure_id), ("CLOSURES", closure.closure_id)):
        item = services.store._table.get(key)  # noqa: SLF001 - what is stored
        assert item
        assert item["expires_at"] == year_later
    assert closures.get(closure.closure_id) == closure


def test_an_office_that_cannot_be_swept_keeps_nobody_waiting(
    services: Services, closures: Closures, made: Booking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each minute closures are gone on with, also where the sweep before them failed; which is told all the same."""
    whole = replace(close(services, closures, "afternoon", "lain"), closure_id="Z" * 16, slots=(SLOT,))
    closures.begin(replace(whole, state="displacing"))

    def busy(*_given: object) -> None:
        raise Busy

    monkeypatch.setattr(work, "sweep", busy)
    with pytest.raises(Busy):
        work.every_minute(services.store, closures, services.clock)
    assert displaced(services, made).displacement == whole.displacement


# ------------------------------------------------------------------------------------------- opening again


def reopened(services: Services, closures: Closures, closure: Closure) -> Closure:
    """Open a closure again, and let the clock open its slots."""
    apply.reopen(services, closures, "operator", OFFICE, closure)
    work.go_on_with_all(services.store, closures, FixedClock(services.clock.now() + 2 * MINUTE))
    return apply.found(closures, closure.closure_id)


def test_opening_again_gives_the_old_numbers_back(
    services: Services, closures: Closures, made: Booking, closure: Closure
) -> None:
    """Who is still displaced has the old place again, at once; then the slot opens."""
    opening = apply.reopen(services, closures, "operator", OFFICE, closure)
    found = services.store.bookings.get(made.booking_id)
    assert found
    assert (numbers(found), found.holds_seats, found.until) == (numbers(made), True, made.until)
    assert (opening.state, quota_of(services).state) == ("reopening", "closed")
    assert reopened(services, closures, closure).state == "reopened"
    quota = quota_of(services)
    assert (quota.state, quota.reason, quota.closure, quota.reopening_at) == ("open", None, None, None)
    assert (quota.seats_left, quota.seats_kept) == (3, 0)
    assert account_of(services.store, made).active_until == made.until


def test_who_answered_is_not_brought_back(
    services: Services, closures: Closures, made: Booking, closure: Closure
) -> None:
    """A booking that was moved away meanwhile stays where it is."""
    moved = move.move(services, made.account_id, made.booking_id, choice(OTHER_SLOT), KEY)
    reopened(services, closures, closure)
    assert services.store.bookings.get(made.booking_id) == moved
    assert (left(services.store), kept(services.store)) == (3, 2)


def test_who_finds_too_few_seats_stays_displaced(
    services: Services, closures: Closures, made: Booking, closure: Closure
) -> None:
    """Where the operator took seats away meanwhile, a party comes back whole or not at all."""
    apply.change_quota(
        services, closures, "operator", OFFICE, SLOT, quota_of(services).version, QuotaChange(capacity=4, reason="Cuti")
    )
    assert reopened(services, closures, closure).state == "reopened"
    assert displaced(services, made).displacement == closure.displacement
    assert (quota_of(services).state, kept(services.store)) == ("open", 1)


def test_who_left_while_displaced_leaves_the_seat_kept(
    services: Services, closures: Closures, made: Booking, closure: Closure
) -> None:
    """Only those who still come get their seats again."""
    cancel.leave(services, made.account_id, made.booking_id, 1)
    reopened(services, closures, closure)
    found = services.store.bookings.get(made.booking_id)
    assert found
    assert [held.n for held in found.held_seats] == [1]
    assert (left(services.store), kept(services.store)) == (3, 1)


def test_nobody_is_displaced_once_it_opens_again(
    services: Services, closures: Closures, made: Booking, closure: Closure
) -> None:
    """A run that was paused does not take the place again that was just given back."""
    apply.reopen(services, closures, "operator", OFFICE, closure)
    paused = replace(closure, state="displacing")
    shut(services.store, closures, services.clock, paused, SLOT)
    displace_slot(services.store, services.clock, paused, SLOT, NOW + MINUTE)
    found = services.store.bookings.get(made.booking_id)
    assert found
    assert found.holds_seats


def test_a_day_that_has_begun_is_not_opened_again(services: Services, closures: Closures, closure: Closure) -> None:
    """On the day itself nobody is called back."""
    services = replace(services, clock=FixedClock(ON_ITS_DAY))
    answer = refusal(lambda: apply.reopen(services, closures, "operator", OFFICE, closure))
    assert answer.code == Code.TOO_LATE


def test_a_slot_whose_day_begins_while_it_opens_stays_closed(
    services: Services, closures: Closures, made: Booking, closure: Closure
) -> None:
    """What was not opened the day before is not opened any more, and who was not given the place again moves."""
    assert closures.advance(closure, "reopening", NOW, "operator")
    work.go_on_with_all(services.store, closures, FixedClock(made.closes_at))
    assert apply.found(closures, closure.closure_id).state == "reopened"
    assert (quota_of(services).state, quota_of(services).reopening_at) == ("closed", None)
    assert displaced(services, made).displacement == closure.displacement


def test_nobody_is_brought_back_once_the_day_has_begun(
    services: Services, made: Booking, closure: Closure, clock: FixedClock
) -> None:
    """Where the day begins between two bookings, the second one stays displaced."""
    clock.instant = made.closes_at - timedelta(seconds=1)

    class Midnight(FixedClock):
        """A clock that comes to midnight at its third look: before the first booking is given its place again."""

        looks = 0

        def now(self) -> datetime:
            self.looks += 1
            return made.closes_at if self.looks > 3 else super().now()

    reopen_slot(services.store, Midnight(clock.instant), closure, SLOT, made.closes_at + MINUTE)
    assert displaced(services, made).displacement == closure.displacement


def test_a_slot_that_opens_again_is_not_called_broken(services: Services, closures: Closures, closure: Closure) -> None:
    """While it gives places again it stays unjudged, whatever its seats come to; once it is open it is judged."""
    apply.reopen(services, closures, "operator", OFFICE, closure)
    services.store._table.update(  # noqa: SLF001 - a seat is lost past the rules
        quota_key(SLOT), "SET seats_left = seats_left - :one", "attribute_exists(pk)", values={":one": 1}
    )
    found = audit(services.store, services.clock, [OFFICE])
    assert (found.broken, found.unjudged) == ((), (SLOT,))
    later = FixedClock(NOW + 2 * MINUTE)
    work.go_on_with_all(services.store, closures, later)
    assert [balance.slot for balance in audit(services.store, later, [OFFICE]).broken] == [SLOT]


def test_letters_wait_ten_minutes(services: Services, closures: Closures, closure: Closure) -> None:
    """Unless somebody lets them go, which counts once."""
    assert closure.letters_at == NOW + timedelta(minutes=10)
    soon = replace(services, clock=FixedClock(NOW + MINUTE))
    assert apply.send(soon, closures, "operator", apply.found(closures, closure.closure_id)).letters_at == NOW + MINUTE
    later = replace(services, clock=FixedClock(NOW + 2 * MINUTE))
    assert apply.send(later, closures, "operator", apply.found(closures, closure.closure_id)).letters_at == NOW + MINUTE


def test_letters_of_an_opened_closure_are_not_let_go(services: Services, closures: Closures, closure: Closure) -> None:
    """Who opens it again within the ten minutes has told nobody."""
    apply.reopen(services, closures, "operator", OFFICE, closure)
    assert refusal(lambda: apply.send(services, closures, "operator", closure)).code == Code.TOO_LATE


def test_whom_no_try_displaces_is_displaced_by_a_later_run(
    services: Services, closures: Closures, siti: str, clock: FixedClock
) -> None:
    """A function whose clock is a second ahead gave a seat back: what cannot be done before is not forgotten."""
    made = book.book(services, siti, asked(2), KEY)
    other = book.book(services, register(services, "ayu", nik(80)), asked(1, start=90), KEY)
    clock.instant += timedelta(seconds=1)
    cancel.cancel(services, other.account_id, other.booking_id)
    clock.instant -= timedelta(seconds=1)
    closure = close(services, closures)
    found = services.store.bookings.get(made.booking_id)
    assert found
    assert (closure.state, found.holds_seats) == ("displacing", True)
    clock.instant += MINUTE
    later = work.go_on(services.store, closures, clock, closure.closure_id, MINUTE)
    assert later
    assert later.state == "displaced"
    assert displaced(services, made).displacement
