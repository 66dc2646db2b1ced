"""Letters: what each notice says to whom, in which language, and when it is no longer true."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from antrean.account.model import Erasure
from antrean.account.store import Erasures
from antrean.base.clock import FixedClock
from antrean.bookings.model import Answer, Applicant, Booking, BookingStatus, CheckIn, Displacement, Offer
from antrean.bookings.operation import Services
from antrean.changes import book, cancel
from antrean.closures.model import Closure
from antrean.login.store import AddressChanges
from antrean.messages.letters import texts
from antrean.messages.port import Message
from antrean.notices.model import KINDS, Kind, Notice
from antrean.notices.reminders import occasion_of
from antrean.notices.waiting import OF_WAITING
from antrean.offices.model import Details
from antrean.people.model import AddressChange, Language
from antrean.waiting.model import Entry, Skip
from antrean.waiting.store import Outranked
from instruments.replay.calls import Recorder
from instruments.replay.people import holds_nik, nik, sign_up_of
from tests.support.hall import mark_arrived
from tests.support.same_table import closures_of, waiting_of
from tests.support.telling import SITE, Telling
from tests.support.wishes import KEY, asked
from tests.unit.conftest import DAY, NOW, OFFICE

HOUR = timedelta(hours=1)
LANGUAGES: tuple[Language, ...] = ("id", "en")
OF_ADDRESSES = ("address_changed", "address_restored")
OF_ACCOUNTS = ("bookings_paused", "family_paused", "new_device", "idle_warned", *OF_ADDRESSES)
OF_OFFERS = ("offer_made", "offer_lapsed", "offer_withdrawn")
"""What becomes of offers is read in `test_notices_waiting.py`."""
ELSEWHERE = (
    *("nik_lost", "card_seen", "card_seen_before"),
    *("missed", "frozen", "appeal_granted", "appeal_refused"),
)
"""They need no booking, and are read in `test_rules_cards.py` and `test_rules_misses_back.py`."""
BESIDES = {*OF_ACCOUNTS, *ELSEWHERE, *OF_WAITING, *OF_OFFERS}
"""Kinds that tell of no booking that somebody holds."""
WITH_CALENDAR = {"booked", "added", "moved", "cancelled", "displaced", "restored", "lapsed"}
TO_LISTED = {"listed", "listed_displaced", "listed_restored", "listed_moved", "listed_ended", "listed_left"}


MOVED = AddressChange(
    "siti", "change", "siti@contoh.id", "baru@contoh.id", "siti", NOW, datetime(2026, 12, 5, 7, 30, tzinfo=UTC)
)
"""Siti has another address."""


@pytest.fixture
def made(services: Services, siti: str) -> Booking:
    """A booking of Siti and a child who has an account, Ayu."""
    services.store.accounts.register(sign_up_of("ayu", nik(1), services.nik_keys(), "Ayu Lestari"), NOW)
    made = book.book(services, siti, asked(2), KEY)
    told = NOW - timedelta(hours=1)
    slots, lapses_at = (made.slot,), NOW + timedelta(days=37)
    closures_of(services).begin(
        Closure("closure-1", "bogor", DAY, DAY, None, slots, "Banjir", "operator", told, lapses_at)
    )
    return made


def notice_of(kind: Kind, booking: Booking) -> Notice:
    """A notice of a kind about a booking, its second person, or its account."""
    if kind == "new_device":
        return Notice(kind, booking.account_id, "device", NOW)
    if kind in OF_ADDRESSES:
        return Notice(kind, booking.account_id, "change", NOW, not_after=MOVED.until)
    if kind == "waiting_listed":
        return Notice(kind, booking.account_id, "ayu-20261201", NOW)
    if kind in OF_WAITING:
        # All that is told of an entry begins with its id; of a skip also its office and day.
        return Notice(kind, booking.account_id, f"entry-1-bogor-{NOW.astimezone(UTC):%Y-%m-%d}", NOW)
    if kind in OF_ACCOUNTS:
        return Notice(kind, booking.account_id, "1", NOW, not_after=datetime(2026, 12, 5, 7, 30, tzinfo=UTC))
    place = 1 if kind in {"left", "superseded", *TO_LISTED} else None
    occasion = "closure-1" if KINDS[kind].of_closure else "0"
    return Notice(kind, booking.booking_id, occasion_of(booking.slot) if "reminder" in kind else occasion, NOW, place)


def ended(kind: Kind, services: Services, made: Booking) -> Booking:
    """The booking in a state in which a notice of a kind is true."""
    match kind:
        case "idle_warned":
            account = services.store.accounts.get("siti")
            assert account
            idle = Erasure(datetime(2026, 12, 5, 7, 30, tzinfo=UTC), "siti", "siti", "mailbox")
            mark = Erasures(services.store._table)  # noqa: SLF001 - as above
            table = services.store._table  # noqa: SLF001 - its booking is over by then
            table.update(("ACCOUNT#siti", "PROFILE"), "REMOVE active_until", "attribute_exists(pk)")
            assert mark.close_idle(idle, account, NOW)
            return made
        case "address_changed" | "address_restored":
            changes = AddressChanges(services.store._table)  # noqa: SLF001 - as above
            boxes = services.pepper.mailbox(MOVED.before), services.pepper.mailbox(MOVED.after)
            assert changes.make(MOVED, boxes, NOW)
            assert kind == "address_changed" or changes.undo(MOVED, boxes, NOW)
            return made
        case "displaced" | "listed_displaced":
            displaced = made.displaced(Displacement("closure-1", "Banjir", NOW + timedelta(days=37)), NOW)
            services.store.bookings.commit_marks(made, displaced)
            return displaced
        case "offer_made" | "offer_lapsed" | "offer_withdrawn":
            return _offered(kind, services, made)
        case "cancelled" | "lapsed" | "listed_ended":
            return cancel.cancel(services, "siti", made.booking_id)
        case "left" | "listed_left":
            return cancel.leave(services, "siti", made.booking_id, 1)
        case "superseded":
            superseded = made.without(1, "superseded", NOW)
            services.store.bookings.commit_marks(made, superseded)
            return superseded
        case _:
            if kind in OF_WAITING:
                _waiting(kind, services, made)
            return made


def _offered(kind: Kind, services: Services, made: Booking) -> Booking:
    """The booking as an offer, or as one that has ended."""
    answers: dict[Kind, Answer] = {"offer_lapsed": "lapsed", "offer_withdrawn": "withdrawn"}
    offer = Offer("entry-1", NOW + timedelta(hours=6), answers.get(kind))
    status: BookingStatus = "cancelled" if offer.answer else "offered"
    offered = made._replace(status=status, offer=offer, revision=made.revision + 1)
    services.store.bookings.commit_marks(made, offered)
    return offered


def _waiting(kind: Kind, services: Services, made: Booking) -> None:
    """An entry of the booking's account that was passed over, and has ended where that is told."""
    entry = Entry(
        entry_id="entry-1",
        account_id=made.account_id,
        offices=("bogor",),
        first=made.slot.date,
        last=made.slot.date,
        sessions=(),
        service="new",
        people=made.applicants,
        joined_at=NOW,
        rank=0,
        ends_at=NOW + timedelta(days=6),
        fingerprint="",
        skips=(Skip(made.slot, NOW, 2, booked=kind == "waiting_booked"),),
    )
    account = services.store.accounts.get(made.account_id)
    assert account
    ended = entry.ended("over") if kind == "waiting_ended" else entry
    assert waiting_of(services).enter(ended, NOW, Outranked(), account, account.limits)


