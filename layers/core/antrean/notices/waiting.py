"""What people who wait for seats are told of their entry: that it was passed over, has lost a person, or has ended."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from antrean.base.words import day as day_in_words
from antrean.messages.letters import in_language, letter, texts
from antrean.messages.look import Action
from antrean.notices.model import Notice

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.messages.port import Message
    from antrean.notices.model import Kind
    from antrean.people.model import Account
    from antrean.waiting.model import EndReason, Entry

OF_WAITING: frozenset[Kind] = frozenset({"waiting_skipped", "waiting_left_out", "waiting_ended"})
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
        # The day of UTC begins in Indonesia when the quiet hours end, or an hour or two later.
        occasion = f"{new.entry_id}-{skip.slot.office_id}-{skip.at.astimezone(UTC).date().isoformat()}"
        found.append(Notice("waiting_skipped", new.account_id, occasion, skip.at))
    if old.lasts and not new.lasts and new.why not in _OWN_ENDS:
        found.append(Notice("waiting_ended", new.account_id, change, now))
    elif len(new.people) < len(old.people):
        found.append(Notice("waiting_left_out", new.account_id, change, now))
    return found


def is_true_of_entry(notice: Notice, entry: Entry) -> bool:
    """Tell whether what a notice says still holds of the account's entry."""
    of_this_one = notice.occasion.startswith(f"{entry.entry_id}-")
    return of_this_one and entry.lasts != (notice.kind == "waiting_ended")


def of_entry(notice: Notice, entry: Entry, account: Account, site_url: str) -> Message:
    """Return the message of a notice about an entry to its account."""
    language = account.language
    words = texts(language)
    skip = entry.skips[-1] if entry.skips else None
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
