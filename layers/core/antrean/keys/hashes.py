"""Replacing the key of NIKs by hand: what is under which version, a new one, idle accounts, the old one's end.

A version is made, and from then on every new hash is written under both. Who logs in goes on to the new one by itself
(`login.renewing`); the others are brought there. The old version may end once nothing is found by it alone any more:
bookings of before are kept for `BOOKING_KEPT`. `docs/operations.md` tells the steps.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from antrean.aws.secret import replace_value, value_of
from antrean.base.nik_keys import MADE_AT, OLDEST, NikKeys, random_key, version_of, versions_in
from antrean.bookings import items as bookings
from antrean.household import items as household_items
from antrean.household import members
from antrean.login.renewing import renew
from antrean.people import items
from antrean.people.items import BIRTH_DATE, MOVED_TO
from antrean.people.model import LOST
from antrean.policy.system import JOB_PAGE, NIK_KEYS_KNOWN
from antrean.waiting import items as waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from mypy_boto3_secretsmanager.client import SecretsManagerClient

    from antrean.aws.attributes import Item
    from antrean.aws.table import Key, Table
    from antrean.household.store import Households
    from antrean.people.renewals import Renewals
    from antrean.people.store import Accounts

HASHED = ("pk", "sk", "nik_key", "people", "members", "status", BIRTH_DATE, MOVED_TO)
"""The attributes by which it is told what is found by which version, and the birth date of a profile."""
_HOLD_HASHES = (
    "#sk IN (:profile, :registration, :household) OR (#sk = :booking AND attribute_exists(#status))"
    " OR (#sk = :waiting AND attribute_exists(#people))"
)
_KINDS: Item = {
    ":profile": items.PROFILE,
    ":registration": items.REGISTRATION,
    ":household": household_items.HOUSEHOLD,
    ":booking": bookings.BOOKING,
    ":waiting": waiting.WAITING,
}


class NotYetError(Exception):
    """A step of replacing the key of NIKs that cannot be taken now; its text says why."""


class Hashes:
    """Every keyed hash of NIKs in the table, page by page."""

    def __init__(self, table: Table, accounts: Accounts, households: Households, renewals: Renewals) -> None:
        """Go through `table`."""
        self._table = table
        self._accounts = accounts
        self._households = households
        self._renewals = renewals

    def counts(self) -> dict[str, dict[str, int]]:
        """Count what is found by which version, the newest of each thing: `{"profiles": {"v1": 3, "v2": 7}, ...}`.

        Whole birth dates are counted too, as `birth_dates`.
        """
        found: dict[str, Counter[str]] = {}
        for item in self._all():
            for kind, nik_key in _held_in(item):
                found.setdefault(kind, Counter())[f"v{version_of(nik_key)}"] += 1
            if BIRTH_DATE in item and item["sk"] == items.PROFILE:
                found.setdefault("birth_dates", Counter())["whole"] += 1
        return {kind: dict(sorted(count.items())) for kind, count in sorted(found.items())}

    def renew_page(self, nik_keys: NikKeys, after: Key | None) -> Key | None:
        """Bring accounts and households of a page to the newest key; return the key after which the next begins.

        None is returned at the end. Under a version that is not live any more, what tells where a registration stands
        by now is deleted. It may be done twice, and beside any change of the same accounts.
        """
        page, following = self._page(after)
        for item in page:
            kind, _, key = item["pk"].partition("#")
            if item["sk"] == items.PROFILE:
                account = self._accounts.get(key)
                if account:
                    renew(self._renewals, nik_keys, account)
            elif item["sk"] == household_items.HOUSEHOLD:
                members.renew(self._households, nik_keys, key)
            elif kind == "REGISTRATION" and MOVED_TO in item and version_of(key) < nik_keys.oldest:
                self._renewals.forget(key, item[MOVED_TO])
        return following

    def _all(self) -> Iterator[Item]:
        after: Key | None = None
        while True:
            page, after = self._page(after)
            yield from page
            if after is None:
                return

    def _page(self, after: Key | None) -> tuple[list[Item], Key | None]:
        return self._table.scan_page(HASHED, _HOLD_HASHES, _KINDS, after, JOB_PAGE)


def make(manager: SecretsManagerClient, secret_id: str, version: int, now: datetime) -> None:
    """Make a version of the key of NIKs; nothing happens where it is there already.

    There may be two live versions, and no more: each costs every booking two write units a person. Raises
    `NotYetError`, `ChangedMeanwhileError` where another step was taken at the same time, and `Busy`.
    """
    kept = _read(manager, secret_id)
    if version == kept.newest:
        return
    if version != kept.newest + 1:
        message = f"The next version is {kept.newest + 1}."
        raise NotYetError(message)
    if kept.oldest != kept.newest:
        message = f"Version {kept.oldest} is live still: it has to end first."
        raise NotYetError(message)
    made = {**kept.stored, f"v{version}": random_key(), MADE_AT: int(now.timestamp())}
    replace_value(manager, secret_id, kept.version_id, json.dumps(made))


def retire(
    manager: SecretsManagerClient,
    secret_id: str,
    version: int,
    now: datetime,
    counts: Callable[[], dict[str, dict[str, int]]],
) -> None:
    """Let a version be live no longer; nothing happens where it is not.

    Its key stays, since every later hash is made of the ones before it. Raises what `make` does.
    """
    kept = _read(manager, secret_id)
    if version < kept.oldest:
        return
    if version != kept.oldest or version == kept.newest:
        message = f"The live versions are {kept.oldest} to {kept.newest}, and the newest stays."
        raise NotYetError(message)
    if now.timestamp() < kept.stored[MADE_AT] + NIK_KEYS_KNOWN.total_seconds():
        message = "The newest version is younger than a day: some function may not know it yet."
        raise NotYetError(message)
    left = {
        kind: count[f"v{version}"] for kind, count in counts().items() if kind != "moved" and f"v{version}" in count
    }
    if left:
        message = f"Some things are found by version {version} alone: {left}."
        raise NotYetError(message)
    replace_value(manager, secret_id, kept.version_id, json.dumps({**kept.stored, OLDEST: version + 1}))


class _Kept(NamedTuple):
    """The secret of the keys of NIKs as it was read, and the newest and the oldest live version in it."""

    stored: dict[str, Any]
    version_id: str
    newest: int
    oldest: int


def _read(manager: SecretsManagerClient, secret_id: str) -> _Kept:
    value, version_id = value_of(manager, secret_id)
    stored = json.loads(value)
    return _Kept(stored, version_id, max(versions_in(stored), default=1), stored.get(OLDEST, 1))


def _held_in(item: Item) -> Iterator[tuple[str, str]]:
    """Yield what an item holds: a kind of thing, and the newest keyed hash of a NIK by which it is found.

    Guards and marks are left out: each has a person of a booking or an entry, which is kept for longer.
    """
    kind, _, key = item["pk"].partition("#")
    match item["sk"]:
        case items.PROFILE if not item["nik_key"].startswith(LOST):
            yield "profiles", item["nik_key"]
        case household_items.HOUSEHOLD:
            for person in item["members"]:
                yield "members", person["k"]
        case items.REGISTRATION if kind == "REGISTRATION":
            yield "moved" if MOVED_TO in item else "registrations", key
        case bookings.BOOKING | waiting.WAITING:
            for person in item["people"]:
                newest = person[2] if isinstance(person, list) else person["k"]
                if newest:
                    yield "people", newest
