"""The rules of operators' changes by plain examples: versions, seats that are taken, the audit record, and the form."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from antrean.base.errors import Code
from antrean.bookings.operation import Services
from antrean.closures.forms import NewClosure
from antrean.slots import changes
from antrean.slots.model import Quota, Slot
from antrean.slots.quota_forms import QuotaChange
from instruments.replay.calls import Recorder
from tests.support.wishes import refusal
from tests.unit.conftest import DAY, NOW, SLOT

_WRITE = 1
"""The number of the call that writes a change: the slot is read before it."""


def _wish(**fields: object) -> QuotaChange:
    return QuotaChange.model_validate_json(json.dumps({"reason": "Petugas sakit", **fields}))


def _change(services: Services, version: int, slot: Slot = SLOT, operator: str = "op", **fields: object) -> Quota:
    return changes.change(
        services.store.quotas, services.pepper, services.clock, operator, slot, version, _wish(**fields)
    )


def _stored(services: Services) -> Quota:
    quota = services.store.quotas.get(SLOT)
    assert quota
    return quota


def _records(services: Services) -> list[dict[str, Any]]:
    """The audit records of the office, in order of time."""
    found = services.store._table.query("AUDIT#bogor", "0", "9")  # noqa: SLF001 - no route reads them
    return list(found)


def _meanwhile(recorder: Recorder, happens: Callable[[], object]) -> None:
    """Let something happen between the read and the write of the next change."""
    recorder.reset()

    def before(number: int) -> None:
        if number == _WRITE:
            recorder.reset()
            happens()

    recorder.before = before


def test_a_change_is_made_at_the_version_that_was_read(services: Services) -> None:
    """Whoever saw version 1 changes nothing after somebody else's change, and is shown what it made."""
    other = _change(services, 1, capacity=9)
    refused = refusal(lambda: _change(services, 1, state="closed"))
    assert (refused.code, refused.members["quota"]) == (Code.VERSION_CONFLICT, other)
    assert _stored(services) == other
    assert _change(services, 2, state="closed").version == 3


def test_of_two_changes_from_one_reading_one_is_made(services: Services, recorder: Recorder) -> None:
    """Another operator's change between the read and the write is kept and shown; the later one leaves no record."""
    _meanwhile(recorder, lambda: _change(services, 1, operator="other", capacity=9))
    refused = refusal(lambda: _change(services, 1, capacity=7))
    assert (refused.code, refused.members["quota"]) == (Code.VERSION_CONFLICT, _stored(services))
    assert (_stored(services).capacity, _stored(services).version) == (9, 2)
    assert [record["operator"] for record in _records(services)] == ["other"]


def test_seats_that_are_taken_are_refused_without_a_write(services: Services, recorder: Recorder) -> None:
    """With three of five seats claimed a capacity of 2 is refused at once, and 3 is made: no seat is left then."""
    services.store.quotas.claim(SLOT, f"{'B' * 16}ABCDE3", 3, NOW)
    recorder.reset()
    refused = refusal(lambda: _change(services, 1, capacity=2))
    assert (refused.code, refused.members["quota"]) == (Code.CAPACITY_BELOW_TAKEN, _stored(services))
    assert "transact_write_items" not in recorder.calls
    assert _change(services, 1, capacity=3).seats_left == 0


def test_seats_that_are_taken_meanwhile_are_refused_by_the_table(services: Services, recorder: Recorder) -> None:
    """Three seats are claimed after the operator's read: a capacity of 2 is refused then too, and nothing changes."""
    _meanwhile(recorder, lambda: services.store.quotas.claim(SLOT, f"{'B' * 16}ABCDE3", 3, NOW))
    refused = refusal(lambda: _change(services, 1, capacity=2))
    assert (refused.code, refused.members["quota"]) == (Code.CAPACITY_BELOW_TAKEN, _stored(services))
    assert (_stored(services).capacity, _stored(services).seats_left) == (5, 2)
    assert not _records(services)


def test_seats_left_move_by_the_difference_whatever_is_claimed_meanwhile(
    services: Services, recorder: Recorder
) -> None:
    """From 5 to 8 seats while 3 are claimed leaves 2 and keeps 3, not the 5 left that the operator read."""
    _meanwhile(recorder, lambda: services.store.quotas.claim(SLOT, f"{'B' * 16}ABCDE3", 3, NOW))
    assert _change(services, 1, capacity=8).capacity == 8
    stored = _stored(services)
    assert (stored.capacity, stored.seats_left, stored.seats_kept) == (8, 2, 3)


