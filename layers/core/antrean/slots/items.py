"""The items of quotas: their keys, and what an item says of a slot's seats."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from antrean.base.days import rfc3339
from antrean.base.ids import BOOKING_ID_LENGTH, takes_kept
from antrean.slots.model import Claim, Quota, Slot
from antrean.turns.model import Turns

if TYPE_CHECKING:
    from antrean.aws.attributes import Item
    from antrean.aws.table import Key
    from antrean.slots.model import Pool

STAMP_UNIT = 1_000_000
"""A claim is stored as one number, its stamp: `at * STAMP_UNIT + first`. So one update writes both the second it was
made, which only the claimer knows, and its first queue number, which only the table knows; and 20 claims in flight fit
in one write unit. A claim whose commit is refused uses up numbers too, so somebody who repeats such claims often enough
can bring a slot to its last number."""
_OFFICE_PREFIX = "OFFICE#"
_QUOTA_PREFIX = "QUOTA#"


def office_partition(office_id: str) -> str:
    """Partition of an office's quotas."""
    return f"{_OFFICE_PREFIX}{office_id}"


def quota_key(slot: Slot) -> Key:
    """Key of a slot's quota."""
    return office_partition(slot.office_id), f"{_QUOTA_PREFIX}{slot.date.isoformat()}#{slot.session}"


def quota_bounds(first: date, last: date) -> tuple[str, str]:
    """Sort-key bounds (inclusive) of the quotas from `first` to `last`, both days included."""
    return f"{_QUOTA_PREFIX}{first.isoformat()}#", f"{_QUOTA_PREFIX}{last.isoformat()}#~"


def slot_of_quota(key: Key) -> Slot:
    """Return the slot that a quota's key names."""
    _, day, session = key[1].split("#")
    return Slot(key[0].removeprefix(_OFFICE_PREFIX), date.fromisoformat(day), session)


def office_of_quota(key: Key) -> str | None:
    """Return the id of the office whose quota a key names; None for the key of another item."""
    pk, sk = key
    return pk.removeprefix(_OFFICE_PREFIX) if pk.startswith(_OFFICE_PREFIX) and sk.startswith(_QUOTA_PREFIX) else None


def as_quota(item: Item) -> Quota:
    """Return the quota that an item holds."""
    slot = slot_of_quota((item["pk"], item["sk"]))
    return Quota(
        slot=slot,
        capacity=item["capacity"],
        seats_left=item["seats_left"],
        next_number=item["next_number"],
        opens_at=datetime.fromtimestamp(item["opens_at"], UTC),
        closes_at=datetime.fromtimestamp(item["closes_at"], UTC),
        state=item["state"],
        version=item["version"],
        reason=item.get("reason"),
        last_change=item.get("change"),
        seats_kept=item.get("seats_kept", 0),
        kept_at=_instant(item.get("kept_at")),
        released_at=_instant(item.get("released_at")),
        closure=item.get("closure"),
        reopening_at=_instant(item.get("reopening_at")),
        turns=_turns(item),
        claims={claim_id: _claim(slot, claim_id, stamp) for claim_id, stamp in item["claims"].items()},
    )


def new_item(quota: Quota) -> Item:
    """Return the item of a quota that is published: nothing of it was claimed or changed yet."""
    pk, sk = quota_key(quota.slot)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "v": 1,
        "capacity": quota.capacity,
        "seats_left": quota.seats_left,
        "next_number": quota.next_number,
        "opens_at": seconds(quota.opens_at),
        "closes_at": seconds(quota.closes_at),
        "state": quota.state,
        "version": quota.version,
        "claims": {},
    }
    if quota.reason:
        item["reason"] = quota.reason
    if quota.turns:
        item |= turns_item(quota.turns)
    return item


def turns_item(turns: Turns) -> Item:
    """Return what is stored of a slot's turns; releases without turns wrote nothing of them, and stored nothing."""
    return {"turn_from": seconds(turns.begin), "turn_until": seconds(turns.until)}


def record_item(key: Key, old: Quota, new: Quota, operator: str, reason: str | None) -> Item:
    """Return the audit record, under its key, of somebody who changed a quota from `old` to `new`."""
    pk, sk = key
    return {
        "pk": pk,
        "sk": sk,
        "v": 1,
        "operator": operator,
        "date": old.slot.date.isoformat(),
        "session": old.slot.session,
        "reason": reason,
        "before": _recorded(old),
        "after": _recorded(new),
    }


def _recorded(quota: Quota) -> Item:
    return {
        "capacity": quota.capacity,
        "state": quota.state,
        "opens_at": rfc3339(quota.opens_at),
        "version": quota.version,
    }


def _turns(item: Item) -> Turns | None:
    begin, until = _instant(item.get("turn_from")), _instant(item.get("turn_until"))
    return Turns(begin, until) if begin and until else None


def _claim(slot: Slot, claim_id: str, stamp: int) -> Claim:
    at, first = divmod(stamp, STAMP_UNIT)
    pool: Pool = "kept" if takes_kept(claim_id) else "left"
    return Claim(slot, claim_id, claim_id[:BOOKING_ID_LENGTH], first, int(claim_id[-1]), at, pool)


def stamp_of(claim: Claim) -> int:
    """Return the number by which a claim stands in its quota."""
    return claim.at * STAMP_UNIT + claim.first


def _instant(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def seconds(instant: datetime) -> int:
    """Return an instant as it is stored: whole seconds of Unix time."""
    return int(instant.timestamp())