def letter(telling: Telling, kind: Kind, booking: Booking) -> Message | None:
    """What a notice of a kind says now."""
    post = telling.notifier.letters.post(notice_of(kind, booking))
    return post.message if post else None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ELSEWHERE])
def test_every_kind_is_said_in_the_language_of_the_account(
    telling: Telling, services: Services, made: Booking, kind: Kind, language: Language
) -> None:
    """As text and as HTML, without a NIK, with a link into the site; whoever is listed learns nobody's name or code."""
    for account in ("siti", "ayu"):
        services.store.accounts.change_settings(account, language)
    now = ended(kind, services, made)
    said = letter(telling, kind, now)
    assert said
    both = said.subject + said.text + said.html
    words = texts(language)
    assert said.text.startswith(words["greeting"].split("{")[0])
    assert f'<html lang="{language}">' in said.html
    saturday = kind in OF_ACCOUNTS and kind != "new_device"
    day = {"id": "Sabtu" if saturday else "Selasa", "en": "Saturday" if saturday else "Tuesday"}
    dayless = {"address_restored", "waiting_listed", "waiting_left_out", "waiting_ended"}
    assert day[language] in said.text or kind in dayless
    assert words["foot"] in said.text
    assert not holds_nik(both)
    assert not re.search(r"[{}]", said.text + said.subject)
    private = kind in TO_LISTED or kind in OF_ACCOUNTS or kind in OF_WAITING
    link = f"{SITE}/antrean" if private else f"{SITE}/antrean/{made.booking_id}"
    if kind in OF_ADDRESSES:
        undo = f"{SITE}/akun/surel/kembali#siti.{services.pepper.undo_mark('siti', 'change')}"
        link = undo if kind == "address_changed" else f"{SITE}/masuk"
    if kind == "idle_warned":
        link = f"{SITE}/masuk"
    if kind in OF_WAITING:
        link = f"{SITE}/tunggu"
    if kind == "new_device":
        link = f"{SITE}/sandi"
    assert f"{link}\n" in said.text
    assert f'href="{link}"' in said.html
    assert (made.booking_id in both) == (not private)
    if kind in TO_LISTED:
        assert not any(each.full_name in both for each in made.applicants)
        assert "S.\u00a0R." in said.text
    assert (f"{SITE}/akun\n" in said.text) == kind.startswith("reminder")
    assert bool(said.attachments) == (kind in WITH_CALENDAR)
    assert (said.kind, said.reference) == (kind, notice_of(kind, made).notice_id.replace("#", "__"))


