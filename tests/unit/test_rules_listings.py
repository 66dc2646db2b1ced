"""A person in the booking of another account: what they see of it, and how they get out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Code
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.bookings.ownership import leaves_from, supersedes_from
from antrean.changes import add, book, cancel
from antrean.listings import listings
from antrean.messages.port import Message, NotSent
from antrean.people.items import registration_key
from antrean.people.model import Registration
from antrean.slots.model import Slot
from instruments.replay.people import nik, sign_up_of
from tests.support.ledger import unbalanced
from tests.support.wishes import KEY, asked, kept, more, refusal
from tests.unit.conftest import NOW, OTHER_SLOT, SLOT

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


class Postbox:
    """Takes letters, or refuses them."""

    def __init__(self) -> None:
        """Begin empty."""
        self.sent: list[tuple[str, Message]] = []
        self.refuses = False

    def send(self, to: str, letter: Message) -> None:
        """Take a letter."""
        if self.refuses:
            raise NotSent("Throttling")
        self.sent.append((to, letter))


@pytest.fixture
def mail() -> Postbox:
    """What carries letters."""
    return Postbox()


def account(services: Services, account_id: str, serial: int, at: datetime) -> str:
    """A citizen who registered at an instant."""
    waiting = sign_up_of(account_id, nik(serial), services.nik_keys(), f"{account_id.capitalize()} Sari")
    services.store.accounts.register(waiting, at)
    return account_id


@pytest.fixture
def budi(services: Services) -> str:
    """Budi, who has the NIK of serial 1 since the day before."""
    return account(services, "budi", 1, NOW - timedelta(days=1))


@pytest.fixture
def made(services: Services, siti: str) -> Booking:
    """A booking of Siti that lists serial 1 as a child."""
    return book.book(services, siti, asked(2), KEY)


def level(services: Services, value: int) -> None:
    """Set the level of identity of serial 1 by hand."""
    services.store._table.update(  # noqa: SLF001 - nothing sets a level yet
        registration_key(services.nik_keys().key(nik(1))),
        "SET #level = :level",
        "attribute_exists(pk)",
        values={":level": value},
        names={"#level": "level"},
    )


def booked(services: Services, key: str = "kunci-budi") -> Booking:
    """Budi books himself in the afternoon."""
    return book.book(services, "budi", asked(1, OTHER_SLOT), key)


# ------------------------------------------------------------------------------------------- seeing it


def test_the_owner_sees_where_and_of_the_booker_initials(services: Services, budi: str, made: Booking) -> None:
    """Office and slot, and of the booker no more than the initials; others see nothing."""
    [listing] = listings.listings_of(services, budi)
    assert (listing.booking.slot, listing.initials) == (SLOT, "S. R.")
    assert (listing.leaves_from, listing.supersedes_from) == (made.created_at, None)
    assert listings.listings_of(services, made.account_id) == []


def test_nobody_is_listed_by_themselves_or_by_who_let_them_go(services: Services, budi: str, made: Booking) -> None:
    """One's own booking is no listing, nor one that was cancelled, nor one whose day is over."""
    cancel.cancel(services, made.account_id, made.booking_id)
    assert listings.listings_of(services, budi) == []
    booked(services)
    assert listings.listings_of(services, budi) == []


# ------------------------------------------------------------------------------------------- contesting


def test_contesting_tells_the_booker_once(services: Services, budi: str, made: Booking, mail: Postbox) -> None:
    """The booker's mail says who asks, where and until when; asked again, nothing is sent again."""
    listings.contest(services, mail, budi, made.booking_id)
    listing = listings.contest(services, mail, budi, made.booking_id)
    assert listing.supersedes_from == NOW + 24 * HOUR
    [(to, letter)] = mail.sent
    assert to == "siti@contoh.id"
    assert "Anak A" in letter.text
    assert "24" in letter.text
    assert nik(1) not in letter.text