def test_the_same_change_again_changes_nothing(services: Services, recorder: Recorder) -> None:
    """A change whose answer was lost is answered when it is sent again, also by a twin that is on its way meanwhile."""
    made = _change(services, 1, capacity=8)
    assert _change(services, 1, capacity=8) == made == _stored(services)
    _meanwhile(recorder, lambda: _change(services, 2, capacity=9))
    assert _change(services, 2, capacity=9) == _stored(services)
    assert (_stored(services).capacity, _stored(services).version) == (9, 3)
    assert len(_records(services)) == 2


def test_a_change_leaves_who_made_what_of_what_and_why(services: Services) -> None:
    """The audit record names operator, slot and reason, and capacity, state, opening and version before and after."""
    _change(services, 1, operator="rina", capacity=8, state="closed", opens_at="2026-12-02T08:00:00+07:00")
    [record] = _records(services)
    assert {name: record[name] for name in record.keys() - {"pk", "sk"}} == {
        "v": 1,
        "operator": "rina",
        "date": "2026-12-08",
        "session": "morning",
        "reason": "Petugas sakit",
        "before": {"capacity": 5, "state": "open", "opens_at": "2026-11-08T01:00:00Z", "version": 1},
        "after": {"capacity": 8, "state": "closed", "opens_at": "2026-12-02T01:00:00Z", "version": 2},
    }
    assert record["sk"].startswith("2026-12-01T03:00:00")
    _change(services, 2, state="open", reason="Petugas sembuh")
    assert {record["reason"] for record in _records(services)} == {"Petugas sakit", "Petugas sembuh"}


def test_change_and_record_are_written_in_one_transaction(services: Services, recorder: Recorder) -> None:
    """So neither can be there without the other: a change is one read and one transaction."""
    recorder.reset()
    _change(services, 1, capacity=8)
    assert recorder.calls == ["get_item", "transact_write_items"]


@pytest.mark.parametrize("fields", [{}, {"reason": ""}, {"reason": " "}, {"reason": "a" * 201}, {"reason": None}])
def test_a_change_without_a_reason_of_200_characters_is_refused(fields: dict[str, object]) -> None:
    """Nobody changes a slot in silence, and nobody writes a letter."""
    with pytest.raises(ValidationError, match="reason"):
        QuotaChange.model_validate_json(json.dumps({"capacity": 1, **fields}))
    assert _wish(capacity=1, reason="a" * 200).reason == "a" * 200


def test_a_reason_holds_twelve_digits_and_no_more() -> None:
    """Twelve are a telephone number; thirteen, however they are set apart, are on the way to a NIK."""
    assert _wish(state="closed", reason="Hubungi 0812-3456-7890").reason == "Hubungi 0812-3456-7890"
    with pytest.raises(ValidationError, match="digits"):
        _wish(state="closed", reason="Hubungi 0812-3456-7890 1")


@pytest.mark.parametrize(
    "digit", ["\u0663", "\u0969", "\u0e53", "\uff13", "\U0001d7d1", "\u2462", "\u2467", "\u2469", "\u2162"]
)
def test_numerals_of_every_script_are_digits(digit: str) -> None:
    """Arabic, Devanagari, Thai, wide, mathematical, in a circle, Roman: a NIK can be read from each of them."""
    assert _wish(state="closed", reason=digit * 12).reason == digit * 12
    with pytest.raises(ValidationError, match="digits"):
        _wish(state="closed", reason=digit * 13)