def test_both_languages_say_the_same_kinds() -> None:
    """A sentence that stands in one language only would be missing for half of the people."""
    indonesian, english = (texts(language) for language in LANGUAGES)
    assert indonesian.keys() == english.keys()
    for kind in KINDS:
        one, other = indonesian["kinds"][kind], english["kinds"][kind]
        assert [len(one[part]) for part in ("paragraphs", "after")] == [
            len(other[part]) for part in ("paragraphs", "after")
        ]


def test_a_calendar_file_is_of_the_booking_as_it_is(telling: Telling, services: Services, made: Booking) -> None:
    """The file of a cancelled booking takes it out of a calendar."""
    said = letter(telling, "booked", made)
    assert said
    [file] = said.attachments
    assert (file.name, file.media_type) == ("antrean-paspor.ics", "text/calendar; charset=utf-8")
    assert b"STATUS:CONFIRMED" in file.content
    gone = letter(telling, "cancelled", ended("cancelled", services, made))
    assert gone
    assert b"STATUS:CANCELLED" in gone.attachments[0].content


def test_a_mailed_calendar_file_has_the_address(
    telling: Telling, services: Services, clock: FixedClock, made: Booking, recorder: Recorder
) -> None:
    """That which the office tells, as a warm environment remembers it: no letter of the next minute reads it again."""
    office = OFFICE._replace(details=Details(address="Jl. Ahmad Yani 65"), version=1, last_change="1")
    assert services.store.offices.change(OFFICE, office, "operator", "uji", NOW)
    clock.instant += timedelta(seconds=61)
    recorder.calls.clear()
    said = letter(telling, "booked", made)
    assert said
    assert b"LOCATION:Kantor Imigrasi Bogor\\, Jl. Ahmad Yani 65\r\n" in said.attachments[0].content
    assert recorder.calls.count("query") == 1
    recorder.calls.clear()
    assert letter(telling, "booked", made)
    assert "query" not in recorder.calls


def changed(made: Booking, **person: object) -> Booking:
    """The booking with its second person changed."""
    other: Applicant = made.applicants[1]._replace(**person)  # type: ignore[arg-type]
    return made._replace(applicants=(made.applicants[0], other))


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind not in {*BESIDES, "cancelled", "lapsed", "listed_ended"}]
)
def test_of_a_cancelled_booking_nothing_else_is_told(
    telling: Telling, services: Services, made: Booking, kind: Kind
) -> None:
    """Whatever was to be told before, but for who was superseded, whose notice tells the end too, or taken out."""
    now = cancel.cancel(services, "siti", ended(kind, services, made).booking_id)
    assert (letter(telling, kind, now) is not None) == (kind in {"superseded", "listed_left"})