def test_the_time_begins_with_the_mail(
    services: Services, budi: str, made: Booking, mail: Postbox, clock: FixedClock
) -> None:
    """Where the mail could not be handed over nothing runs; whoever asks a minute later hands it over."""
    mail.refuses = True
    assert refusal(lambda: listings.contest(services, mail, budi, made.booking_id)).code == Code.BUSY
    assert listings.listings_of(services, budi)[0].supersedes_from is None
    mail.refuses = False
    clock.instant = NOW + MINUTE - timedelta(seconds=1)
    assert refusal(lambda: listings.contest(services, mail, budi, made.booking_id)).code == Code.BUSY
    clock.instant = NOW + MINUTE
    assert listings.contest(services, mail, budi, made.booking_id).supersedes_from == clock.instant + 24 * HOUR
    assert len(mail.sent) == 1


def test_only_who_is_listed_contests(services: Services, budi: str, made: Booking, mail: Postbox) -> None:
    """A stranger learns nothing of a booking, nor does its own account; on the day itself it is too late."""
    account(services, "tono", 77, NOW)
    for who in ("tono", made.account_id):
        asking = partial(listings.contest, services, mail, who, made.booking_id)
        assert refusal(asking).code == Code.NOT_FOUND
    services.clock.instant = made.closes_at  # type: ignore[attr-defined]
    assert refusal(lambda: listings.contest(services, mail, budi, made.booking_id)).code == Code.TOO_LATE


def test_the_booker_objects(services: Services, budi: str, made: Booking, mail: Postbox, clock: FixedClock) -> None:
    """After that neither waiting nor booking helps, only a counter; nobody else objects, and not to nothing."""
    place = 1
    objecting = listings.object_to
    assert refusal(lambda: objecting(services, made.account_id, made.booking_id, place)).code == Code.NOT_CONTESTED
    listings.contest(services, mail, budi, made.booking_id)
    assert refusal(lambda: objecting(services, budi, made.booking_id, place)).code == Code.NOT_FOUND
    assert refusal(lambda: objecting(services, made.account_id, made.booking_id, 2)).code == Code.NOT_FOUND
    objecting(services, made.account_id, made.booking_id, place)
    objected = objecting(services, made.account_id, made.booking_id, place)
    assert objected.applicants[place].objected_at == NOW
    clock.instant = NOW + 48 * HOUR
    assert refusal(lambda: booked(services)).code == Code.NIK_ALREADY_BOOKED
    assert listings.listings_of(services, budi)[0].supersedes_from is None


def test_nobody_objects_when_the_time_is_over(
    services: Services, budi: str, made: Booking, mail: Postbox, clock: FixedClock
) -> None:
    """Until the last second of the day an objection counts, and then no more: the person was told so."""
    listings.contest(services, mail, budi, made.booking_id)
    clock.instant = NOW + 24 * HOUR
    late = refusal(lambda: listings.object_to(services, made.account_id, made.booking_id, 1))
    assert late.code == Code.TOO_LATE
    clock.instant -= timedelta(seconds=1)
    assert listings.object_to(services, made.account_id, made.booking_id, 1).applicants[1].objected_at


# ------------------------------------------------------------------------------------------- leaving


def test_an_older_account_leaves_at_once(services: Services, budi: str, made: Booking) -> None:
    """The seat is kept and the guard is gone; repeated, nothing happens; the booking never lists them again."""
    for _ in range(2):
        listings.leave(services, budi, made.booking_id)
    assert kept(services.store) == 1
    assert booked(services).holds_seats
    refused = refusal(lambda: add.add(services, made.account_id, made.booking_id, more(1, 1), "lagi"))
    assert refused.code == Code.NIK_ALREADY_BOOKED
    assert not unbalanced(services.store, [SLOT, OTHER_SLOT], settled=True)


def test_who_registered_before_being_added_is_older(services: Services, siti: str, clock: FixedClock) -> None:
    """It counts when somebody was put into the booking, and not when it was made for others."""
    made = book.book(services, siti, asked(1), KEY)
    tono = account(services, "tono", 40, NOW + MINUTE)
    clock.instant = NOW + 2 * MINUTE
    add.add(services, siti, made.booking_id, more(1, 40), "tambah")
    [listing] = listings.listings_of(services, tono)
    assert listing.leaves_from == NOW + 2 * MINUTE
    listings.leave(services, tono, made.booking_id)
    assert listings.listings_of(services, tono) == []


