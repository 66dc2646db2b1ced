"""The items of the waiting list: their keys, and what is stored of an entry and of what points to it.

entry     beside the profile of its account, with the names of its people (as in `bookings/items`)
waiter    one for each office of an entry, in the order in which offers are made; no name and no NIK is in it
mark      one for each person, under each live version of the key of NIKs
blocked   of a slot, in which too few kept seats for who is first wait for more
due       what the clock has to look at: when an offer can no longer be answered, and when an entry ends
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from antrean.aws.attributes import from_item
from antrean.bookings.items import as_person, person_item
from antrean.people.items import account_key, account_of
from antrean.slots.model import Slot
from antrean.waiting.model import Blocked, Entry, Mark, Skip, Waiter

if TYPE_CHECKING:
    from typing import Any

    from antrean.aws.attributes import Item
    from antrean.aws.table import Key

WAITING = "WAITING"
"""The sort key of an entry and of a mark, and the partition of what is due."""
WAITERS, LAST_WAITER = "E#", "E~"
"""Between these are the sort keys of the waiters of an office."""
BLOCKED = "BLOCKED#"
"""What the sort keys of slots begin with whose kept seats wait for more; they come before the waiters."""
DueKind = Literal["offer", "entry"]


def entry_key(account_id: str) -> Key:
    """Key of the entry of an account, of which it has one at a time."""
    return account_key(account_id)[0], WAITING


def mark_key(nik_key: str) -> Key:
    """Key of what keeps the person of a NIK to one entry."""
    return f"NIK#{nik_key}", WAITING


def list_of(office_id: str) -> str:
    """Return the partition that lists who waits at an office."""
    return f"{WAITING}#{office_id}"


def waiter_key(office_id: str, entry: Entry) -> Key:
    """Key of what an office's list tells of an entry."""
    return list_of(office_id), f"{WAITERS}{entry.order}"


def blocked_key(slot: Slot) -> Key:
    """Key of what says since when kept seats of a slot wait."""
    return list_of(slot.office_id), f"{BLOCKED}{slot.date.isoformat()}#{slot.session}"


def due_key(at: datetime, kind: DueKind, subject: str) -> Key:
    """Key of something that the clock looks at from an instant on: an offer's booking, or an account's entry."""
    return WAITING, f"{seconds(at):012d}#{kind}#{subject}"


def parts_of_due(key: Key) -> tuple[DueKind, str]:
    """Return what is due by its key, an offer or an entry, and its booking or account."""
    _, kind, subject = key[1].split("#")
    return ("offer" if kind == "offer" else "entry"), subject


def entry_item(entry: Entry) -> Item:
    """Return what is stored of an entry, without its key."""
    item: Item = {
        "v": 1,
        "entry": entry.entry_id,
        "offices": list(entry.offices),
        "first": entry.first.isoformat(),
        "last": entry.last.isoformat(),
        "sessions": list(entry.sessions),
        "service": entry.service,
        "people": [person_item(person) for person in entry.people],
        "joined_at": seconds(entry.joined_at),
        "rank": entry.rank,
        "ends_at": seconds(entry.ends_at),
        "fingerprint": entry.fingerprint,
        "state": entry.state,
        "revision": entry.version,
        "unanswered": entry.unanswered,
        "declined": entry.declined,
        "passed": [_text_of(slot) for slot in entry.passed],
        "skips": [_skip_item(skip) for skip in entry.skips],
        "expires_at": seconds(entry.expires_at),
    }
    if entry.booking_id:
        item["booking_id"] = entry.booking_id
    if entry.why:
        item["why"] = entry.why
    return item


SOMETIMES = ("booking_id", "why")
"""The attributes of an entry that it has not always."""


def as_entry(item: Item | None) -> Entry | None:
    """Return the entry that an item holds, or None for no item."""
    if not item:
        return None
    return Entry(
        entry_id=item["entry"],
        account_id=account_of(item),
        offices=tuple(item["offices"]),
        first=date.fromisoformat(item["first"]),
        last=date.fromisoformat(item["last"]),
        sessions=tuple(item["sessions"]),
        service=item["service"],
        people=tuple(as_person(stored) for stored in item["people"]),
        joined_at=instant(item["joined_at"]),
        rank=item["rank"],
        ends_at=instant(item["ends_at"]),
        fingerprint=item["fingerprint"],
        state=item["state"],
        version=item["revision"],
        booking_id=item.get("booking_id"),
        unanswered=item["unanswered"],
        declined=item["declined"],
        passed=tuple(_slot_of(text) for text in item["passed"]),
        skips=tuple(
            Skip(_slot_of(each["s"]), instant(each["t"]), each["n"], each.get("b", False)) for each in item["skips"]
        ),
        why=item.get("why"),
    )


