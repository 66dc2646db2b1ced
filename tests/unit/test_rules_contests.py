"""Listings by another account, step by step: who sees what, when the time begins, and when it is over."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Code
from antrean.bookings.forms import NewBooking, booking_view
from antrean.bookings.model import Booking, CheckIn
from antrean.bookings.operation import Services
from antrean.changes import book, cancel
from antrean.listings import listings
from antrean.listings.forms import listing_view
from antrean.messages.port import Message
from antrean.people.items import registration_key
from antrean.slots.model import Slot
from instruments.replay.calls import Recorder
from instruments.replay.people import family, nik, sign_up_of
from tests.support.hall import mark_arrived
from tests.support.wishes import KEY, asked, refusal
from tests.unit.conftest import NOW, OTHER_SLOT, SLOT

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
DAY = timedelta(hours=24)


class Post:
    """Takes letters; `error` is raised in place of that."""

    def __init__(self) -> None:
        """Begin with no letter."""
        self.sent: list[tuple[str, Message]] = []
        self.error: BaseException | None = None

    def send(self, to: str, letter: Message) -> None:
        """Take a letter."""
        if self.error:
            raise self.error
        self.sent.append((to, letter))


@pytest.fixture
def mail() -> Post:
    """A post that takes every letter."""
    return Post()


def register(services: Services, account_id: str, serial: int, full_name: str) -> str:
    """Register somebody now."""
    pending = sign_up_of(account_id, nik(serial), services.nik_keys(), full_name)
    services.store.accounts.register(pending, services.clock.now())
    return account_id


@pytest.fixture
def budi(services: Services) -> str:
    """The account that books others."""
    return register(services, "budi", 902, "Budi Putra Santoso")


def party(*serials: int, slot: Slot = SLOT, owner: bool = True) -> NewBooking:
    """A request for the account's owner, if that is wished, and people with these serials."""
    people = [{**family(2, serial)[1], "full_name": "Nama Lain"} for serial in serials]
    mine = [{"relation": "self"}] if owner else []
    body = {**json.loads(asked(1, slot).canonical()), "applicants": [*mine, *people]}
    return NewBooking.model_validate_json(json.dumps(body))


@pytest.fixture
def owned(services: Services, budi: str, clock: FixedClock) -> Booking:
    """Siti registered; an hour later Budi booked himself, Siti and a child."""
    register(services, "siti", 901, "Siti Rahayu")
    clock.instant += HOUR
    return book.book(services, budi, party(901, 1), KEY)


@pytest.fixture
def squatted(services: Services, budi: str, clock: FixedClock) -> Booking:
    """Budi booked himself, Siti and a child; an hour later somebody registered Siti's NIK."""
    made = book.book(services, budi, party(901, 1), KEY)
    clock.instant += HOUR
    register(services, "siti", 901, "Siti Rahayu")
    return made


def raise_level(services: Services, level: int, serial: int = 901) -> None:
    """Set the level of an identity by hand: nothing does it yet."""
    services.store._table.update(  # noqa: SLF001 - as above
        registration_key(services.nik_keys().key(nik(serial))),
        "SET #level = :level",
        "attribute_exists(pk)",
        values={":level": level},
        names={"#level": "level"},
    )


def seats(services: Services, slot: Slot = SLOT) -> tuple[int, int]:
    """The seats that are left of a slot, and those that are kept."""
    quota = services.store.quotas.get(slot)
    assert quota
    return quota.seats_left, quota.seats_kept


def now_of(services: Services, made: Booking) -> Booking:
    """A booking as it is now."""
    found = services.store.bookings.get(made.booking_id)
    assert found
    return found


def contest(services: Services, mail: Post, made: Booking) -> listings.Listing:
    """Contest as Siti."""
    return listings.contest(services, mail, "siti", made.booking_id)


def leave(services: Services, made: Booking) -> None:
    """Leave as Siti."""
    listings.leave(services, "siti", made.booking_id)


def own_booking(services: Services, key: str = KEY) -> Booking:
    """Book Siti herself in another slot."""
    return book.book(services, "siti", asked(1, OTHER_SLOT), key)


def test_an_owner_sees_where_and_by_whose_initials(services: Services, owned: Booking) -> None:
    """Office, day, session and initials are shown, and nothing else: no name, no number, nobody else."""
    [listing] = listings.listings_of(services, "siti")
    assert listing_view(listing) == {
        "booking_id": owned.booking_id,
        "status": "confirmed",
        "office_id": "bogor",
        "office_name": "Kantor Imigrasi Bogor",
        "date": "2026-12-08",
        "session": "morning",
        "booked_by": "B. P. S.",
        "leaves_from": "2026-12-01T04:00:00Z",
    }