def test_a_younger_account_asks_first_and_waits(
    services: Services, made: Booking, mail: Postbox, clock: FixedClock
) -> None:
    """Without asking it is refused, after asking for 24 hours, and is told until when; then it leaves."""
    tono = account(services, "tono", 1, NOW + MINUTE)
    leaving = partial(listings.leave, services, tono, made.booking_id)
    assert (refusal(leaving).code, refusal(leaving).members) == (Code.CONTEST_FIRST, {})
    listings.contest(services, mail, tono, made.booking_id)
    clock.instant = NOW + 24 * HOUR - timedelta(seconds=1)
    assert (refusal(leaving).code, refusal(leaving).members) == (Code.CONTEST_FIRST, {"until": NOW + 24 * HOUR})
    clock.instant = NOW + 24 * HOUR
    leaving()
    assert kept(services.store) == 1


def test_after_an_objection_a_younger_account_goes_to_a_counter(
    services: Services, made: Booking, mail: Postbox, clock: FixedClock
) -> None:
    """The refusal says so."""
    tono = account(services, "tono", 1, NOW + MINUTE)
    listings.contest(services, mail, tono, made.booking_id)
    listings.object_to(services, made.account_id, made.booking_id, 1)
    clock.instant = NOW + 48 * HOUR
    assert refusal(lambda: listings.leave(services, tono, made.booking_id)).code == Code.OBJECTED
    level(services, 2)
    listings.leave(services, tono, made.booking_id)


# ------------------------------------------------------------------------------------------- superseding


def test_the_owner_books_a_day_after_asking(
    services: Services, budi: str, made: Booking, mail: Postbox, clock: FixedClock
) -> None:
    """Until then the owner is refused by place; then the booking is made, and the other keeps the seat."""
    assert refusal(lambda: booked(services)).members == {"applicants": [0]}
    listings.contest(services, mail, budi, made.booking_id)
    clock.instant = NOW + 24 * HOUR - timedelta(seconds=1)
    assert refusal(lambda: booked(services)).code == Code.NIK_ALREADY_BOOKED
    clock.instant = NOW + 24 * HOUR
    assert booked(services).holds_seats
    other = services.store.bookings.get(made.booking_id)
    assert other
    assert ([each.presence for each in other.applicants], kept(services.store)) == (["present", "superseded"], 0)
    assert not unbalanced(services.store, [SLOT, OTHER_SLOT], settled=True)
    cancel.cancel(services, made.account_id, made.booking_id)
    assert kept(services.store) == 2


@pytest.mark.usefixtures("made")
def test_at_level_2_the_owner_books_at_once(services: Services, budi: str) -> None:
    """Nobody is asked; at level 1 the booker still is."""
    level(services, 1)
    assert refusal(lambda: booked(services)).code == Code.NIK_ALREADY_BOOKED
    level(services, 2)
    assert booked(services).holds_seats
    profile = services.store.accounts.get(budi)
    assert profile
    assert not profile.self_guarded


@pytest.mark.usefixtures("budi")
def test_the_last_who_is_superseded_ends_the_other_booking(services: Services, siti: str) -> None:
    """A booking in which nobody comes any more is cancelled in the same write, and its seats are kept."""
    request = asked(2)
    alone = request.model_copy(update={"applicants": request.applicants[1:]})
    made = book.book(services, siti, alone, KEY)
    level(services, 2)
    booked(services)
    other = services.store.bookings.get(made.booking_id)
    profile = services.store.accounts.get(siti)
    assert other
    assert profile
    assert (other.status, kept(services.store), profile.active_booking) == ("cancelled", 1, None)
    assert not unbalanced(services.store, [SLOT, OTHER_SLOT], settled=True)


