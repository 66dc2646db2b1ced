"""Scenes in which seats are claimed in turns, what must be true of them, and the parts that keep them, taken out.

They are drawn from a source of chance of their own, and in place of the other scenes of a seed, so that the seeds
without them mix what they always mixed.
"""

from __future__ import annotations

import hmac
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from antrean.bookings import claim as claiming
from antrean.bookings.operation import Services
from antrean.changes import book, move
from antrean.people.items import account_key
from antrean.slots.items import quota_key
from antrean.slots.model import Quota
from antrean.slots.quota_forms import QuotaChange
from antrean.slots.store import NO_TURNS_CONDITIONS, TURN_CONDITIONS
from instruments.dynamodb.memory_table import MemoryClient
from tests.interleavings.drawing import happened
from tests.interleavings.mix import (
    CHILDREN,
    CITIZENS,
    KEYS,
    OFFICE,
    PEPPER,
    SECRET,
    SLOTS,
    TABLE,
    Story,
    Wish,
    release_at,
)
from tests.interleavings.steps import takes_kept

Patch = pytest.MonkeyPatch
OFTEN = 0.08
"""In which part of the seeds seats are claimed in turns."""
LEVELLED = OFFICE._replace(release=OFFICE.release._replace(window=10))
_WINDOW = timedelta(minutes=10)
_HASH_IS_PUBLIC = timedelta(hours=72)
_OWNERS = {PEPPER.booking_id(citizen, key): citizen for citizen in CITIZENS for key in KEYS}


def draw(story: Story, seed: int) -> list[Wish] | None:
    """Draw a scene of turns, let it begin, and return what is wished for at the same time; None: no turns."""
    rng = random.Random(f"the opening of {seed}")
    if rng.random() >= OFTEN:
        return None
    story.office = LEVELLED
    for citizen in CITIZENS:
        if rng.random() < 0.8:
            _registered_long_ago(story, citizen)
    wishes = rng.choice([_a_date_that_opens, _a_release_into_a_full_slot, _a_release_into_a_full_slot])(story, rng)
    wishes += [Wish(kind) for kind in ("sweep", "audit") if rng.random() < 0.3]
    return rng.sample(wishes, len(wishes))


def _a_date_that_opens(story: Story, rng: random.Random) -> list[Wish]:
    """The first slot opened a while ago, and everybody comes, some twice; somebody moves there from the other one."""
    gone = timedelta(seconds=rng.choice([0, 1, 120, 300, 480, 590]))
    _set_turns(story, story.clock.instant - gone)
    wishes = [_book(rng, citizen) for citizen in CITIZENS]
    if rng.random() < 0.5:
        happened(story, Wish("book", "ani", "k1", "k1", SLOTS[1], (0,)))
        wishes += [Wish("move", "ani", "k1", "x1", SLOTS[0]), Wish("move", "ani", "k1", "x1", SLOTS[0])]
    return [*wishes, rng.choice(wishes), rng.choice(wishes)]


def _a_release_into_a_full_slot(story: Story, rng: random.Random) -> list[Wish]:
    """The last seats are kept, and their minute has come: turns begin between one's read and claim.

    Now and then one seat is left, which may go between the sweeper's read and its write.
    """
    happened(
        story,
        Wish("book", "ani", "k1", "k1", SLOTS[0], (0,)),
        Wish("book", "budi", "k1", "k1", SLOTS[0], (0,)),
        Wish("change", slot=SLOTS[0], change=QuotaChange(reason="uji coba", capacity=rng.choice([2, 3]))),
        Wish("cancel", "budi", "k1"),
    )
    story.clock.instant = max(story.clock.instant, release_at(SLOTS[0]) + timedelta(seconds=rng.choice([-1, 0, 30])))
    if rng.random() < 0.3:
        happened(story, Wish("sweep"))
    other = Wish("book", "budi", "k2", "k2", SLOTS[0], (0,))
    child = Wish("add", "ani", "k1", "x1", people=(rng.choice(CHILDREN),))
    beside = [other, other, child, Wish("cancel", "ani", "k1"), Wish("sweep")]
    return [Wish("sweep"), _book(rng, "citra"), _book(rng, "citra"), *rng.sample(beside, rng.choice([1, 2, 3]))]


def _book(rng: random.Random, citizen: str) -> Wish:
    people = (0, rng.choice(CHILDREN)) if rng.random() < 0.2 else (0,)
    return Wish("book", citizen, "k1", "k1", SLOTS[0], people)


