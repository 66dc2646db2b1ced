"""What people who wait are told: of offers and how they end, that they were passed over, and that their entry ended."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.changes import book
from antrean.closures.store import Closures
from antrean.notices import letters
from antrean.notices.events import notices_of
from antrean.notices.waiting import is_true_of_entry, notices_of_entry, of_entry
from antrean.waiting import answers, joining
from antrean.waiting.model import Entry, Skip
from instruments.replay.people import nik
from tests.support.closings import close
from tests.support.same_table import waiting_of
from tests.support.telling import Telling
from tests.support.waiting import HOUR, MINUTE, entry_of, given_back, held, join, later, offer_of, swept
from tests.support.wishes import KEY, asked
from tests.unit.conftest import OFFICE, OTHER_SLOT, SLOT, register


@pytest.fixture
def offered(services: Services, siti: str) -> Booking:
    """An offer of one seat that Siti has."""
    given_back(services)
    join(services, siti)
    later(services, HOUR)
    swept(services)
    return offer_of(services, siti)


def kinds(old: Booking | None, new: Booking | None) -> list[str]:
    """The kinds of the notices of a change."""
    return [notice.kind for notice in notices_of(old, new)]


def kinds_of_entry(services: Services, old: Entry) -> list[str]:
    """The kinds of the notices of what has become of an entry."""
    return [notice.kind for notice in notices_of_entry(old, entry_of(services, old.account_id), services.clock.now())]


def stands(services: Services, made: Booking) -> Booking:
    """A booking as it stands."""
    found = services.store.bookings.get(made.booking_id)
    assert found
    return found


def test_an_offer_is_told_with_its_end(telling: Telling, offered: Booking) -> None:
    """Office, day, window and until when; no number, since there is none before it is accepted."""
    telling.tell(None, offered)
    [(to, message)] = telling.post.sent
    assert (to, message.kind) == ("siti@contoh.id", "offer_made")
    assert "17.00 WIB" in message.subject
    assert offered.queue_number(offered.applicants[0]) not in message.text
    assert f"/antrean/{offered.booking_id}" in message.text


def test_an_offer_of_an_office_whose_zone_has_no_short_name_is_told_too(services: Services, offered: Booking) -> None:
    """The zone is called by its own name then."""
    [notice] = notices_of(None, offered)
    account = services.store.accounts.get(offered.account_id)
    assert account
    elsewhere = offered._replace(timezone="Etc/GMT-7")
    assert "17.00 Etc/GMT-7" in letters.of_booking(notice, elsewhere, None, account, "SR", "https://contoh.id").subject


def test_nobody_is_told_of_an_offer_that_has_ended(telling: Telling, services: Services, offered: Booking) -> None:
    """Neither where it was answered before the mail went, nor once it can no longer be."""
    telling.dispatcher.booking_changed(None, offered)
    answers.decline(services, waiting_of(services), offered.account_id, offered.booking_id)
    telling.bring()
    assert telling.post.sent == []
    [notice] = notices_of(None, offered)
    assert notice.ends_at == datetime(2026, 12, 1, 17, tzinfo=OFFICE.zone)


def test_an_accepted_offer_is_told_as_a_booking(telling: Telling, services: Services, offered: Booking) -> None:
    """With its number."""
    made = answers.accept(services, waiting_of(services), offered.account_id, offered.booking_id)
    assert kinds(offered, made) == ["booked"]
    telling.tell(offered, made)
    assert made.queue_number(made.applicants[0]) in telling.post.sent[0][1].text


def test_a_declined_offer_is_told_nobody(services: Services, offered: Booking) -> None:
    """Whoever declined knows it."""
    declined = answers.decline(services, waiting_of(services), offered.account_id, offered.booking_id)
    assert kinds(offered, declined) == []


def test_an_unanswered_offer_is_told_once(telling: Telling, services: Services, siti: str, offered: Booking) -> None:
    """The first as such, the second as the end of the entry."""
    given_back(services, 1, OTHER_SLOT, 720)
    before = entry_of(services, siti)
    later(services, timedelta(hours=6, minutes=1))
    swept(services)
    assert (kinds(offered, stands(services, offered)), kinds_of_entry(services, before)) == (["offer_lapsed"], [])
    telling.tell(offered, stands(services, offered))
    assert [message.kind for _, message in telling.post.sent] == ["offer_lapsed"]
    second, before = offer_of(services, siti), entry_of(services, siti)
    later(services, timedelta(days=1))
    swept(services)
    assert (kinds(second, stands(services, second)), kinds_of_entry(services, before)) == ([], ["waiting_ended"])


def test_an_offer_that_a_closure_takes_back_is_told(services: Services, closures: Closures, offered: Booking) -> None:
    """And nothing is told of a displacement, which it is none."""
    close(services, closures)
    assert kinds(offered, stands(services, offered)) == ["offer_withdrawn"]


def test_who_is_passed_over_is_told_how_many_there_were(telling: Telling, services: Services, siti: str) -> None:
    """With the day, and that they still wait."""
    budi = register(services, "budi", nik(902))
    held(services, siti, budi, 3, 2)
    before = entry_of(services, siti)
    later(services, timedelta(hours=6))
    swept(services)
    assert kinds_of_entry(services, before) == ["waiting_skipped"]
    telling.dispatcher.entry_changed(before, entry_of(services, siti))
    telling.bring()
    [(_, message)] = telling.post.sent
    assert "8 Desember 2026 ada 2 tempat, dan itu terlalu sedikit untuk 3 orang" in message.text


def test_who_is_booked_by_others_is_told_why_they_get_no_offer(telling: Telling, services: Services, siti: str) -> None:
    """And not of whom, since no account learns of other people's bookings."""
    budi = register(services, "budi", nik(902))
    before = join(services, siti, 2, 20)
    book.book(services, budi, asked(2, OTHER_SLOT, 20), KEY)
    later(services, HOUR)
    join(services, register(services, "citra", nik(903)))
    given_back(services, 2)
    later(services, HOUR)
    swept(services)
    assert kinds_of_entry(services, before) == ["waiting_booked"]
    telling.dispatcher.entry_changed(before, entry_of(services, siti))
    telling.bring()
    [(_, message)] = telling.post.sent
    assert "seseorang dari daftar tunggu Anda sudah punya nomor antrean dari akun lain" in message.text


