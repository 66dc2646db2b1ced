"""How misses are taken back: one excuse a year, a supervisor's reason, an appeal that a person reads."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from antrean.account.export import export
from antrean.account.forms import export_view
from antrean.account.model import Erasure
from antrean.account.seen import seen_of
from antrean.account.store import Erasures
from antrean.base.clock import FixedClock
from antrean.base.errors import Busy, Code
from antrean.bookings.operation import Services
from antrean.household.store import Households
from antrean.misses.forms import AppealAnswer, NewAppeal, appeals_view, miss_view, misses_view
from antrean.misses.model import Appeal, Miss
from antrean.misses.overdue import overdue
from antrean.notices.events import notices_of_miss
from antrean.notices.letters import of_miss
from antrean.notices.model import Kind, Notice
from antrean.offices.model import Look
from antrean.offices.store import audit_key
from antrean.people.model import Language
from instruments.replay.calls import Recorder
from instruments.replay.people import holds_nik, nik
from tests.support.missing import DECIDED, Missing
from tests.support.same_table import waiting_of
from tests.support.telling import Telling
from tests.support.wishes import refusal
from tests.unit.conftest import DAY, OFFICE

A_DAY = timedelta(days=1)
DAYS = (date(2026, 12, 8), date(2026, 12, 15), date(2027, 1, 12))
TEXT = "Kereta saya mogok di Bojonggede."


@pytest.fixture
def missing(services: Services, clock: FixedClock) -> Missing:
    """Siti, whose first two misses stop her bookings for 14 days."""
    missing = Missing(services, clock).register()
    missing.misses_on(DAYS[0])
    missing.misses_on(DAYS[1])
    return missing


def last(missing: Missing) -> Miss:
    """Siti's last miss."""
    return missing.of_siti()[-1]


def trail(missing: Missing) -> list[dict[str, object]]:
    """What the staff of Bogor did, as the audit records tell it."""
    table = missing.store._table  # noqa: SLF001 - no rule reads the records
    pk, _ = audit_key("bogor", DECIDED, "")
    return [*table.query(pk, "0", "~", consistent=True)]


def test_one_miss_a_year_is_excused_without_a_reason(missing: Missing) -> None:
    """Bookings go on at once; the same again changes nothing, and another one is refused until a year has passed."""
    miss = missing.answers.excuse("siti", last(missing).booking_id)
    assert miss.waiver
    assert (miss.waiver.by, miss.waiver.reason) == ("account", "")
    assert missing.siti().frozen_until is None
    assert missing.answers.excuse("siti", miss.booking_id) == miss
    refused = refusal(lambda: missing.answers.excuse("siti", missing.of_siti()[0].booking_id))
    assert (refused.code, refused.members["rule"]) == (Code.LIMIT_REACHED, "misses")
    assert refused.members["until"] == miss.counts_until
    missing.misses_on(DAYS[2])
    assert last(missing).nth == 2


def test_another_one_is_excused_once_the_excused_one_is_forgotten(missing: Missing) -> None:
    """365 days after the day of the visit that was excused; a second before it counts as the one of that year."""
    first = missing.of_siti()[0]
    missing.answers.excuse("siti", first.booking_id)
    missing.misses_on(date(2027, 12, 3))
    later = last(missing)
    missing.clock.instant = first.counts_until - timedelta(seconds=1)
    refused = refusal(lambda: missing.answers.excuse("siti", later.booking_id))
    assert (refused.code, refused.members["until"]) == (Code.LIMIT_REACHED, first.counts_until)
    missing.clock.instant = first.counts_until
    assert missing.answers.excuse("siti", later.booking_id).waiver


