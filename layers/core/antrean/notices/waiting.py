"""What people are told of the waiting list: an entry was passed over, has lost a person, has ended, or has them."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from antrean.base.words import day as day_in_words
from antrean.messages.letters import in_language, letter, texts
from antrean.messages.look import Action
from antrean.notices.model import Notice

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.bookings.model import Applicant
    from antrean.messages.port import Message
    from antrean.notices.model import Kind
    from antrean.people.model import Account
    from antrean.waiting.model import EndReason, Entry, Skip

OF_WAITING: frozenset[Kind] = frozenset(
    {"waiting_skipped", "waiting_booked", "waiting_listed", "waiting_left_out", "waiting_ended"}
)
_OF_SKIPS: frozenset[Kind] = frozenset({"waiting_skipped", "waiting_booked"})
_OWN_ENDS: frozenset[EndReason] = frozenset({"accepted", "left", "declined"})
"""How entries end by what their account has just done itself."""


def notices_of_entry(old: Entry | None, new: Entry | None, now: datetime) -> list[Notice]:
    """Return the notices that an entry's going from `old` to `new` makes, as the stream tells it at `now`.

    Each offer that passes an entry over is a change, and several may within minutes. All those of one office and day
    are one occasion, so that a single mail tells of them; the page of the entry shows more.
    """
    if old is None or new is None or old.entry_id != new.entry_id:
        return []
    change = f"{new.entry_id}-{new.version}"
    found: list[Notice] = []
    if len(new.skips) and new.skips != old.skips:
        skip = new.skips[-1]
        kind: Kind = "waiting_booked" if skip.booked else "waiting_skipped"
        found.append(Notice(kind, new.account_id, occasion_of_skip(new, skip), skip.at))
    if old.lasts and not new.lasts and new.why not in _OWN_ENDS:
        found.append(Notice("waiting_ended", new.account_id, change, now))
    elif len(new.people) < len(old.people):
        found.append(Notice("waiting_left_out", new.account_id, change, now))
    return found


def occasion_of_skip(entry: Entry, skip: Skip) -> str:
    """Return what all skips of an entry at one office on one day are told by.

    The day of UTC begins in Indonesia when the quiet hours end, or an hour or two later.
    """
    return f"{entry.entry_id}-{skip.slot.office_id}-{skip.at.astimezone(UTC).date().isoformat()}"


def _told_skip(notice: Notice, entry: Entry) -> Skip | None:
    """Return the newest skip of which a notice tells, None where the entry shows it no more."""
    of_this_kind = [each for each in entry.skips if each.booked == (notice.kind == "waiting_booked")]
    return next((each for each in reversed(of_this_kind) if occasion_of_skip(entry, each) == notice.occasion), None)


def newly_listed(old: Entry | None, new: Entry | None) -> list[Applicant]:
    """Return the people whom an account has put on the list, but for its owner, as the stream tells it."""
    if new is None or (old and (old.entry_id, old.joined_at) == (new.entry_id, new.joined_at)):
        return []
    return [person for person in new.people if person.relation != "self"]


def listed_notice(owner: str, entry: Entry) -> Notice:
    """Return the notice to the account `owner` that another one has put its holder on the list: one for each day.

    What it says stays true: whoever leaves the list at once has put somebody on it all the same.
    """
    return Notice(
        "waiting_listed", owner, f"{entry.account_id}-{entry.joined_at.astimezone(UTC):%Y%m%d}", entry.joined_at
    )


def lister_of(notice: Notice) -> str:
    """Return the account of which a `waiting_listed` tells."""
    return notice.occasion.rpartition("-")[0]


def of_listing(notice: Notice, account: Account, initials: str, site_url: str) -> Message:
    """Return the message to the holder of an account whom the account with some initials has put on the list."""
    words = texts(account.language)
    # They stay together at the end of a line.
    values = {"name": account.full_name, "initials": initials.replace(" ", "\u00a0")}
    action = Action(words["action"]["waiting"], f"{site_url}/tunggu")
    return letter(notice.kind, account.language, values, action=action, reference=notice.reference)


def is_true_of_entry(notice: Notice, entry: Entry) -> bool:
    """Tell whether what a notice says still holds of the account's entry."""
    of_this_one = notice.occasion.startswith(f"{entry.entry_id}-")
    if notice.kind in _OF_SKIPS and _told_skip(notice, entry) is None:
        return False
    return of_this_one and entry.lasts != (notice.kind == "waiting_ended")


def of_entry(notice: Notice, entry: Entry, account: Account, site_url: str) -> Message:
    """Return the message of a notice about an entry to its account."""
    language = account.language
    words = texts(language)
    skip = _told_skip(notice, entry)
    values = {
        "name": account.full_name,
        "day": in_language(language, day_in_words(skip.slot.date)) if skip else "",
        "kept": str(skip.kept) if skip else "",
        "people": str(len(entry.people)),
        "why": words["waiting_ends"][entry.why] if entry.why else "",
    }
    return letter(
        notice.kind,
        language,
        values,
        action=Action(words["action"]["waiting"], f"{site_url}/tunggu"),
        reference=notice.reference,
    )