def test_nobody_else_is_listed(services: Services, owned: Booking, clock: FixedClock) -> None:
    """Own bookings are no listings, nor is one that was left, one that was cancelled, or one whose day is over."""
    assert listings.listings_of(services, "budi") == []
    clock.instant = owned.until
    assert listings.listings_of(services, "siti") == []
    clock.instant = NOW + HOUR
    leave(services, owned)
    assert listings.listings_of(services, "siti") == []
    mine = own_booking(services)
    assert listings.listings_of(services, "siti") == []
    cancel.cancel(services, "siti", mine.booking_id)
    assert listings.listings_of(services, "siti") == []


def test_the_booker_is_told_by_mail_once(services: Services, mail: Post, squatted: Booking, clock: FixedClock) -> None:
    """The mail names person, office and day; the time to object begins then. Asking again sends no second mail."""
    asked_at = clock.instant
    listing = contest(services, mail, squatted)
    assert (listing.person.contested_at, listing.person.told_at) == (asked_at, asked_at)
    clock.instant += HOUR
    assert contest(services, mail, squatted).person.told_at == asked_at
    [(to, letter)] = mail.sent
    assert to == "budi@contoh.id"
    for part in ("Nama Lain", "Kantor Imigrasi Bogor", "Selasa, 8 Desember 2026", "24 jam"):
        assert part in letter.text
    after = now_of(services, squatted)
    assert booking_view(after)["applicants"][1]["contested_at"] == "2026-12-01T04:00:00Z"
    assert after.changed_at == squatted.changed_at
    assert seats(services) == (2, 0)


def test_the_mail_is_in_the_bookers_language_and_leads_to_the_booking(
    services: Services, mail: Post, squatted: Booking
) -> None:
    """Where the booker can object, if the address of the site is known; of who asks it tells nothing more."""
    services.store.accounts.change_settings("budi", "en", reminders=None)
    listings.contest(services, mail, "siti", squatted.booking_id, "https://antrean.example")
    [(_, letter)] = mail.sent
    assert letter.kind == "contested"
    for part in ("Dear Budi Putra Santoso", "Tuesday, 8 December 2026", "24 hours"):
        assert part in letter.text
    assert f"https://antrean.example/antrean/{squatted.booking_id}\n" in letter.text
    assert "siti" not in (letter.text + letter.html).lower()


def test_of_two_who_contest_at_once_one_mails(
    services: Services, mail: Post, squatted: Booking, recorder: Recorder
) -> None:
    """Only whoever writes that it is contested sends the mail; the other finds it told."""

    def before(number: int) -> None:
        if recorder.calls[number] == "transact_write_items":
            recorder.reset()
            contest(services, mail, squatted)

    recorder.reset()
    recorder.before = before
    assert contest(services, mail, squatted).person.told_at
    assert len(mail.sent) == 1


def test_only_who_is_listed_contests(services: Services, mail: Post, owned: Booking, clock: FixedClock) -> None:
    """Nobody learns of a booking that does not have them; and from its day on a booking is over."""
    register(services, "ani", 903, "Ani")
    for account_id in ("ani", "budi"):
        attempt = partial(listings.contest, services, mail, account_id, owned.booking_id)
        assert refusal(attempt).code == Code.NOT_FOUND
    clock.instant = owned.closes_at
    assert refusal(lambda: contest(services, mail, owned)).code == Code.TOO_LATE
    clock.instant = NOW + HOUR
    cancel.cancel(services, "budi", owned.booking_id)
    assert refusal(lambda: contest(services, mail, owned)).code == Code.TOO_LATE
    assert not mail.sent


def test_a_booking_that_was_served_is_over(services: Services, mail: Post, owned: Booking, clock: FixedClock) -> None:
    """Nobody contests, leaves or objects in a booking whose people were received."""
    contest(services, mail, owned)
    clock.instant = owned.closes_at + 9 * HOUR
    mark_arrived(services, now_of(services, owned), CheckIn(clock.instant, "bogor", "petugas"))
    objecting = partial(listings.object_to, services, "budi", owned.booking_id, 1)
    for attempt in (partial(contest, services, mail, owned), partial(leave, services, owned), objecting):
        assert refusal(attempt).code == Code.TOO_LATE