def test_what_was_decided_a_month_ago_is_neither_excused_nor_appealed(missing: Missing) -> None:
    """Until 30 days after the decision; the staff may waive it still."""
    miss = last(missing)
    missing.clock.instant = miss.decided_at + 30 * A_DAY - timedelta(seconds=1)
    assert missing.answers.appeal("siti", miss.booking_id, TEXT).is_appealed
    missing.clock.instant += timedelta(seconds=1)
    first = missing.of_siti()[0]
    for act in (
        lambda: missing.answers.excuse("siti", miss.booking_id),
        lambda: missing.answers.appeal("siti", first.booking_id, TEXT),
    ):
        assert refusal(act).code == Code.TOO_LATE
    assert missing.answers.waive("pengawas", "bogor", first.booking_id, "banjir").waiver


def test_nobody_takes_back_what_is_not_theirs(missing: Missing) -> None:
    """Neither another account nor the staff of another office; what was not missed is not found."""
    booking_id = last(missing).booking_id
    [came] = [each.booking_id for each in missing.store.bookings.of_day("bogor", DAY) if each.account_id == "budi"]
    for act in (
        lambda: missing.answers.excuse("budi", came),
        lambda: missing.answers.waive("pengawas", "bogor", came, "banjir"),
        lambda: missing.answers.excuse("budi", booking_id),
        lambda: missing.answers.appeal("budi", booking_id, TEXT),
        lambda: missing.answers.waive("pengawas", "depok", booking_id, "banjir"),
        lambda: missing.answers.waive("pengawas", "bogor", "ABCDEFGHJKMNPQRS", "banjir"),
        lambda: missing.answers.answer("pengawas", "bogor", booking_id, granted=True, reason="banjir"),
    ):
        assert refusal(act).code == Code.NOT_FOUND


def test_a_supervisor_waives_with_a_reason(missing: Missing) -> None:
    """The record says who, which and why; the same again changes nothing and is recorded once."""
    miss = missing.answers.waive("pengawas", "bogor", last(missing).booking_id, "Ia datang, pemindai rusak")
    assert miss.waiver
    assert (miss.waiver.by, miss.waiver.staff, miss.waiver.reason) == ("staff", "pengawas", "Ia datang, pemindai rusak")
    assert missing.siti().frozen_until is None
    assert missing.answers.waive("pengawas", "bogor", miss.booking_id, "lain") == miss
    [record] = trail(missing)
    told = (record["operator"], record["miss"], record["reason"], record["booking"], record["accounts"])
    assert told == ("pengawas", "waived", "Ia datang, pemindai rusak", miss.booking_id, ["siti"])


def test_an_appeal_is_read_by_a_person(missing: Missing, services: Services) -> None:
    """It waits for the office, without a name, 72 hours at most; that it was seen is recorded, once a day."""
    booking_id = last(missing).booking_id
    miss = missing.answers.appeal("siti", booking_id, TEXT)
    assert missing.answers.appeal("siti", booking_id, TEXT) == miss
    [shown] = appeals_view(missing.answers.waiting("pengawas", OFFICE))["appeals"]
    assert shown["appeal"]["text"] == TEXT
    assert miss.appeal
    assert miss.appeal.read_until - miss.appeal.at == timedelta(hours=72)
    assert "Siti" not in str(shown)
    missing.answers.waiting("pengawas", OFFICE)
    [look] = [each for each in seen_of(services, missing.looks, missing.siti()) if each.why == "appeal"]
    assert (look.role, look.office_id, look.daily) == ("supervisors", "bogor", True)
    assert missing.answers.waiting("pengawas", OFFICE._replace(office_id="depok")) == []


def test_overdue_appeals_are_counted(missing: Missing) -> None:
    """From the 72nd hour on, by office, until somebody answers; offices that keep to it are not named."""
    first, booking_id = (each.booking_id for each in missing.of_siti())
    missing.answers.appeal("siti", booking_id, TEXT)
    at, offices = missing.clock.instant, [OFFICE, OFFICE._replace(office_id="depok")]
    assert overdue(missing.misses, offices, at + timedelta(hours=71, minutes=59)) == {}
    assert overdue(missing.misses, offices, at + timedelta(hours=72)) == {"bogor": 1}
    missing.clock.instant += A_DAY
    missing.answers.appeal("siti", first, TEXT)
    assert overdue(missing.misses, offices, at + timedelta(hours=95)) == {"bogor": 1}
    assert overdue(missing.misses, offices, at + timedelta(hours=96)) == {"bogor": 2}
    for each in (first, booking_id):
        missing.answers.answer("pengawas", "bogor", each, granted=False, reason="tidak ada gangguan")
    assert overdue(missing.misses, offices, at + timedelta(hours=96)) == {}