def _registered_long_ago(story: Story, citizen: str) -> None:
    """Let a citizen have registered before profiles said when."""
    pk, sk = account_key(citizen)
    key = {"pk": {"S": pk}, "sk": {"S": sk}}
    MemoryClient(story.table).update_item(TableName=TABLE, Key=key, UpdateExpression="REMOVE registered_at")


def _set_turns(story: Story, begin: datetime) -> None:
    pk, sk = quota_key(SLOTS[0])
    began = int(begin.timestamp())
    MemoryClient(story.table).update_item(
        TableName=TABLE,
        Key={"pk": {"S": pk}, "sk": {"S": sk}},
        UpdateExpression="SET turn_from = :begin, turn_until = :until",
        ExpressionAttributeValues={":begin": {"N": str(began)}, ":until": {"N": str(began + 600)}},
    )


# ------------------------------------------------------------------------------------------- what must be true


def turn(quota: Quota, citizen: str, registered_at: datetime | None) -> datetime:
    """Return when the turn of a citizen comes in the turns of a slot, computed without the product's code."""
    assert quota.turns
    hour = quota.turns.begin.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    if registered_at and registered_at > hour - _HASH_IS_PUBLIC:
        return quota.turns.until
    seed = hmac.digest(SECRET, f"antrean/turns/v1/{hour:%Y-%m-%dT%H:00:00Z}".encode(), "sha256")
    place = int.from_bytes(hmac.digest(seed, citizen.encode(), "sha256")[:4], "big")
    window = int((quota.turns.until - quota.turns.begin).total_seconds())
    return quota.turns.begin + timedelta(seconds=window * place // 2**32)


def early(old: Quota | None, new: Quota, registered: Mapping[str, datetime | None]) -> Iterator[str]:
    """Name each claim of seats that are left which was made before the turn of its account."""
    if old is None or old.turns is None:
        return
    for claim_id, claim in new.claims.items():
        citizen = _OWNERS.get(claim.booking_id)
        if old.claims.get(claim_id) == claim or takes_kept(claim_id) or citizen is None:
            continue
        if claim.at < turn(old, citizen, registered.get(citizen)).timestamp():
            yield f"{citizen} claimed before the turn: {claim}"


def unlevelled(story: Story, old: Quota | None, new: Quota) -> Iterator[str]:
    """Name a release into a slot in which nothing was left that began no turns in an office that has them."""
    if story.office is LEVELLED and old and new.released_at != old.released_at and not old.seats_left:
        begin = max(new.turns.begin, new.opens_at) if new.turns else None
        if new.turns == old.turns or begin is None or (new.released_at and begin < new.released_at):
            yield f"the {new.slot.session} was released to whoever polls: {new.turns}"


# ------------------------------------------------------------------------------------------- what is taken out


def turn_checked_before_the_claim_alone(patch: Patch) -> None:
    """Judge the turn by what was read, and claim whatever has become of it since."""
    [name] = TURN_CONDITIONS
    patch.setitem(TURN_CONDITIONS, name, f"({TURN_CONDITIONS[name]} OR attribute_exists(pk))")


def release_decided_once(patch: Patch) -> None:
    """Release without turns where somebody could claim when it was decided, and nobody can any more."""
    [name] = NO_TURNS_CONDITIONS
    patch.setitem(NO_TURNS_CONDITIONS, name, f"({NO_TURNS_CONDITIONS[name]} OR attribute_exists(pk))")


class _Once:
    """The stores, in which the booking that was not there is not looked for again."""

    class _NoBookings:
        def get(self, _booking_id: str) -> None:
            """Find nothing."""

    def __init__(self, store: Any) -> None:
        """Pass everything else on to `store`."""
        self._store, self.bookings = store, self._NoBookings()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def batch_believed_as_one_instant(patch: Patch) -> None:
    """Refuse by the quota of the first read without reading the booking once more."""
    judge = claiming.judge

    def careless(services: Services, *given: Any) -> Any:
        return judge(replace(services, store=_Once(services.store)), *given)  # type: ignore[arg-type]

    patch.setattr(book, "judge", careless)
    patch.setattr(move, "judge", careless)


TURN_CONTROLS: Mapping[Callable[[Patch], None], str] = {
    turn_checked_before_the_claim_alone: "claimed before the turn",
    release_decided_once: "was released to whoever polls",
    batch_believed_as_one_instant: "refused (slot_full) though it was done",
}
"""Parts that keep turns, and what the referee says without each."""