@pytest.mark.parametrize(
    "reason",
    [
        "Daftar ulang di https://imigrasi-palsu.com/a",
        "Daftar ulang di HTTP://masuk/a",
        "Daftar ulang di imigrasi-palsu.com",
        "Daftar ulang di www.palsu.id",
        "Daftar ulang di bit.ly/3xY",
        "Daftar ulang di palsu\u3002id",
        "Daftar ulang di palsu\uff0eid",
        "Daftar ulang di \u0645\u062b\u0627\u0644.\u0625\u062e\u062a\u0628\u0627\u0631",
        "Daftar ulang di 10.0.0.1",
        "Tulis ke petugas@palsu.id",
        "Daftar ulang di pa\u00adlsu.\u200bid",
        "Daftar ulang di evil.\u092d\u093e\u0930\u0924",
        "Daftar ulang di \u0915\u093f.com",
        "Daftar ulang di i\u2764.ws",
        "Daftar ulang di i\u2764\ufe0f.ws",
        "Daftar ulang di evil\u2024com",
        "Daftar ulang di evil\ufe52com",
        "Daftar ulang di 1\u30022\u30023\u30024",
    ],
)
@pytest.mark.parametrize("form", [QuotaChange, NewClosure])
def test_a_reason_leads_nobody_to_a_page(form: type[QuotaChange | NewClosure], reason: str) -> None:
    """It comes to people in a mail of the office: whoever stole an operator's account would send them away with it."""
    fields = {"state": "closed"} if form is QuotaChange else {"from": "2026-12-08", "to": "2026-12-08"}
    with pytest.raises(ValidationError, match="web or mail address; write a space after a full stop"):
        form.model_validate_json(json.dumps({**fields, "reason": reason}))


@pytest.mark.parametrize(
    "reason",
    [
        "Listrik padam. Kantor tutup pukul 12.00 s.d. 15.30, lihat Kep. No. 12",
        "Cuti bersama 24.12.2026 dst.",
        "Gedung rusak (gempa). Petugas: H. Anwar, S.H.",
        "Petugas sakit: hubungi 0812-3456-7890",
        "Rapat 1/2 hari",
        "Tutup 08.00-16.00, Perpres No. 5 (lihat papan.) dst\u2026 Maaf",
    ],
)
def test_what_only_looks_like_an_address_is_taken(reason: str) -> None:
    """Times, dates, abbreviations and full stops with a space are what reasons are made of."""
    assert _wish(state="closed", reason=reason).reason == reason


def test_a_change_names_something_to_change() -> None:
    """A reason alone is no change; one of the three is."""
    with pytest.raises(ValidationError, match="at least one"):
        _wish()
    assert _wish(opens_at="2026-12-02T08:00:00+07:00").capacity is None


@pytest.mark.parametrize(("capacity", "taken"), [(-1, False), (0, True), (10_000, True), (10_001, False)])
def test_a_capacity_is_at_most_ten_thousand(capacity: int, *, taken: bool) -> None:
    """No seats at all are a capacity; fewer than none, or more than ten thousand, are a slip of the keyboard."""
    if taken:
        assert _wish(capacity=capacity).capacity == capacity
    else:
        with pytest.raises(ValidationError, match="capacity"):
            _wish(capacity=capacity)


@pytest.mark.parametrize("year", [2000, 2100])
def test_an_opening_may_be_in_the_years_2000_to_2100(year: int) -> None:
    """Both years are included."""
    assert _wish(opens_at=f"{year}-12-02T08:00:00+07:00").opens_at == datetime(year, 12, 2, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "opening",
    ["1999-12-02T08:00:00+07:00", "2101-01-01T00:00:00Z", "2026-12-02T08:00:00", "2026-12-02", 1_796_000_000],
)
def test_what_is_no_instant_of_this_century_does_not_become_one(opening: object) -> None:
    """Other centuries, a time without an offset, a date alone and a number of seconds are refused."""
    with pytest.raises(ValidationError, match="opens_at"):
        _wish(opens_at=opening)


def test_a_slot_that_is_opened_again_has_no_reason(services: Services) -> None:
    """The reason why it was closed is shown to nobody any more, and is no longer in the table."""
    assert _change(services, 1, state="closed").reason == "Petugas sakit"
    assert _stored(services).reason == "Petugas sakit"
    assert _change(services, 2, state="open", reason="Petugas sembuh").reason is None
    assert _stored(services).reason is None


def test_a_slot_that_was_never_published_is_not_found(services: Services) -> None:
    """Nothing is made of it, not even a record."""
    unpublished = Slot("bogor", DAY + timedelta(days=1), "morning")
    assert refusal(lambda: _change(services, 1, unpublished, capacity=8)).code == Code.NOT_FOUND
    assert services.store.quotas.get(unpublished) is None
    assert not _records(services)
