"""The calendar file: right instants, right syntax, nothing about the people."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antrean.tickets import ical, qr
from instruments.bookings import booking


def lines(text: str) -> list[str]:
    """The content lines of a file, unfolded as RFC 5545 tells readers to."""
    assert text.endswith("\r\n")
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def value(text: str, name: str) -> str:
    """The unescaped value of the first property of that name."""
    found = next(line for line in lines(text) if line.startswith(f"{name}:"))
    raw = found.partition(":")[2]
    escapes = {"\\\\": "\\", "\\;": ";", "\\,": ",", "\\n": "\n"}
    plain, index = "", 0
    while index < len(raw):
        pair = raw[index : index + 2]
        plain += escapes.get(pair, raw[index])
        index += 2 if pair in escapes else 1
    return plain


@pytest.mark.parametrize(
    ("timezone", "start", "end"),
    [
        ("Asia/Jakarta", "20261208T020100Z", "20261208T030000Z"),
        ("Asia/Makassar", "20261208T010100Z", "20261208T020000Z"),
        ("Asia/Jayapura", "20261208T000100Z", "20261208T010000Z"),
    ],
)
def test_the_visit_is_at_office_time(timezone: str, start: str, end: str) -> None:
    """09:01 to 10:00 of the office is the right instant in each of the three zones."""
    text = ical.event(booking(timezone=timezone))
    assert (value(text, "DTSTART"), value(text, "DTEND")) == (start, end)


def test_an_early_visit_in_the_east_is_the_day_before_in_utc() -> None:
    """The date is the office's, too: 08:00 in Jayapura is 23:00 UTC of the day before."""
    text = ical.event(booking(timezone="Asia/Jayapura", arrive_from="08:00"))
    assert value(text, "DTSTART") == "20261207T230000Z"


def test_it_is_found_again_after_a_change() -> None:
    """A change keeps the UID and raises the SEQUENCE, so calendars move the event instead of adding one."""
    before, after = ical.event(booking()), ical.event(booking(revision=2))
    assert value(before, "UID") == value(after, "UID") == booking().booking_id
    assert int(value(after, "SEQUENCE")) > int(value(before, "SEQUENCE"))


def test_it_says_when_it_was_changed() -> None:
    """DTSTAMP and LAST-MODIFIED are the instant of the last change, so calendars know which of two files is newer."""
    made = ical.event(booking())
    assert value(made, "METHOD") == "PUBLISH"
    assert value(made, "CREATED") == value(made, "DTSTAMP") == value(made, "LAST-MODIFIED") == "20261201T030000Z"
    later = datetime(2026, 12, 2, 9, 30, tzinfo=UTC)
    for status in ("confirmed", "cancelled"):
        changed = ical.event(booking(revision=2, status=status, changed_at=later))
        assert value(changed, "CREATED") == "20261201T030000Z"
        assert value(changed, "DTSTAMP") == value(changed, "LAST-MODIFIED") == "20261202T093000Z"
        assert value(changed, "SEQUENCE") == "2"


def test_it_says_where_and_reminds() -> None:
    """Place, queue numbers, id, and reminders a day and two hours ahead."""
    text = ical.event(booking("Budi", "Siti", office_name="Kantor Imigrasi; Bogor, Jawa\\Barat"))
    assert value(text, "LOCATION") == "Kantor Imigrasi; Bogor, Jawa\\Barat"
    assert "A-007, A-008" in value(text, "SUMMARY")
    assert "7K3M 9QWE RTY2 PASD" in value(text, "DESCRIPTION")
    assert [line for line in lines(text) if line.startswith("TRIGGER")] == ["TRIGGER:-P1D", "TRIGGER:-PT2H"]
    assert lines(text).count("ACTION:DISPLAY") == 2


def test_it_says_the_address_that_the_office_tells() -> None:
    """The place is the office and its address as one text; there are no coordinates, which ours are too rough for."""
    address = "Jl. Ahmad Yani 65, Tanah Sareal; Bogor"
    text = ical.event(booking(), address)
    assert "LOCATION:Kantor Imigrasi Bogor\\, Jl. Ahmad Yani 65\\, Tanah Sareal\\; Bogor" in lines(text)
    assert value(text, "LOCATION") == f"Kantor Imigrasi Bogor, {address}"
    assert "GEO" not in text
    assert value(ical.event(booking()), "LOCATION") == "Kantor Imigrasi Bogor"


def test_the_counter_takes_the_line_with_the_code() -> None:
    """Whoever has nothing but the calendar copies the whole line, and no other line of it is a code."""
    made = booking()
    said = value(ical.event(made), "DESCRIPTION").splitlines()
    assert [qr.read(line) for line in said if line.startswith("Kode")] == [qr.Scanned(made.booking_id, None)]
    assert [qr.read(line) for line in said if not line.startswith("Kode")] == [None] * (len(said) - 1)


def test_it_tells_nothing_of_the_people() -> None:
    """Calendars are shared: no name and no digit of a NIK."""
    text = ical.event(booking("Budi Santoso"))
    assert "Budi" not in text
    assert "4321" not in text
    assert "v1." not in text


def test_a_cancelled_visit_is_marked_and_silent() -> None:
    """The file of a cancelled booking marks the event as cancelled and reminds of nothing."""
    text = ical.event(booking(status="cancelled", revision=2))
    assert value(text, "STATUS") == "CANCELLED"
    assert "VALARM" not in text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=100))
def test_any_text_survives_folding_and_escaping(office_name: str) -> None:
    """Lines have at most 75 octets, no character is cut, and readers get the text back."""
    text = ical.event(booking(office_name=office_name))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert value(text, "LOCATION") == office_name


def test_a_long_line_is_folded_at_75_octets() -> None:
    """The first part of a long line has 75 octets; one octet less where a character of two would be cut."""
    plain = ical.event(booking(office_name="Kantor" * 20)).encode().split(b"\r\n")
    assert [len(line) for line in plain if line.startswith(b"LOCATION")] == [75]
    accented = ical.event(booking(office_name="é" * 60)).encode().split(b"\r\n")
    assert [len(line) for line in accented if line.startswith(b"LOCATION")] == [75]
    shifted = ical.event(booking(office_name="a" + "é" * 60)).encode().split(b"\r\n")
    assert [len(line) for line in shifted if line.startswith(b"LOCATION")] == [74]


def test_control_characters_cannot_add_a_line() -> None:
    """A carriage return in a text does not end its line."""
    text = ical.event(booking(office_name="Bogor\r\nATTENDEE:mailto:x@example.org\x00"))
    assert not [line for line in lines(text) if line.startswith("ATTENDEE")]
    assert value(text, "LOCATION") == "Bogor\nATTENDEE:mailto:x@example.org"
