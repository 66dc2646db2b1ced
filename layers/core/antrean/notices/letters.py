"""What a notice says, to whom, in the language of their account; decided anew each time that it is to be sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from antrean.base.words import clock
from antrean.base.words import day as day_in_words
from antrean.login.addresses import undo_secret
from antrean.messages.letters import in_language, letter, texts
from antrean.messages.look import Action
from antrean.messages.port import Attachment
from antrean.notices.model import KINDS, listing_name
from antrean.notices.reminders import occasion_of
from antrean.notices.templates import filled
from antrean.notices.waiting import OF_WAITING, is_true_of_entry, lister_of, of_entry, of_listing
from antrean.tickets import ical
from antrean.tickets import words as wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from antrean.base.ids import Pepper
    from antrean.bookings.model import Applicant, Booking, Presence
    from antrean.bookings.store import Bookings
    from antrean.closures.store import Closures
    from antrean.login.store import AddressChanges
    from antrean.messages.port import Message
    from antrean.misses.model import Miss
    from antrean.misses.store import Misses
    from antrean.notices.model import Kind, Notice
    from antrean.offices.directory import OfficeDirectory
    from antrean.people.model import Account, Language
    from antrean.people.store import Accounts
    from antrean.waiting.store import Waiting

_CAPITAL = ZoneInfo("Asia/Jakarta")
"""The zone in which instants are told that belong to no office."""
_OF_IDENTITY: frozenset[Kind] = frozenset({"nik_lost", "card_seen", "card_seen_before"})
_OF_MISSES: frozenset[Kind] = frozenset({"missed", "frozen", "appeal_granted", "appeal_refused"})
_OF_ACCOUNTS = _OF_IDENTITY | {"bookings_paused", "family_paused", "new_device", "idle_warned"}
_OF_ADDRESSES: frozenset[Kind] = frozenset({"address_changed", "address_restored"})
_OF_OFFERS: frozenset[Kind] = frozenset({"offer_made", "offer_lapsed", "offer_withdrawn"})
_GONE: dict[Kind, Presence] = {"superseded": "superseded", "listed_left": "left"}
"""What has become of the person of a notice, whatever has become of the booking since."""
_WITH_CALENDAR: frozenset[Kind] = frozenset(
    {"booked", "added", "moved", "cancelled", "displaced", "restored", "lapsed"}
)
"""What changes an entry in somebody's calendar."""


class Post(NamedTuple):
    """A message, its address (mailbox or telephone), the time zone of its quiet hours, and whether it is wanted."""

    to: str
    message: Message
    zone: ZoneInfo
    wanted: bool
    not_before: datetime | None = None
    """The instant before which it must not go, if any."""
    visit_at: datetime | None = None
    """When the visit begins that it is about, if it is about one."""
    opens_again: bool = False
    """Whether it tells of a closing whose sessions are being opened again, so that it may be untrue in a moment."""
    after_letters: bool = False
    """Whether it tells of a closure's opening that began when the letters of the closing could go already."""
    left_to: str = ""
    """Another notice; if that one is sent, this one is dropped."""
    once_for: str = ""
    """Of all notices with this name one is sent."""