@pytest.mark.parametrize("kind", ["cancelled", "left", "superseded", "listed_ended", "listed_left"])
def test_who_still_comes_is_not_told_of_as_gone(telling: Telling, made: Booking, kind: Kind) -> None:
    """Neither the booking nor its person."""
    assert letter(telling, kind, made) is None


def test_who_left_or_asks_to_leave_is_not_told_to_be_listed(
    telling: Telling, services: Services, made: Booking
) -> None:
    """They know."""
    asks = changed(made, contested_at=NOW)
    services.store.bookings.commit_marks(made, asks._replace(revision=1))
    assert letter(telling, "listed", made) is None


def test_a_reminder_is_of_the_slot_that_the_booking_has(
    telling: Telling, services: Services, made: Booking, clock: FixedClock
) -> None:
    """Not of one that it was moved from, nor of a visit that is over."""
    assert telling.notifier.letters.post(notice_of("reminder_today", made)._replace(occasion="another slot")) is None
    mark_arrived(services, made, CheckIn(clock.instant, "bogor", "officer"))
    assert letter(telling, "reminder_today", made) is None


def test_a_pause_is_told_with_its_end(telling: Telling, made: Booking) -> None:
    """In the time of the capital, since an account belongs to no office."""
    said = letter(telling, "bookings_paused", made)
    assert said
    assert "Sabtu, 5 Desember 2026 pukul 14.30 WIB" in said.subject


def test_whose_account_is_gone_is_told_nothing(telling: Telling, made: Booking) -> None:
    """There is no mailbox any more."""
    nobody = notice_of("bookings_paused", made)._replace(subject="nobody")
    assert telling.notifier.letters.post(nobody) is None


def test_how_long_what_is_kept(telling: Telling, made: Booking, recorder: Recorder) -> None:
    """A notice for 40 days, and a mailbox that takes no mail for 180."""
    assert notice_of("booked", made).expires_at == NOW + timedelta(days=40)
    written: list[dict[str, Any]] = []

    def note(_number: int, call: partial[Any]) -> Any:
        written.append(call.keywords["Item"])
        return call()

    recorder.around = note
    telling.mailboxes.note_unreachable("siti@contoh.id", "bounced", NOW)
    [item] = written
    assert item["expires_at"] == {"N": str(int((NOW + timedelta(days=180)).timestamp()))}
    assert "siti@contoh.id" not in str(item)


def test_the_old_mailbox_is_told_of_a_change_and_the_new_one_of_its_undoing(
    telling: Telling, services: Services, siti: str
) -> None:
    """Each once, by the stream, and only what is so still; neither names the other address."""
    changes = AddressChanges(services.store._table)  # noqa: SLF001 - they are no part of the store
    boxes = services.pepper.mailbox(MOVED.before), services.pepper.mailbox(MOVED.after)
    assert changes.make(MOVED, boxes, NOW)
    for _ in range(2):
        telling.dispatcher.address_changed(None, changes.get(siti))
        telling.bring()
    [(to, message)] = telling.post.sent
    assert (to, message.kind) == (MOVED.before, "address_changed")
    assert "contoh.id" not in message.text
    telling.dispatcher.address_changed(changes.get(siti), changes.get(siti))
    assert changes.undo(MOVED, boxes, NOW)
    telling.dispatcher.address_changed(MOVED, changes.get(siti))
    telling.bring()
    to, message = telling.post.sent[-1]
    assert (to, message.kind) == (MOVED.after, "address_restored")
    assert "contoh.id" not in message.text
    assert len(telling.post.sent) == 2


def test_a_change_that_was_undone_before_it_was_told_is_not_told(
    telling: Telling, services: Services, siti: str
) -> None:
    """Its link has been used already."""
    changes = AddressChanges(services.store._table)  # noqa: SLF001 - they are no part of the store
    boxes = services.pepper.mailbox(MOVED.before), services.pepper.mailbox(MOVED.after)
    assert changes.make(MOVED, boxes, NOW)
    telling.dispatcher.address_changed(None, changes.get(siti))
    assert changes.undo(MOVED, boxes, NOW)
    telling.bring()
    assert telling.post.sent == []
