"""The words on a ticket, Indonesian first, English beside it: those of the site's pages, which a test compares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.base.words import Words, month

if TYPE_CHECKING:
    from antrean.bookings.model import Booking


RELATIONS = {
    "self": Words("Diri sendiri", "Yourself"),
    "spouse": Words("Suami atau istri", "Husband or wife"),
    "child": Words("Anak", "Child"),
    "parent": Words("Orang tua", "Parent"),
    "sibling": Words("Kakak atau adik", "Brother or sister"),
    "grandparent": Words("Kakek atau nenek", "Grandparent"),
    "parent_in_law": Words("Mertua", "Parent-in-law"),
    "ward": Words("Anak dalam perwalian", "Child under guardianship"),
}
SERVICES = {
    "new": Words("Paspor baru", "A new passport"),
    "renewal": Words("Penggantian paspor", "A renewal"),
}
BRING = {
    "new": Words(
        "Setiap orang membawa dokumen asli dan fotokopinya: e-KTP, kartu keluarga, "
        "dan akta kelahiran atau dokumen lain yang ada di daftar.",
        "Each person brings the originals and photocopies of their e-KTP, family card, "
        "and birth certificate or another document of the list.",
    ),
    "renewal": Words(
        "Setiap orang membawa paspor lama dan e-KTP, asli dan fotokopinya.",
        "Each person brings the old passport and the e-KTP, with photocopies.",
    ),
}
"""What everybody brings for a service; the whole list is a page of the site (`syarat.html`), which says the same."""

CHILDREN = Words(
    "Anak datang bersama ayah dan ibunya, dengan dokumen di daftar untuk anak.",
    "Children come with both parents, and the documents of the list for children.",
)
WARDS = Words(
    "Anak dalam perwalian datang bersama walinya; tanyakan kepada kantor surat apa yang diperlukan.",
    "A child under guardianship comes with the guardian; ask the office which letter it needs.",
)
"""With whom children come, and what is brought for them besides."""

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
_SHORT = 3
"""Letters of a month in short: `Des`, `Agu`."""


def with_children(booking: Booking) -> Words | None:
    """Return with whom the children among those who come are to come; None where there are none."""
    relations = {applicant.relation for applicant in booking.present}
    said = [words for relation, words in (("child", CHILDREN), ("ward", WARDS)) if relation in relations]
    if not said:
        return None
    return Words(" ".join(each.indonesian for each in said), " ".join(each.english for each in said))


def session(name: str) -> Words:
    """Return the words for a session; sessions are data, so one that has none here is called by its own name."""
    plain = name.replace("_", " ")
    return _SESSIONS.get(name) or Words(f"Sesi {plain}", f"{plain.capitalize()} session")


def window(booking: Booking) -> Words:
    """Return the arrival window with its zone, such as `09.01 sampai 10.00 WIB`; English writes times with a colon."""
    first, last, zone = booking.arrive_from, booking.arrive_until, ZONES.get(booking.timezone, booking.timezone)
    return Words(f"{first} sampai {last} {zone}".replace(":", "."), f"{first} to {last} {zone}")


def version(booking: Booking) -> str:
    """Return which version of the ticket it is, such as `Versi 3, 2 Des, 14.05 WIB`; the first was booked."""
    at, zone = booking.changed_at.astimezone(booking.zone), ZONES.get(booking.timezone, booking.timezone)
    short = month(at).indonesian[:_SHORT]
    return f"Versi {booking.revision + 1}, {at.day} {short}, {at:%H.%M} {zone}"


def grouped(booking_id: str) -> str:
    """Return a booking id in groups of four, as people read it out."""
    return " ".join(booking_id[start : start + _GROUP] for start in range(0, len(booking_id), _GROUP))