@dataclass(frozen=True, slots=True)
class Letters:
    """Writes notices as messages, from bookings and accounts as they are now."""

    bookings: Bookings
    accounts: Accounts
    closures: Closures
    changes: AddressChanges
    waiting: Waiting
    misses: Misses
    offices: OfficeDirectory
    pepper: Pepper
    site_url: str

    def post(self, notice: Notice) -> Post | None:
        """Return what the person of a notice is told now; None where it is no longer true, or nobody is to be told."""
        if notice.kind in _OF_ACCOUNTS:
            account = self.accounts.get(notice.subject)
            if account is None or not _is_true_of_account(notice, account):
                return None
            post = _post(account, of_account(notice, account, self.site_url), _CAPITAL, notice)
            return post._replace(to=account.former_email) if notice.kind == "card_seen_before" else post
        if notice.kind in _OF_MISSES:
            return self._of_miss(notice)
        if notice.kind in _OF_ADDRESSES:
            return self._of_address(notice)
        if notice.kind in OF_WAITING:
            return self._of_waiting(notice)
        booking = self.bookings.get(notice.subject)
        if booking is None or not _is_true(notice, booking):
            return None
        person = booking.applicants[notice.place] if notice.place is not None else None
        account = self._recipient(notice, booking, person)
        if account is None:
            return None
        meaning = KINDS[notice.kind]
        booker = self.accounts.get(booking.account_id) if meaning.to_listed else None
        closure = self.closures.get(notice.closure) if meaning.of_closure else None
        initials = booker.initials if booker else ""
        message = of_booking(notice, booking, person, account, initials, self.site_url, self.offices)
        post = _post(account, message, booking.zone, notice)
        post = post._replace(visit_at=booking.arrives_from)
        if closure and meaning.waits_for_undo:
            post = post._replace(not_before=closure.letters_at, opens_again=closure.state == "reopening")
        elif closure:
            post = post._replace(after_letters=closure.letters_at <= notice.happened_at)
        return _as_listed(post, notice, booking, person) if notice.kind == "listed" and person else post

    def _of_miss(self, notice: Notice) -> Post | None:
        """Return what an account is told of a visit that it missed; None where it was taken back meanwhile."""
        account, miss = self.accounts.get(notice.subject), self.misses.get(notice.subject, notice.occasion)
        if account is None or miss is None or (miss.waiver and notice.kind in {"missed", "frozen"}):
            return None
        if notice.kind == "frozen":
            # An earlier miss may have been taken back since. If so, nothing is frozen, and the letter is that of a
            # first miss.
            notice = notice._replace(kind="frozen" if account.frozen_until else "missed")
            miss = miss._replace(until=account.frozen_until)
        return _post(account, of_miss(notice, account, miss, self.site_url), ZoneInfo(miss.timezone), notice)

    def _of_address(self, notice: Notice) -> Post | None:
        """Return what the mailbox is told that an account has no more; None where that is not so any more."""
        account, change = self.accounts.get(notice.subject), self.changes.get(notice.subject)
        undone = notice.kind == "address_restored"
        if account is None or change is None or change.name != notice.occasion or change.undone != undone:
            return None
        secret = undo_secret(self.pepper.undo_mark(account.account_id, change.name), account.account_id)
        message = of_address(notice, account, change.until, secret, self.site_url)
        return Post(change.after if undone else change.before, message, _CAPITAL, wanted=True)

    def _of_waiting(self, notice: Notice) -> Post | None:
        """Return what an account is told of its entry, or that it is in another's; None where that is not so."""
        if notice.kind == "waiting_listed":
            return self._of_listing(notice)
        account, entry = self.accounts.get(notice.subject), self.waiting.entry(notice.subject)
        if account is None or entry is None or not is_true_of_entry(notice, entry):
            return None
        return _post(account, of_entry(notice, entry, account, self.site_url), _CAPITAL, notice)

    def _of_listing(self, notice: Notice) -> Post | None:
        """Return what the owner of a NIK is told whom another account has put on the list, if that one still is."""
        account, lister = self.accounts.get(notice.subject), self.accounts.get(lister_of(notice))
        if account is None or lister is None:
            return None
        return _post(account, of_listing(notice, account, lister.initials, self.site_url), _CAPITAL, notice)

    def wanted_out(self, notice: Notice) -> bool:
        """Tell whether the person of a notice left its booking by their own wish, or asked for that."""
        booking = self.bookings.get(notice.subject)
        person = booking.applicants[notice.place] if booking and notice.place is not None else None
        return person is not None and (person.contested_at is not None or person.stays_out)

    def _recipient(self, notice: Notice, booking: Booking, person: Applicant | None) -> Account | None:
        """Return whom a notice is for: the account of the booking, or who owns the NIK that it lists."""
        if not KINDS[notice.kind].to_listed or person is None:
            return self.accounts.get(booking.account_id)
        owner = self.accounts.owner_of(*person.nik_keys)
        return self.accounts.get(owner) if owner and owner != booking.account_id else None


def _post(account: Account, message: Message, zone: ZoneInfo, notice: Notice) -> Post:
    wanted = account.reminders or not KINDS[notice.kind].declinable
    if notice.channel == "whatsapp":
        return Post(account.phone, message, zone, wanted and account.whatsapp)
    return Post(account.email, message, zone, wanted)


def _as_listed(post: Post, notice: Notice, booking: Booking, person: Applicant) -> Post:
    """Return the post to a person who is listed, of which one is sent for all notices that would say the same.

    If the office has closed the session meanwhile, the notice of that says by whom the person is listed too.
    """
    closed = booking.displacement
    other = notice._replace(kind="listed_displaced", occasion=closed.closure_id).notice_id if closed else ""
    name = listing_name(booking.account_id, person.nik_key, booking.slot.office_id, booking.slot.date)
    return post._replace(left_to=other, once_for=name)


