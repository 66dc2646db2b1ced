"""Every mail that people get, in both languages, as it would be sent: `python -m instruments.mails` draws them.

The pictures go into `docs/images`, one for each language and one of some mails in the dark, and `docs/mails.md` shows
them. Nobody in them exists.
"""

from __future__ import annotations

import base64
import sys
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from antrean.bookings.model import Displacement, Offer
from antrean.messages.letters import (
    account_exists,
    address_taken,
    already_registered,
    code_letter,
    code_mail,
    contested,
    no_account,
)
from antrean.misses.model import Appeal, Miss
from antrean.notices import letters
from antrean.notices.model import KINDS, Kind, Notice
from antrean.notices.waiting import OF_WAITING, occasion_of_skip, of_entry, of_listing
from antrean.people.model import Account, Language
from antrean.waiting.model import Entry, Skip
from instruments.bookings import booking
from instruments.browser import chromium

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antrean.bookings.model import Answer, Booking
    from antrean.messages.port import Message

IMAGES: Final = Path(__file__).resolve().parents[1] / "docs" / "images"
LANGUAGES: Final[tuple[Language, ...]] = ("id", "en")
_PEOPLE: Final = ("Siti Rahayu", "Budi Santoso", "Ni Luh Putu Ayu Kartika Sari Dewi")
_OFFICE: Final = "Kantor Imigrasi Kelas I Non TPI Bogor"
_SITE: Final = "https://antrean.example.go.id"
_NOW: Final = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
_RIGHT_ENDS: Final = datetime(2027, 1, 7, 17, 0, tzinfo=UTC)
_PAUSE_ENDS: Final = datetime(2026, 12, 8, 3, 0, tzinfo=UTC)
_WARNING_ENDS: Final = datetime(2026, 12, 31, 3, 0, tzinfo=UTC)
_OF_ACCOUNTS: Final = ("bookings_paused", "family_paused", "new_device", "idle_warned")
_OF_MISSES: Final = ("missed", "frozen", "appeal_granted", "appeal_refused")
_OF_IDENTITY: Final = ("nik_lost", "card_seen", "card_seen_before")
_CODE: Final = "K7QP-2M4X"
MAILS: Final = (
    "sign_up",
    "reset",
    "already_registered",
    "no_account",
    "code",
    "email",
    "address_taken",
    "account_exists",
    "contested",
    *KINDS,
)
"""What people are told: what no notice tells, of which Cognito itself sends the `code`, and the kinds of notices."""
_IN_THE_DARK: Final = ("sign_up", "booked", "displaced", "offer_made")
"""What is drawn in the dark too: a mail of each look that there is. All are looked at there by `test_mails`."""
_IN_PLACE_OF_A_CODE: Final = {
    "already_registered": already_registered,
    "no_account": no_account,
    "address_taken": address_taken,
}
_OF_ONE: Final = ("left", "superseded", *(kind for kind in KINDS if KINDS[kind].to_listed))
_WIDTH: Final = 320
_COLUMNS: Final = 4


def sample(mail: str, language: Language) -> Message:
    """Return one of the `MAILS`, of a booking of three people; those of a code have both languages, this one first."""
    made = booking(*_PEOPLE, office_name=_OFFICE, service="renewal")
    name, person = _PEOPLE[:2]
    match mail:
        case "sign_up" | "reset" | "email" as kind:
            return code_letter(kind, _CODE, language, _SITE)
        case "already_registered" | "no_account" | "address_taken":
            return _IN_PLACE_OF_A_CODE[mail](language, _SITE)
        case "code":
            return code_mail("123456")
        case "account_exists":
            return account_exists(name, language, _SITE)
        case "contested":
            return contested(
                name,
                language,
                person=person,
                office=_OFFICE,
                day=made.slot.date,
                booking_id=made.booking_id,
                site_url=_SITE,
            )
    return _notice(next(kind for kind in KINDS if kind == mail), language, made)


def _notice(kind: Kind, language: Language, made: Booking) -> Message:
    account = Account("account-1", "Siti Rahayu", 1990, "siti@contoh.id", "+6281234567890", "v1.a", "4321", language)
    if kind in ("address_changed", "address_restored"):
        return letters.of_address(Notice(kind, "account-1", "1", _NOW), account, _PAUSE_ENDS, "account-1.7K3M9", _SITE)
    if kind in _OF_MISSES:
        return letters.of_miss(Notice(kind, "account-1", made.booking_id, _NOW), account, _missed(made), _SITE)
    if kind in _OF_IDENTITY:
        account = account._replace(former_email="siti.lama@contoh.id")
        return letters.of_account(Notice(kind, "account-1", "raised-1", _NOW, office=_OFFICE), account, _SITE)
    if kind in _OF_ACCOUNTS:
        ends_at = _WARNING_ENDS if kind == "idle_warned" else _PAUSE_ENDS
        return letters.of_account(Notice(kind, "account-1", "1", _NOW, not_after=ends_at), account, _SITE)
    if kind == "waiting_listed":
        return of_listing(Notice(kind, "account-1", "account-2-20261201", _NOW), account, "B. S.", _SITE)
    if kind in OF_WAITING:
        entry = _entry(kind, made)
        return of_entry(Notice(kind, "account-1", occasion_of_skip(entry, entry.skips[0]), _NOW), entry, account, _SITE)
    made = _changed(kind, made)
    place = 1 if kind in _OF_ONE else None
    person = made.applicants[1] if place else None
    # Whom another account lists is told by whom: by somebody else.
    return letters.of_booking(Notice(kind, made.booking_id, "1", _NOW, place), made, person, account, "B. S.", _SITE)