def test_the_time_to_object_may_end_too_late_to_leave(
    services: Services, mail: Post, squatted: Booking, clock: FixedClock
) -> None:
    """Whoever has to ask less than 24 hours before the booking closes cannot leave it any more, and is told so."""
    clock.instant = squatted.closes_at - DAY
    assert contest(services, mail, squatted).leaves_from is None
    clock.instant = squatted.closes_at - SECOND
    assert refusal(partial(leave, services, squatted)).code == Code.TOO_LATE


def test_a_second_earlier_it_does_not(services: Services, mail: Post, squatted: Booking, clock: FixedClock) -> None:
    """Whoever asks earlier leaves in the booking's last second."""
    clock.instant = squatted.closes_at - DAY - SECOND
    assert contest(services, mail, squatted).leaves_from == squatted.closes_at - SECOND
    clock.instant = squatted.closes_at - SECOND
    leave(services, squatted)
    assert not now_of(services, squatted).applicants[1].present


def test_the_time_begins_when_the_mail_was_taken(
    services: Services, mail: Post, squatted: Booking, clock: FixedClock
) -> None:
    """Where handing the mail over takes a while, the time to object begins after it."""
    asked_at = clock.instant

    def takes_a_while(_to: str, _letter: Message) -> None:
        clock.instant += 10 * SECOND

    mail.send = takes_a_while  # type: ignore[method-assign, assignment]
    person = contest(services, mail, squatted).person
    assert (person.contested_at, person.told_at) == (asked_at, asked_at + 10 * SECOND)


def test_a_booker_objects_to_who_contests(services: Services, mail: Post, squatted: Booking, clock: FixedClock) -> None:
    """Only a contested place, only by the account that booked; objecting again is the same objection."""
    objecting = partial(listings.object_to, services, "budi", squatted.booking_id)
    assert refusal(lambda: objecting(1)).code == Code.NOT_CONTESTED
    contest(services, mail, squatted)
    assert refusal(lambda: objecting(2)).code == Code.NOT_CONTESTED
    assert refusal(lambda: objecting(3)).code == Code.NOT_FOUND
    attempt = partial(listings.object_to, services, "siti", squatted.booking_id, 1)
    assert refusal(attempt).code == Code.NOT_FOUND
    first = objecting(1)
    assert first.applicants[1].objected_at == clock.instant
    clock.instant += HOUR
    assert objecting(1) == first
    assert "objected_at" in booking_view(first)["applicants"][1]
    assert [*listing_view(listings.listings_of(services, "siti")[0])][-2:] == ["contested_at", "objected_at"]


def test_an_objection_ends_with_the_booking(
    services: Services, mail: Post, squatted: Booking, clock: FixedClock
) -> None:
    """From its day on nobody objects any more, though there were hours left to object."""
    clock.instant = squatted.closes_at - HOUR
    contest(services, mail, squatted)
    clock.instant = squatted.closes_at
    attempt = partial(listings.object_to, services, "budi", squatted.booking_id, 1)
    assert refusal(attempt).code == Code.TOO_LATE


@pytest.mark.parametrize(("level", "free"), [(1, False), (2, True), (3, True)])
def test_from_level_2_on_an_owner_leaves_at_once(
    services: Services,
    squatted: Booking,
    level: int,
    free: bool,  # noqa: FBT001
) -> None:
    """Who logged in nationally needs nobody's patience; a match of the registry is not enough."""
    raise_level(services, level)
    if free:
        leave(services, squatted)
    else:
        assert refusal(lambda: leave(services, squatted)).code == Code.CONTEST_FIRST
    assert now_of(services, squatted).applicants[1].present is not free


def test_whose_other_day_is_over_books_without_asking(services: Services, owned: Booking, clock: FixedClock) -> None:
    """With the note on the profile the guard is read; one that has lapsed holds nobody, and nobody is taken out."""
    assert refusal(lambda: own_booking(services)).code == Code.NIK_ALREADY_BOOKED
    quota = services.store.quotas.get(SLOT)
    assert quota
    later = SLOT._replace(date=SLOT.date + timedelta(days=2))
    services.store.quotas.publish(quota._replace(slot=later, closes_at=quota.closes_at + timedelta(days=2)))
    clock.instant = owned.until
    assert book.book(services, "siti", asked(1, later), "lagi").holds_seats
    assert now_of(services, owned) == owned