def test_nothing_is_shown_of_an_appeal_without_a_record(missing: Missing) -> None:
    """Where the look cannot be recorded, the list is not answered."""
    missing.answers.appeal("siti", last(missing).booking_id, TEXT)

    def refuse(look: Look) -> None:  # noqa: ARG001 - called as the other is
        raise Busy

    missing.answers.looks.record = refuse  # type: ignore[method-assign]
    with pytest.raises(Busy):
        missing.answers.waiting("pengawas", OFFICE)


def test_the_longest_waiting_comes_first(missing: Missing) -> None:
    """Whoever appealed first is read first."""
    first, second = missing.of_siti()
    missing.answers.appeal("siti", second.booking_id, TEXT)
    missing.clock.instant += timedelta(hours=1)
    missing.answers.appeal("siti", first.booking_id, "Lain")
    assert [each.booking_id for each in missing.answers.waiting("pengawas", OFFICE)] == [
        second.booking_id,
        first.booking_id,
    ]


@pytest.mark.parametrize("granted", [True, False])
def test_an_appeal_is_answered_once(missing: Missing, granted: bool) -> None:  # noqa: FBT001 - a parameter
    """It waits no more; granted, the miss is taken back; the same again changes nothing, another answer is refused."""
    miss = missing.answers.appeal("siti", last(missing).booking_id, TEXT)
    frozen = missing.siti().frozen_until

    def answer(*, granted: bool, reason: str = "Sudah diperiksa") -> Miss:
        return missing.answers.answer("pengawas", "bogor", miss.booking_id, granted=granted, reason=reason)

    answered = answer(granted=granted)
    assert (answered.waiver is not None, missing.siti().frozen_until) == (granted, None if granted else frozen)
    assert answer(granted=granted) == answered
    assert refusal(lambda: answer(granted=not granted)).code == Code.TOO_LATE
    assert refusal(lambda: answer(granted=granted, reason="lain")).code == Code.TOO_LATE
    assert missing.answers.waiting("pengawas", OFFICE) == []
    [record] = trail(missing)
    assert record["miss"] == ("granted" if granted else "refused")
    assert refusal(lambda: missing.answers.appeal("siti", miss.booking_id, "Sekali lagi")).code == Code.TOO_LATE


def test_what_is_taken_back_waits_for_nobody(missing: Missing) -> None:
    """An excuse ends the appeal that waits; a waiver grants it; and nobody appeals against what does not count."""
    first, second = missing.of_siti()
    for each in (first, second):
        missing.answers.appeal("siti", each.booking_id, TEXT)
    missing.answers.excuse("siti", first.booking_id)
    waived = missing.answers.waive("pengawas", "bogor", second.booking_id, "banjir")
    assert waived.appeal
    assert (waived.appeal.granted, waived.appeal.answer) == (True, "banjir")
    assert missing.answers.waiting("pengawas", OFFICE) == []
    assert (
        refusal(lambda: missing.answers.answer("pengawas", "bogor", first.booking_id, granted=False, reason="x")).code
        == Code.TOO_LATE
    )
    missing.misses_on(DAYS[2])
    third = last(missing)
    missing.answers.waive("pengawas", "bogor", third.booking_id, "banjir")
    assert refusal(lambda: missing.answers.appeal("siti", third.booking_id, TEXT)).code == Code.TOO_LATE