def _is_true_of_account(notice: Notice, account: Account) -> bool:
    """Tell whether what a notice says still holds of its account: somebody may have kept one that was being closed."""
    if notice.kind == "idle_warned":
        return account.idle and account.closes_at == notice.not_after
    return _deed_of(notice) != "closed" or account.closes_at is not None


def _is_true(notice: Notice, booking: Booking) -> bool:
    """Tell whether what a notice says still holds of its booking, or of what was only offered."""
    if notice.kind in _OF_OFFERS:
        return booking.was_never_accepted and booking.is_offered == (notice.kind == "offer_made")
    return _is_true_of_booking(notice, booking)


def _is_true_of_booking(notice: Notice, booking: Booking) -> bool:
    person = booking.applicants[notice.place] if notice.place is not None else None
    if notice.kind in _GONE:
        return person is not None and person.presence == _GONE[notice.kind]
    if KINDS[notice.kind].to_listed and (person is None or not person.present):
        return False
    match notice.kind:
        case "cancelled" | "lapsed" | "listed_ended":
            return not booking.holds_people
        case "listed" if person is not None:
            return booking.holds_people and not person.contested_at
        case "displaced" | "listed_displaced":
            return booking.displacement is not None and booking.displacement.closure_id == notice.closure
        case "left" if person is not None:
            return booking.holds_people and person.presence == "left"
        case "reminder_before" | "reminder_today":
            return booking.is_awaited and notice.occasion == occasion_of(booking.slot)
        case _:
            return booking.is_confirmed


def _deed_of(notice: Notice) -> str:
    """Return what was done at a counter with the account of a notice, if it tells of that."""
    return notice.occasion.partition("-")[0] if notice.kind in _OF_IDENTITY else ""


def _deed_in_words(deed: str, account: Account) -> str:
    """Return the sentence that tells the holder of an account what was done with it at a counter."""
    day = account.closes_at.astimezone(_CAPITAL).date() if account.closes_at else None
    until = in_language(account.language, day_in_words(day)) if day else ""
    sentence: str = texts(account.language)["deeds"][deed]
    return sentence.format(email=account.email, until=until)


def of_account(notice: Notice, account: Account, site_url: str) -> Message:
    """Return the message of a notice about an account to its holder."""
    if notice.kind in _OF_IDENTITY:
        told = {"name": account.full_name, "office": notice.office}
        if notice.kind == "card_seen":
            told["deed"] = _deed_in_words(_deed_of(notice), account)
        return _message(notice, account.language, told, (), f"{site_url}/akun", "account")
    zone = wording.ZONES[_CAPITAL.key]
    values = {
        "name": account.full_name,
        "until": in_language(account.language, clock(notice.ends_at.astimezone(_CAPITAL), zone)),
        "at": in_language(account.language, clock(notice.happened_at.astimezone(_CAPITAL), zone)),
    }
    if notice.kind == "idle_warned":
        return _message(notice, account.language, values, (), f"{site_url}/masuk", "log_in")
    if notice.kind == "new_device":
        return _message(notice, account.language, values, (), f"{site_url}/sandi", "new_password")
    return _message(notice, account.language, values, (), f"{site_url}/antrean", "bookings")


def of_miss(notice: Notice, account: Account, miss: Miss, site_url: str) -> Message:
    """Return the message of a notice about a visit that was missed, or about the answer to an appeal."""
    zone, called = ZoneInfo(miss.timezone), wording.ZONES.get(miss.timezone, miss.timezone)

    def instant(when: datetime) -> str:
        return in_language(account.language, clock(when.astimezone(zone), called))

    values = {
        "name": account.full_name,
        "office": miss.office_name,
        "day": in_language(account.language, day_in_words(miss.slot.date)),
        "until": instant(miss.until) if miss.until else "",
        "answered_until": instant(miss.answered_until),
        "reason": miss.appeal.answer if miss.appeal else "",
    }
    return _message(notice, account.language, values, (), f"{site_url}/akun/kunjungan", "misses")