@pytest.mark.usefixtures("budi")
def test_whoever_comes_alone_is_not_superseded_during_the_visit(
    services: Services, siti: str, clock: FixedClock
) -> None:
    """From 09:01 of the day on, when the window begins, until that day is over; a second before it is done."""
    request = asked(2)
    alone = request.model_copy(update={"applicants": request.applicants[1:]})
    made = book.book(services, siti, alone, KEY)
    level(services, 2)
    later = _published_after(services, made)
    clock.instant = datetime(2026, 12, 8, 2, 1, tzinfo=UTC)
    refused = refusal(lambda: book.book(services, "budi", asked(1, later), "kunci-budi"))
    assert (refused.code, refused.members["applicants"]) == (Code.NIK_ALREADY_BOOKED, [0])
    assert listings.listings_of(services, "budi")[0].supersedes_from is None
    assert services.store.bookings.get(made.booking_id) == made
    clock.instant -= timedelta(seconds=1)
    assert listings.listings_of(services, "budi")[0].supersedes_from == made.created_at
    assert book.book(services, "budi", asked(1, later), "kunci-budi").holds_seats


@pytest.mark.usefixtures("budi")
def test_beside_others_the_owner_is_superseded_during_the_visit(
    services: Services, made: Booking, clock: FixedClock
) -> None:
    """The booking stays for who comes with it, and shows whether they did."""
    level(services, 2)
    later = _published_after(services, made)
    clock.instant = made.arrives_from
    assert book.book(services, "budi", asked(1, later), "kunci-budi").holds_seats
    other = services.store.bookings.get(made.booking_id)
    assert other
    assert other.is_awaited


def test_a_right_that_comes_after_the_window_began_is_none() -> None:
    """Who comes alone and asked on the day before is told of no instant at which the visit has begun already."""
    from instruments.bookings import booking  # noqa: PLC0415 - for this test alone

    of = booking()._replace(applicants=booking().applicants[-1:])
    older = Registration("x", of.created_at - HOUR)
    told = [
        of.applicants[0]._replace(told_at=of.arrives_from - 24 * HOUR - timedelta(seconds=early)) for early in (0, 1)
    ]
    late, in_time = (supersedes_from(older, of._replace(applicants=(who,)), who, NOW) for who in told)
    assert (late, in_time) == (None, of.arrives_from - timedelta(seconds=1))


def _published_after(services: Services, made: Booking) -> Slot:
    """Publish the morning two days after a booking's."""
    quota = services.store.quotas.get(made.slot)
    assert quota
    later = made.slot._replace(date=made.slot.date + timedelta(days=2))
    services.store.quotas.publish(quota._replace(slot=later, closes_at=quota.closes_at + timedelta(days=2)))
    return later


def test_the_rights_of_an_owner() -> None:
    """By age of the registration, level, and what the booker did, for leaving and for superseding."""
    from instruments.bookings import booking  # noqa: PLC0415 - for this test alone

    of = booking()
    child = of.applicants[-1]
    told = child._replace(contested_at=NOW, told_at=NOW)
    objected = told._replace(objected_at=NOW)
    older, younger = Registration("x", of.created_at - HOUR), Registration("x", of.created_at)
    unknown, strong = Registration("x", None), Registration("x", of.created_at, 2)
    day = NOW + 24 * HOUR
    assert [leaves_from(owner, of, child) for owner in (older, unknown, strong)] == [of.created_at] * 3
    assert [leaves_from(younger, of, who) for who in (child, told, objected)] == [None, day, None]
    assert [supersedes_from(older, of, who, NOW) for who in (child, told, objected)] == [None, day, None]
    assert [supersedes_from(younger, of, who, NOW) for who in (child, told, objected)] == [None, None, None]
    assert [supersedes_from(strong, of, who, NOW) for who in (child, told, objected)] == [of.created_at] * 3


def test_only_the_guard_of_the_booking_that_was_read(services: Services, made: Booking) -> None:
    """A guard that belongs to a third booking by now is not taken over."""
    from antrean.aws.table import TransactionRefused  # noqa: PLC0415 - for this test alone

    guards = services.store.bookings._guards  # noqa: SLF001 - its write
    action = guards.supersede(services.nik_keys().key(nik(1)), "B" * 16, made.until, "C" * 16)
    with pytest.raises(TransactionRefused):
        services.store._table.transact([action])  # noqa: SLF001
    services.store._table.transact(  # noqa: SLF001
        [guards.supersede(services.nik_keys().key(nik(1)), "B" * 16, made.until, made.booking_id)]
    )