def _changed(kind: Kind, made: Booking) -> Booking:
    """A booking once what a notice tells of has happened to it."""
    match kind:
        case "cancelled" | "lapsed" | "listed_ended":
            made = made._replace(status="cancelled")
        case "displaced" | "listed_displaced":
            made = made.displaced(Displacement("closure-1", "Banjir", _RIGHT_ENDS), _NOW)
        case "left" | "superseded":
            made = made.without(1, kind, _NOW)
        case "listed_left":
            made = made.without(1, "left", _NOW)
        case "offer_made":
            made = made._replace(status="offered", offer=Offer("entry-1", _PAUSE_ENDS))
        case "offer_lapsed" | "offer_withdrawn":
            answer: Answer = "lapsed" if kind == "offer_lapsed" else "withdrawn"
            made = made._replace(status="cancelled", offer=Offer("entry-1", _PAUSE_ENDS, answer))
        case "listed_moved":
            made = made._replace(slot=made.slot._replace(date=made.slot.date + timedelta(days=2)))
    return made


def _entry(kind: Kind, made: Booking) -> Entry:
    """An entry of three people that has come to what a notice tells of."""
    waiting = Entry(
        entry_id="entry-1",
        account_id="account-1",
        offices=(made.slot.office_id,),
        first=made.slot.date,
        last=made.slot.date,
        sessions=(),
        service="renewal",
        people=made.applicants,
        joined_at=_NOW,
        rank=0,
        ends_at=_PAUSE_ENDS,
        fingerprint="",
        skips=(Skip(made.slot, _NOW, 2, booked=kind == "waiting_booked"),),
    )
    return waiting.ended("unanswered") if kind == "waiting_ended" else waiting


def _missed(made: Booking) -> Miss:
    appeal = Appeal("Kereta mogok.", _NOW, _NOW, granted=False, answer="Jadwal kereta pagi itu sudah diperiksa.")
    where = (made.slot, made.office_name, made.timezone)
    return Miss(made.account_id, made.booking_id, *where, 41, _NOW, 1, 2, _PAUSE_ENDS, appeal=appeal)


def sheet(language: Language, mails: Sequence[str]) -> str:
    """Return a page with `mails` in a language, each in a frame as wide as a telephone."""
    frames = "".join(
        f"<figure><figcaption>{escape(mail)}: {escape(message.subject)}</figcaption>"
        f'<iframe srcdoc="{escape(message.html, quote=True)}" width="{_WIDTH}"'
        ' onload="this.height = this.contentDocument.documentElement.scrollHeight"></iframe></figure>'
        for mail in mails
        for message in [sample(mail, language)]
    )
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><style>'
        ":root{color-scheme:light dark}"
        f"body{{margin:16px;columns:{_COLUMNS} {_WIDTH}px;column-gap:16px;font:14px system-ui}}"
        "figure{margin:0 0 24px;break-inside:avoid}figcaption{padding:0 0 6px}"
        f"iframe{{border:1px solid #888;width:{_WIDTH}px}}</style>{frames}</html>"
    )


def draw(folder: Path) -> list[Path]:
    """Draw the sheets into a folder, and return the pictures. Raises NoChromiumError where there is no browser."""
    wanted: list[tuple[Language, Literal["light", "dark"], Sequence[str], str]] = [
        ("id", "light", MAILS, "mails-id"),
        ("en", "light", MAILS, "mails-en"),
        ("id", "dark", _IN_THE_DARK, "mails-dark"),
    ]
    drawn = []
    with chromium.launched() as browser:
        for language, scheme, mails, name in wanted:
            width = _COLUMNS * (_WIDTH + 16) + 32
            page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
            page.set_content(sheet(language, mails), wait_until="load")
            path = folder / f"{name}.webp"
            # Playwright itself writes no WebP, which is a third as large as JPEG and can be read as well.
            taken = page.context.new_cdp_session(page).send(
                "Page.captureScreenshot", {"format": "webp", "quality": 8, "captureBeyondViewport": True}
            )
            path.write_bytes(base64.b64decode(taken["data"]))
            page.close()
            drawn.append(path)
    return drawn


def main() -> int:
    """Draw the sheets into the documents."""
    for path in draw(IMAGES):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