def entry_of_image(image: dict[str, Any] | None) -> Entry | None:
    """Return the entry in an image of the stream; None for no image and for an item of another kind."""
    if not image or image["sk"]["S"] != WAITING or "offices" not in image:
        return None
    return as_entry(from_item(image))


def waiter_item(office_id: str, entry: Entry) -> Item:
    """Return what an office's list tells of an entry."""
    pk, sk = waiter_key(office_id, entry)
    return {
        "pk": pk,
        "sk": sk,
        "v": 1,
        "n": len(entry.people),
        "first": entry.first.isoformat(),
        "last": entry.last.isoformat(),
        "sessions": list(entry.sessions),
        "ends_at": seconds(entry.ends_at),
        "expires_at": seconds(entry.expires_at),
    }


def as_waiter(item: Item) -> Waiter:
    """Return who waits by an item of an office's list."""
    _, hour, _, account_id = item["sk"].split("#")
    return Waiter(
        account_id=account_id,
        hour=instant(int(hour)),
        people=item["n"],
        first=date.fromisoformat(item["first"]),
        last=date.fromisoformat(item["last"]),
        sessions=tuple(item["sessions"]),
        ends_at=instant(item["ends_at"]),
    )


def mark_item(nik_key: str, entry: Entry) -> Item:
    """Return the mark of a person of an entry."""
    pk, sk = mark_key(nik_key)
    held_until = seconds(entry.ends_at)
    return {
        "pk": pk,
        "sk": sk,
        "v": 1,
        "entry": entry.entry_id,
        "account_id": entry.account_id,
        "since": seconds(entry.joined_at),
        "held_until": held_until,
        "expires_at": held_until,
    }


def as_mark(item: Item | None) -> Mark | None:
    """Return the mark that an item holds, or None for no item."""
    if not item:
        return None
    return Mark(item["entry"], item["account_id"], instant(item["since"]), instant(item["held_until"]))


def blocked_item(blocked: Blocked) -> Item:
    """Return what says since when kept seats of a slot wait; it is of no use once the slot's day is over."""
    pk, sk = blocked_key(blocked.slot)
    expires_at = datetime.combine(blocked.slot.date + timedelta(days=1), datetime.min.time(), UTC)
    return {
        "pk": pk,
        "sk": sk,
        "v": 1,
        # Earlier releases of the software read this attribute, for whom the seats wait. It is always empty now.
        "account_id": "",
        "since": seconds(blocked.since),
        "expires_at": seconds(expires_at),
    }


def as_blocked(office_id: str, item: Item) -> Blocked:
    """Return since when kept seats of a slot wait."""
    _, day, session = item["sk"].split("#")
    return Blocked(Slot(office_id, date.fromisoformat(day), session), instant(item["since"]))


def listing_keys(entry: Entry) -> list[Key]:
    """Return the keys of all that lists an entry or looks at it later, but for its marks and an offer."""
    waiters = [waiter_key(office_id, entry) for office_id in entry.offices]
    return [*waiters, due_key(entry.ends_at, "entry", entry.account_id)]


def seconds(at: datetime) -> int:
    """Return an instant as it is stored: whole seconds of Unix time."""
    return int(at.timestamp())


def instant(stored: int) -> datetime:
    """Return an instant that is stored."""
    return datetime.fromtimestamp(stored, UTC)


def _skip_item(skip: Skip) -> Item:
    return {"s": _text_of(skip.slot), "t": seconds(skip.at), "n": skip.kept} | ({"b": True} if skip.booked else {})


def _text_of(slot: Slot) -> str:
    return slot.path


def _slot_of(text: str) -> Slot:
    office_id, day, session = text.split("/")
    return Slot(office_id, date.fromisoformat(day), session)