def test_who_excuses_while_the_office_answers_loses_nothing(missing: Missing, recorder: Recorder) -> None:
    """Of both the second reads again: the miss is written as it was read or not at all."""
    miss = missing.answers.appeal("siti", last(missing).booking_id, TEXT)
    recorder.once_before("transact_write_items", lambda: missing.answers.excuse("siti", miss.booking_id))
    refused = refusal(
        lambda: missing.answers.answer("pengawas", "bogor", miss.booking_id, granted=False, reason="tidak")
    )
    assert refused.code == Code.TOO_LATE
    assert last(missing).waiver
    assert trail(missing) == []


def test_an_appeal_is_short_and_holds_no_nik() -> None:
    """500 characters, and fewer digits than a NIK has; a granted answer needs a reason too."""
    for text in ("a" * 500, "Loket 12, 08.30, 8 Desember 2026"):
        assert NewAppeal(text=text).text == text
    for text in ("", "a" * 501, f"NIK saya {nik(1)}"):
        with pytest.raises(ValidationError):
            NewAppeal(text=text)
    with pytest.raises(ValidationError):
        AppealAnswer(granted=True, reason="")


def test_misses_and_answers_are_told(missing: Missing, telling: Telling) -> None:
    """The first by a mail without consequences, the next with until when; the answer with its reason; each once."""
    missing.clock.instant = DECIDED + timedelta(days=7, hours=9)
    first, second = missing.of_siti()
    for _ in range(2):
        for each in (first, second):
            telling.dispatcher.miss_changed(None, each)
    appealed = missing.answers.appeal("siti", second.booking_id, TEXT)
    telling.dispatcher.miss_changed(second, appealed)
    telling.bring()
    answered = missing.answers.answer("pengawas", "bogor", second.booking_id, granted=False, reason="Sudah diperiksa")
    telling.dispatcher.miss_changed(appealed, answered)
    telling.dispatcher.miss_changed(answered, answered)
    telling.bring()
    assert telling.post.kinds == ["missed", "frozen", "appeal_refused"]
    assert {to for to, _ in telling.post.sent} == {"siti@contoh.id"}
    texts = [message.text for _, message in telling.post.sent]
    assert "8 Desember 2026" in texts[0]
    assert "14 hari" in texts[0]
    assert "1 Januari 2027" in texts[1]
    assert "Sudah diperiksa" in texts[2]
    assert answered.appeal
    granted = answered._replace(appeal=answered.appeal._replace(granted=True))
    assert [each.kind for each in notices_of_miss(appealed, granted)] == ["appeal_granted"]
    assert notices_of_miss(second, None) == notices_of_miss(answered, answered) == []


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", ["missed", "frozen", "appeal_granted", "appeal_refused"])
def test_every_sentence_is_filled_in_each_language_and_zone(missing: Missing, kind: Kind, language: Language) -> None:
    """A zone that has no name of three letters is told as it is called; no placeholder is left, and no NIK is there."""
    appeal = Appeal(TEXT, DECIDED, DECIDED, granted=True, answer="Sudah diperiksa")
    miss = last(missing)._replace(timezone="Etc/GMT-7", appeal=appeal)
    account = missing.siti()._replace(language=language)
    said = of_miss(Notice(kind, "siti", miss.booking_id, DECIDED), account, miss, "https://antrean.example")
    assert not set("{}") & set(said.subject + said.text)
    assert "https://antrean.example/akun/kunjungan\n" in said.text
    assert ("Etc/GMT-7" in said.text) == (kind in {"missed", "frozen"})
    assert not holds_nik(said.subject + said.text + said.html)


def test_what_was_taken_back_is_not_told(missing: Missing, telling: Telling) -> None:
    """A waiver that comes before the mail makes it untrue."""
    first, second = missing.of_siti()
    missing.answers.waive("pengawas", "bogor", second.booking_id, "banjir")
    missing.clock.instant = DECIDED + timedelta(days=7, hours=9)
    telling.dispatcher.miss_changed(None, second)
    telling.dispatcher.miss_changed(None, first)
    telling.bring()
    assert telling.post.kinds == ["missed"]