def of_address(notice: Notice, account: Account, until: datetime, secret: str, site_url: str) -> Message:
    """Return the message to the mailbox that an account has no more; the old one can undo the change by its link.

    What undoes it stands behind the `#` of the address, which no browser sends to anybody. The other address is not
    named: the mailbox may have been taken from its owner, or be somebody else's by now.
    """
    instant = clock(until.astimezone(_CAPITAL), wording.ZONES[_CAPITAL.key])
    values = {"name": account.full_name, "until": in_language(account.language, instant)}
    if notice.kind == "address_restored":
        return _message(notice, account.language, values, (), f"{site_url}/masuk", "log_in")
    return _message(notice, account.language, values, (), f"{site_url}/akun/surel/kembali#{secret}", "undo_address")


def of_booking(  # noqa: PLR0913 - what a letter is made of
    notice: Notice,
    booking: Booking,
    person: Applicant | None,
    account: Account,
    initials: str,
    site_url: str,
    offices: OfficeDirectory | None = None,
) -> Message:
    """Return the message of a notice about a booking to the holder of an account.

    Of `offices` the calendar file has the address that the booking's one tells.
    """
    language = account.language
    last_day = in_language(language, day_in_words(booking.last_day_to_change))
    values = {
        "name": account.full_name,
        "office": booking.office_name,
        "day": in_language(language, day_in_words(booking.slot.date)),
        "window": in_language(language, wording.window(booking)),
        "last_day": last_day,
        "bring": in_language(language, wording.BRING[booking.service]),
        "person": person.full_name if person else "",
        # They stay together at the end of a line.
        "initials": initials.replace(" ", "\u00a0"),
        "reason": booking.displacement.reason if booking.displacement else "",
        "until": last_day,
        "answer_until": _answer_until(booking, language),
        "account": f"{site_url}/akun",
    }
    if notice.channel == "whatsapp":
        return filled(notice, language, texts(language)["whatsapp"]["kinds"], values)
    of_others = KINDS[notice.kind].to_listed
    facts = tuple(_facts(texts(language)["facts"], language, booking, people=not of_others))
    url = f"{site_url}/antrean" if of_others else f"{site_url}/antrean/{booking.booking_id}"
    calendar = ""
    if notice.kind in _WITH_CALENDAR:
        calendar = ical.event(booking, offices.address_of(booking.slot.office_id) if offices else "")
    action = "bookings" if of_others else "choose" if booking.displacement else "booking"
    if booking.is_offered:
        action = "answer"
    return _message(notice, language, values, facts, url, action, calendar, displaced=booking.displacement is not None)


def _message(  # noqa: PLR0913 - what a message is made of
    notice: Notice,
    language: Language,
    values: Mapping[str, str],
    facts: tuple[tuple[str, str], ...],
    url: str,
    action: str,
    calendar: str = "",
    *,
    displaced: bool = False,
) -> Message:
    words = texts(language)
    attached = Attachment(words["calendar"], "text/calendar; charset=utf-8", calendar.encode())
    return letter(
        notice.kind,
        language,
        values,
        facts=facts,
        action=Action(words["action"][action], url),
        foot=[words["decline"].format(**values)] if KINDS[notice.kind].declinable else [],
        reference=notice.reference,
        attachments=[attached] if calendar else [],
        displaced=displaced,
    )


def _answer_until(booking: Booking, language: Language) -> str:
    """Return until when an offer can be answered, in the time of its office."""
    if booking.offer is None:
        return ""
    return in_language(
        language,
        clock(booking.offer.until.astimezone(booking.zone), wording.ZONES.get(booking.timezone, booking.timezone)),
    )


def _facts(names: dict[str, str], language: Language, booking: Booking, *, people: bool) -> Iterator[tuple[str, str]]:
    """Yield what a letter shows of a booking; of the booking of another account not who else comes, and no code."""
    yield names["office"], booking.office_name
    yield names["day"], in_language(language, day_in_words(booking.slot.date))
    yield names["window"], in_language(language, wording.window(booking))
    if not people:
        if booking.displacement:
            yield names["reason"], booking.displacement.reason
        return
    yield names["service"], in_language(language, wording.SERVICES[booking.service])
    if booking.displacement:
        yield names["reason"], booking.displacement.reason
    if not booking.is_confirmed:
        # Without the numbers: it must not look like a ticket.
        if booking.present:
            yield names["present"], "\n".join(each.full_name for each in booking.present)
        return
    yield names["people"], "\n".join(f"{booking.queue_number(each)}  {each.full_name}" for each in booking.present)
    yield names["code"], wording.grouped(booking.booking_id)
