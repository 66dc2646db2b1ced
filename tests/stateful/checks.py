"""What holds after every step, whoever did what: the table against the model, and the model against the rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from antrean.aws.attributes import from_item
from instruments.dynamodb.expressions import Item
from instruments.dynamodb.memory_table import Key
from instruments.replay.events import NIK_KEYS
from tests.stateful import views
from tests.stateful.scene import PEOPLE
from tests.stateful.waiting import Waiting
from tests.support.slots import Slot

_STAMP_UNIT = 1_000_000


def check_slots(items: Mapping[Key, Item], model: Waiting) -> None:
    """Seats, numbers, claims and versions of every slot are those of the model."""
    found: dict[str, Any] = {}
    for (pk, sk), item in items.items():
        if sk.startswith("QUOTA#"):
            held = from_item(item)
            claims = sorted((stamp % _STAMP_UNIT, int(of[-1])) for of, stamp in held["claims"].items())
            kept = held.get("seats_kept", 0), held.get("kept_at"), held.get("released_at")
            seats = held["capacity"], held["seats_left"], kept, held["next_number"], claims
            found[f"{pk}#{sk}"] = (*seats, held["state"], held.get("reason"), held["opens_at"], held["version"])
    expected: dict[str, Any] = {}
    for slot, quota in model.quotas.items():
        claims = sorted((claim.first, claim.n) for claim in quota.claims.values())
        kept = quota.kept, _seconds(quota.kept_at), _seconds(quota.released_at)
        seats = quota.capacity, quota.left, kept, quota.next, claims
        rest = quota.state, quota.reason, int(quota.opens_at.timestamp()), quota.version
        expected[f"OFFICE#{slot.office_id}#QUOTA#{slot.date}#{slot.session}"] = (*seats, *rest)
    different = {name: (expected.get(name), found.get(name)) for name in expected | found}
    different = {name: pair for name, pair in different.items() if pair[0] != pair[1]}
    assert not different, f"the model and the table differ: {different}"


def check_seats(model: Waiting) -> None:
    """Capacity is what is left, kept, held and claimed; no number is in two hands; who came together sits together."""
    held: dict[Slot, list[int]] = {}
    for booking in model.bookings.values():
        # who left before the others moved has no number where they are
        numbers = [person["number"] for person in booking.people if person["number"]]
        ranges = (range(claim.first, claim.first + claim.n) for claim in booking.claims)
        assert numbers == [number for each in ranges for number in each]
        if booking.active:
            assert booking.present
        if booking.offered or (booking.active and not booking.lost):
            held.setdefault(booking.slot, []).extend(booking.held)
    for slot, quota in model.quotas.items():
        numbers = held.get(slot, [])
        claimed = sum(claim.n for claim in quota.claims.values() if not model.is_held(slot, claim))
        assert quota.capacity == quota.left + quota.kept + len(numbers) + claimed
        assert min(quota.left, quota.kept) >= 0
        assert len({*numbers}) == len(numbers)


def check_holders(items: Mapping[Key, Item], model: Waiting) -> None:
    """Guards and profiles hold whom the model says, and let everybody else go: one active booking each."""
    now = int(model.now.timestamp())
    kept = [from_item(item) for (_, sk), item in items.items() if sk in {"ACTIVE", "PROFILE"}]
    guards = {each["pk"]: each["booking_id"] for each in kept if each.get("held_until", 0) > now}
    holders = model.holders().items()
    assert guards == {f"NIK#{_NIK_KEYS[nik]}": views.id_of(booking.name) for nik, booking in holders}
    profiles = {each["pk"]: each["active_booking"] for each in kept if each.get("active_until", 0) > now}
    active = model.active_bookings().items()
    assert profiles == {f"ACCOUNT#{owner}": views.id_of(booking.name) for owner, booking in active}


def check_entries(items: Mapping[Key, Item], model: Waiting) -> None:
    """Each entry of the waiting list stands as the model says; what lists entries and offers lists those that last."""
    found = {pk.removeprefix("ACCOUNT#"): from_item(item) for (pk, sk), item in items.items() if _is_entry(pk, sk)}
    names = ("state", "revision", "declined", "unanswered", "rank", "why", "booking_id")
    told = {who: (*(item.get(name) for name in names), len(item["people"])) for who, item in found.items()}
    expected = {
        who: (
            *(entry.state, entry.version, entry.counted["declined"], entry.counted["lapsed"], entry.rank, entry.why),
            views.id_of(entry.offer) if entry.offer else None,
            len(entry.people),
        )
        for who, entry in model.entries.items()
    }
    assert told == expected
    listed = sorted(sk.rpartition("#")[2] for pk, sk in items if pk.startswith("WAITING#") and sk.startswith("E#"))
    assert listed == sorted(entry.owner for entry in model.lasting())
    due = sorted(sk.partition("#")[2] for pk, sk in items if pk == "WAITING")
    offers = [f"offer#{views.id_of(booking.name)}" for booking in model.open_offers()]
    assert due == sorted([*offers, *(f"entry#{entry.owner}" for entry in model.lasting())])


def _is_entry(pk: str, sk: str) -> bool:
    return pk.startswith("ACCOUNT#") and sk == "WAITING"


def _seconds(instant: datetime | None) -> int | None:
    return int(instant.timestamp()) if instant else None


_NIK_KEYS = {person.nik: NIK_KEYS.key(person.nik) for person in PEOPLE.values()}
