"""An account goes on to a newer key of NIKs, beside what else may happen to it, in every order with one death."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from antrean.account.erase import Eraser
from antrean.account.model import Erasure
from antrean.account.store import Erasures
from antrean.aws.table import ConditionFailed, Table
from antrean.base.clock import FixedClock
from antrean.base.errors import Busy
from antrean.base.ids import Pepper
from antrean.bookings.stores import Store
from antrean.login.cognito import CognitoIdentity
from antrean.login.renewing import renew
from antrean.people.items import registration_key
from antrean.people.renewals import Renewals
from antrean.people.store import NikTaken
from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from instruments.replay.calls import Killed
from instruments.replay.cognito import PoolUser, UserPool
from instruments.replay.people import nik, sign_up_of
from instruments.stand_in import stand_in
from tests.interleavings.orders import CALM, Orders, Stepped
from tests.support.scheduler import Scheduler

NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
_PEPPER = Pepper(b"a pepper of the tests, 32 bytes..")
FIRST = _PEPPER.nik_keys("{}")
BOTH = _PEPPER.nik_keys('{"v2": "the second key, of 32 bytes....."}')
_TRIES = 4


@dataclass
class Place:
    """The system as one function sees it."""

    table: Table
    pool: UserPool

    @property
    def store(self) -> Store:
        """The stores."""
        return Store(self.table)

    def step(self, job: str) -> None:
        """Take the eraser's first step of a job."""
        identity = CognitoIdentity(stand_in(self.pool), "pool", "client")
        clock, records = FixedClock(NOW + timedelta(days=2)), self.store.records
        eraser = Eraser(Erasures(self.table), self.store.accounts, identity, clock, records, _PEPPER)
        eraser.step_of(job)(None)


def _renew(place: Place) -> None:
    account = place.store.accounts.get("ayu")
    if account:
        renew(Renewals(place.table), BOTH, account)


def _rise(place: Place) -> None:
    """Let the level of the registration rise, as at a counter: where it stands, and once."""
    items = place.table.get_many([registration_key(key) for key in BOTH.of(nik(1))])
    if any("version" in item for item in items.values()):
        return
    for key in BOTH.of(nik(1)):
        with suppress(ConditionFailed):
            change, values = "SET #level = :three, version = :one", {":three": 3, ":one": 1}
            where = "attribute_exists(pk) AND attribute_not_exists(moved_to)"
            place.table.update(registration_key(key), change, where, values=values, names={"#level": "level"})
            return


def _register(place: Place, keys: Any) -> None:
    with suppress(NikTaken):
        place.store.accounts.register(sign_up_of("ani", nik(1), keys), NOW, "the mailbox of ani")


OPERATIONS: Mapping[str, Callable[[Place], None]] = {
    "renew": _renew,
    "rise": _rise,
    "register under the old key": partial(_register, keys=FIRST),
    "register under both": partial(_register, keys=BOTH),
    "erase": lambda place: place.step("first"),
}
"""What may happen to an account, by its name."""


def every_order(*wishes: str) -> Iterator[Place]:
    """Let operations happen at the same moment, in every order of their steps with one death; each comes to an end."""
    return Orders(1).each(partial(_play, wishes))


def _play(wishes: tuple[str, ...], orders: Orders) -> Place:
    memory, pool = MemoryTable(), UserPool()
    place = Place(_table(MemoryClient(memory)), pool)
    place.store.accounts.register(sign_up_of("ayu", nik(1), FIRST), NOW, "the mailbox of ayu")
    pool.users["ayu"] = PoolUser("ayu", "ayu@contoh.id", "kata sandi", {}, confirmed=True)
    if "erase" in wishes:
        Erasures(place.table).close(Erasure(NOW + timedelta(days=1), "ayu", "ayu", "the mailbox of ayu"), NOW)
    scheduler = Scheduler(memory, stand_in(FixedClock(NOW)), stand_in(orders), CALM)
    said: list[list[Any]] = []
    for number, wish in enumerate(wishes):
        answers: list[Any] = []
        said.append(answers)
        task = scheduler.add(f"{number} {wish}", lambda _client: None)
        step = partial(Stepped, scheduler=scheduler, orders=orders, task=task, told=answers)
        own = Place(_table(step(MemoryClient(memory))), stand_in(step(pool)))
        task.run = partial(_run, OPERATIONS[wish], own)
    orders.state = lambda: (
        repr(sorted((key, repr(item)) for key, item in memory.items.items())),
        repr(pool.users),
        repr(said),
    )
    scheduler.run()
    return place


def _run(act: Callable[[Place], None], place: Place, _client: Any) -> None:
    for _ in range(_TRIES):
        try:
            act(place)
        except Killed:
            return
        except Busy:
            continue
        return


def _table(client: Any) -> Table:
    return Table(stand_in(client), "antrean", sleep=lambda _seconds: None)


def judge(place: Place, wishes: tuple[str, ...]) -> list[str]:
    """Name what is wrong once each operation was repeated as whoever asks for it does."""
    for wish in wishes:
        OPERATIONS[wish](place)
    accounts, keys = place.store.accounts, BOTH.of(nik(1))
    found = {key: accounts.registration(key) for key in keys}
    owners = {each.account_id for each in found.values() if each}
    wrong = [f"the NIK has {len(owners)} owners"] if len(owners) > 1 else []
    for owner in owners:
        account = accounts.get(owner)
        if account is None:
            wrong.append("the NIK belongs to an account without a profile")
        elif account.nik_keys != keys and owner == "ayu":
            wrong.append("the account did not go on")
    if "rise" in wishes and any(each is None or each.level != 3 for each in found.values()):
        wrong.append("the level is lost")
    if "erase" in wishes:
        place.step("second")
        left = [key for key in keys if place.table.get(registration_key(key))]
        if accounts.get("ayu") or ("register" not in "".join(wishes) and left):
            wrong.append("something of who was erased is left")
    return wrong
