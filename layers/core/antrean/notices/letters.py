"""What a notice says, to whom, in the language of their account; decided anew each time that it is to be sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from antrean.base.words import day as day_in_words
from antrean.messages.look import Action, Content, as_html, as_text
from antrean.messages.port import Attachment, Message
from antrean.tickets import ical
from antrean.tickets import words as wording

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from antrean.base.words import Words
    from antrean.bookings.model import Applicant, Booking
    from antrean.bookings.store import Bookings
    from antrean.notices.model import Kind, Notice
    from antrean.people.model import Account
    from antrean.people.store import Accounts

LANGUAGES = ("id", "en")
_TEXTS = Path(__file__).parent / "texts"
_A_DAY = timedelta(days=1)
_WITH_CALENDAR: frozenset[Kind] = frozenset({"booked", "added", "moved", "cancelled"})


class Post(NamedTuple):
    """A message, its address, and the time zone of the office that it is about."""

    to: str
    message: Message
    zone: ZoneInfo


@cache
def texts(language: str) -> dict[str, Any]:
    """Return the sentences of all kinds in a language."""
    found: dict[str, Any] = json.loads((_TEXTS / f"{language}.json").read_text())
    return found


@dataclass(frozen=True, slots=True)
class Letters:
    """Writes notices as messages, from bookings and accounts as they are now."""

    bookings: Bookings
    accounts: Accounts
    site_url: str

    def post(self, notice: Notice) -> Post | None:
        """Return what the person of a notice is told now; None where it is no longer true, or nobody is to be told."""
        booking = self.bookings.get(notice.booking_id)
        if booking is None or not _is_true(notice, booking):
            return None
        person = booking.applicants[notice.place] if notice.place is not None else None
        account = self._recipient(notice, booking, person)
        if account is None:
            return None
        booker = self.accounts.get(booking.account_id) if notice.kind == "listed" else None
        message = write(notice, booking, person, account, booker.initials if booker else "", self.site_url)
        return Post(account.email, message, booking.zone)

    def _recipient(self, notice: Notice, booking: Booking, person: Applicant | None) -> Account | None:
        """Return whom a notice is for: the account of the booking, or who owns the NIK that it lists."""
        if notice.kind != "listed" or person is None:
            return self.accounts.get(booking.account_id)
        owner = self.accounts.owner_of(person.nik_key)
        return self.accounts.get(owner) if owner and owner != booking.account_id else None


def _is_true(notice: Notice, booking: Booking) -> bool:
    """Tell whether what a notice says still holds of its booking."""
    person = booking.applicants[notice.place] if notice.place is not None else None
    match notice.kind:
        case "cancelled":
            return not booking.meaning.changed_by
        case "superseded":
            return person is not None and person.presence == "superseded"
        case "left":
            return booking.holds_seats and person is not None and person.presence == "left"
        case "listed":
            return booking.holds_seats and person is not None and person.present and not person.contested_at
        case _:
            return booking.holds_seats


def write(  # noqa: PLR0913 - what a letter is made of
    notice: Notice, booking: Booking, person: Applicant | None, account: Account, initials: str, site_url: str
) -> Message:
    """Return the message of a notice about a booking to the holder of an account."""
    language = account.language
    words, kind = texts(language), texts(language)["kinds"][notice.kind]
    values = {
        "name": account.full_name,
        "office": booking.office_name,
        "day": _in(language, day_in_words(booking.slot.date)),
        "last_day": _in(language, day_in_words(booking.closes_at.astimezone(booking.zone).date() - _A_DAY)),
        "bring": _in(language, wording.BRING),
        "person": person.full_name if person else "",
        "initials": initials,
    }
    of_others = notice.kind == "listed"
    path = "/antrean" if of_others else f"/antrean/{booking.booking_id}"
    content = Content(
        language=language,
        subject=kind["subject"].format(**values),
        greeting=words["greeting"].format(**values),
        paragraphs=tuple(each.format(**values) for each in kind["paragraphs"]),
        facts=tuple(_facts(words["facts"], language, booking, people=not of_others)),
        after=tuple(each.format(**values) for each in kind["after"]),
        action=Action(words["action"]["bookings" if of_others else "booking"], f"{site_url}{path}"),
        foot=words["foot"],
    )
    calendar = Attachment(words["calendar"], "text/calendar; charset=utf-8", ical.event(booking).encode())
    return Message(
        subject=content.subject,
        text=as_text(content),
        html=as_html(content),
        kind=notice.kind,
        reference=notice.notice_id.replace("#", "-"),
        attachments=(calendar,) if notice.kind in _WITH_CALENDAR else (),
    )


def _facts(names: dict[str, str], language: str, booking: Booking, *, people: bool) -> Iterator[tuple[str, str]]:
    """Yield what a letter shows of a booking; of the booking of another account not who else comes, and no code."""
    yield names["office"], booking.office_name
    yield names["day"], _in(language, day_in_words(booking.slot.date))
    yield names["window"], wording.window(booking)
    if not people:
        return
    yield names["service"], _in(language, wording.SERVICES[booking.service])
    comes = [f"{booking.queue_number(each)}  {each.full_name}" for each in booking.present]
    if comes:
        yield names["people"], "\n".join(comes)
    if booking.meaning.good_at_counter:
        yield names["code"], wording.grouped(booking.booking_id)


def _in(language: str, words: Words) -> str:
    return words.indonesian if language == "id" else words.english
