"""The words on a ticket: Indonesian first, English beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.base.words import Words

if TYPE_CHECKING:
    from antrean.bookings.model import Booking


RELATIONS = {
    "self": Words("Pemohon utama", "Main applicant"),
    "spouse": Words("Suami/istri", "Spouse"),
    "child": Words("Anak", "Child"),
    "parent": Words("Orang tua", "Parent"),
    "sibling": Words("Kakak/adik", "Sibling"),
    "grandparent": Words("Kakek/nenek", "Grandparent"),
    "parent_in_law": Words("Mertua", "Parent-in-law"),
    "ward": Words("Anak dalam perwalian", "Child under guardianship"),
}
SERVICES = {
    "new": Words("Paspor baru", "New passport"),
    "renewal": Words("Penggantian paspor", "Passport renewal"),
}
BRING = {
    "new": Words(
        "Bawa dokumen asli dan fotokopinya: e-KTP, kartu keluarga, dan akta kelahiran atau dokumen lain di daftar.",
        "Bring originals and copies: ID card, family card, birth certificate or another document of the list.",
    ),
    "renewal": Words(
        "Bawa paspor lama dan e-KTP, asli dan fotokopinya.",
        "Bring the old passport and the ID card, with copies.",
    ),
}
"""What everybody brings for a service; the whole list is a page of the site (`syarat.html`), which says the same."""

_SESSIONS = {
    "morning": Words("Sesi pagi", "Morning session"),
    "afternoon": Words("Sesi siang", "Afternoon session"),
}
ZONES = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}
_GROUP = 4


def session(name: str) -> Words:
    """Return the words for a session; sessions are data, so one that has none here is called by its own name."""
    plain = name.replace("_", " ")
    return _SESSIONS.get(name) or Words(f"Sesi {plain}", f"{plain.capitalize()} session")


def window(booking: Booking) -> Words:
    """Return the arrival window with its time zone, such as `09.01–10.00 WIB`; English writes times with a colon."""
    english = f"{booking.arrive_from}\u2013{booking.arrive_until} {ZONES.get(booking.timezone, booking.timezone)}"
    return Words(english.replace(":", "."), english)


def grouped(booking_id: str) -> str:
    """Return a booking id in groups of four, as people read it out."""
    return " ".join(booking_id[start : start + _GROUP] for start in range(0, len(booking_id), _GROUP))