def test_a_mail_tells_of_its_own_skip(telling: Telling, services: Services, siti: str) -> None:
    """Later ones for another reason, or at another office, have mails of their own; what is shown no more has none."""
    entry = join(services, siti, 3, 20)
    first = Skip(SLOT, services.clock.now(), 2)
    told = entry.skipped(first)
    [notice] = notices_of_entry(entry, told, services.clock.now())
    later_ones = told.skipped(first._replace(kept=4, booked=True))
    later_ones = later_ones.skipped(Skip(SLOT._replace(office_id="depok"), services.clock.now(), 1))
    account = services.store.accounts.get(siti)
    assert account
    assert is_true_of_entry(notice, later_ones)
    assert "ada 2 tempat" in of_entry(notice, later_ones, account, "https://contoh.id").text
    assert not is_true_of_entry(notice, later_ones._replace(skips=later_ones.skips[1:]))
    assert telling.post.sent == []


def test_whom_others_put_on_the_list_is_told(telling: Telling, services: Services, siti: str) -> None:
    """Once a day for each account that does, also if it leaves at once; nobody is told of an own entry."""
    budi = register(services, "budi", nik(902))
    waiting = waiting_of(services)
    for key in ("tunggu", "lagi", "tunggu"):
        before = waiting.entry(siti)
        telling.dispatcher.entry_changed(before, join(services, siti, 2, 902, key))
        joining.leave(services, waiting, siti)
    telling.bring()
    [(to, message)] = telling.post.sent
    account = services.store.accounts.get(budi)
    assert account
    assert (to, message.kind) == (account.email, "waiting_listed")
    assert "S." in message.text
    later(services, timedelta(days=1))
    telling.dispatcher.entry_changed(waiting.entry(siti), join(services, siti, 2, 902, "besok"))
    telling.dispatcher.entry_changed(None, join(services, budi, key="sendiri"))
    telling.bring()
    assert len(telling.post.sent) == 2


def test_who_is_passed_over_again_and_again_is_mailed_once_a_day(
    telling: Telling, services: Services, siti: str
) -> None:
    """For each office, from 07:00 WIB on; the entry shows each of them."""
    entry = join(services, siti, 3, 20)
    told = []
    for office, at in (
        ("bogor", "2026-12-02T07:00:00+07:00"),
        ("bogor", "2026-12-02T07:01:00+07:00"),
        ("depok", "2026-12-02T07:02:00+07:00"),
        ("bogor", "2026-12-03T06:59:59+07:00"),
        ("bogor", "2026-12-03T07:00:00+07:00"),
    ):
        services.clock.instant = datetime.fromisoformat(at).astimezone(UTC)  # type: ignore[attr-defined]
        passed = entry.skipped(Skip(SLOT._replace(office_id=office), services.clock.now(), 2))
        told += [each.notice_id for each in notices_of_entry(entry, passed, services.clock.now())]
        telling.dispatcher.entry_changed(entry, passed)
        entry = passed
    first, again, elsewhere, late, next_day = told
    assert first == again == late
    assert len({first, elsewhere, next_day}) == 3
    assert len(entry.skips) == 5


def test_who_loses_a_person_to_an_own_entry_is_told(services: Services, siti: str) -> None:
    """Nobody is taken out in silence; where nobody is left, it is the end that is told."""
    budi = register(services, "budi", nik(902))
    later(services, MINUTE)
    before = join(services, siti, 2, 902)
    join(services, budi)
    assert kinds_of_entry(services, before) == ["waiting_left_out"]


def test_the_end_of_an_entry_is_told_with_its_reason(telling: Telling, services: Services, siti: str) -> None:
    """But not to who left."""
    before = join(services, siti)
    given_back(services)
    book.book(services, siti, asked(1, OTHER_SLOT), KEY)
    later(services, HOUR)
    swept(services)
    assert kinds_of_entry(services, before) == ["waiting_ended"]
    telling.dispatcher.entry_changed(before, entry_of(services, siti))
    telling.bring()
    [(_, message)] = telling.post.sent
    assert "sudah punya nomor antrean" in message.text
    left = join(services, register(services, "budi", nik(902)))
    joining.leave(services, waiting_of(services), "budi")
    assert kinds_of_entry(services, left) == []


def test_who_waits_anew_is_told_nothing(services: Services, siti: str) -> None:
    """The new entry stands where the old one stood, and has fewer people; nobody was taken out of it."""
    join(services, siti, 3, 20)
    joining.leave(services, waiting_of(services), siti)
    ended = entry_of(services, siti)
    join(services, siti, key="lagi")
    assert kinds_of_entry(services, ended) == []


def test_nobody_is_told_of_an_entry_that_is_another_by_now(telling: Telling, services: Services, siti: str) -> None:
    """The account waits anew before the mail of the end goes."""
    before = join(services, siti)
    after = before.ended("over")
    telling.dispatcher.entry_changed(before, after)
    telling.bring()
    assert telling.post.sent == []
    assert notices_of_entry(after._replace(entry_id="0" * 16), before, services.clock.now()) == []
    assert (SLOT.date, before.last) == (date(2026, 12, 8), date(2026, 12, 8))
