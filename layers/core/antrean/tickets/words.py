"""The words on a ticket: Indonesian first, English beside it.

The names of days and months are in tables of our own, because the locales of machines differ and tickets must not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from antrean.bookings.model import Booking


class Words(NamedTuple):
    """The same thing said in Indonesian and in English."""

    indonesian: str
    english: str


RELATIONS = {
    "self": Words("Pemohon utama", "Main applicant"),
    "spouse": Words("Suami/istri", "Spouse"),
    "child": Words("Anak", "Child"),
    "parent": Words("Orang tua", "Parent"),
}
SERVICES = {
    "new": Words("Paspor baru", "New passport"),
    "renewal": Words("Penggantian paspor", "Passport renewal"),
}
BRING = Words(
    "Bawa dokumen asli tiap pemohon: e-KTP, kartu keluarga, akta lahir; paspor lama bila ada.",
    "Bring originals for each applicant: ID card, family card, birth certificate; old passport if any.",
)

_SESSIONS = {
    "morning": Words("Sesi pagi", "Morning session"),
    "afternoon": Words("Sesi siang", "Afternoon session"),
}
_ZONES = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}
_DAYS = (
    Words("Senin", "Monday"),
    Words("Selasa", "Tuesday"),
    Words("Rabu", "Wednesday"),
    Words("Kamis", "Thursday"),
    Words("Jumat", "Friday"),
    Words("Sabtu", "Saturday"),
    Words("Minggu", "Sunday"),
)
_MONTHS = (
    Words("Januari", "January"),
    Words("Februari", "February"),
    Words("Maret", "March"),
    Words("April", "April"),
    Words("Mei", "May"),
    Words("Juni", "June"),
    Words("Juli", "July"),
    Words("Agustus", "August"),
    Words("September", "September"),
    Words("Oktober", "October"),
    Words("November", "November"),
    Words("Desember", "December"),
)
_GROUP = 4


def day(value: date) -> Words:
    """Return a date with its weekday, such as `Senin, 1 Desember 2025`."""
    weekday, month = _DAYS[value.weekday()], _MONTHS[value.month - 1]
    return Words(
        f"{weekday.indonesian}, {value.day} {month.indonesian} {value.year}",
        f"{weekday.english}, {value.day} {month.english} {value.year}",
    )


def session(name: str) -> Words:
    """Return the words for a session; sessions are data, so one that has none here is called by its own name."""
    plain = name.replace("_", " ")
    return _SESSIONS.get(name) or Words(f"Sesi {plain}", f"{plain.capitalize()} session")


def window(booking: Booking) -> str:
    """Return the arrival window with its time zone, such as `09.01–10.00 WIB`; Indonesian writes times with a dot."""
    arrive_from, arrive_until = (moment.replace(":", ".") for moment in (booking.arrive_from, booking.arrive_until))
    return f"{arrive_from}\u2013{arrive_until} {_ZONES.get(booking.timezone, booking.timezone)}"


def grouped(booking_id: str) -> str:
    """Return a booking id in groups of four, as people read it out."""
    return " ".join(booking_id[start : start + _GROUP] for start in range(0, len(booking_id), _GROUP))