def test_a_stop_that_was_lifted_meanwhile_is_not_told(missing: Missing, telling: Telling) -> None:
    """The miss before it was taken back in the night: in the morning the mail says that nothing follows."""
    first, second = missing.of_siti()
    missing.answers.excuse("siti", first.booking_id)
    missing.clock.instant = DECIDED + timedelta(days=7, hours=9)
    telling.dispatcher.miss_changed(None, second)
    telling.bring()
    assert telling.post.kinds == ["missed"]
    [(_, message)] = telling.post.sent
    assert "1 Januari 2027" not in message.text


def test_the_mail_says_until_when_all_misses_stop_bookings(missing: Missing, telling: Telling) -> None:
    """A further one was decided before it could be sent: then that one's end is told, and no earlier one."""
    second = last(missing)
    missing.misses_on(DAYS[2])
    missing.clock.instant += timedelta(hours=9)
    telling.dispatcher.miss_changed(None, second)
    telling.bring()
    [(_, message)] = telling.post.sent
    assert "14 Februari 2027" in message.text
    assert "1 Januari 2027" not in message.text


def test_misses_are_shown_to_their_holder_and_exported(missing: Missing, services: Services) -> None:
    """With until when bookings are stopped; who of the staff waived one is not told."""
    shown = misses_view(missing.answers.of_account(missing.siti()))
    assert [each["nth"] for each in shown["misses"]] == [1, 2]
    assert shown["frozen_until"] == "2026-12-31T17:00:00Z"
    households = Households(services.store._table)  # noqa: SLF001 - as wiring does
    known = export(services, missing.looks, households, waiting_of(services), missing.answers, "siti")
    view = export_view(known, services.pepper, mailbox_works=True, whatsapp_available=False)
    assert (view["misses"], view["frozen_until"]) == (shown["misses"], shown["frozen_until"])
    waived = missing.answers.waive("pengawas", "bogor", last(missing).booking_id, "banjir")
    assert "pengawas" not in str(miss_view(waived))
    assert misses_view(missing.answers.of_account(missing.siti()))["frozen_until"] is None


def test_a_miss_is_shown_as_it_counts_now(missing: Missing) -> None:
    """Where the one before it was taken back it is the first, and stops nothing; one that was taken back stops none."""
    first, second = missing.of_siti()
    excused = missing.answers.excuse("siti", first.booking_id)
    assert (excused.nth, excused.until) == (1, None)
    shown = misses_view(missing.answers.of_account(missing.siti()))["misses"]
    assert [(each["nth"], "until" in each) for each in shown] == [(1, False), (1, False)]
    assert second.until
    waived = missing.answers.waive("pengawas", "bogor", second.booking_id, "banjir")
    assert waived.until is None
    assert missing.answers.waive("pengawas", "bogor", second.booking_id, "banjir") == waived


def test_misses_are_kept_for_a_year(missing: Missing) -> None:
    """365 days after the visit they are read no more, and DynamoDB deletes them."""
    first = missing.of_siti()[0]
    item = missing.store._table.get(("ACCOUNT#siti", f"MISS#{first.booking_id}"))  # noqa: SLF001 - what stands there
    assert item
    assert item["expires_at"] == int(first.counts_until.timestamp())
    assert first.counts_until.date() == date(2027, 12, 8)
    missing.clock.instant = first.counts_until
    assert first.booking_id not in {each.booking_id for each in missing.of_siti()}


def test_the_eraser_takes_misses_and_appeals(missing: Missing) -> None:
    """Of an account that is erased neither a miss nor an appeal stays."""
    missing.answers.appeal("siti", last(missing).booking_id, TEXT)
    table = missing.store._table  # noqa: SLF001 - as wiring does
    Erasures(table).clear(Erasure(missing.clock.instant, "siti", "user", "mailbox"))
    assert missing.of_siti() == []
    assert [*table.query("APPEALS#bogor", "0", "~", consistent=True)] == []
