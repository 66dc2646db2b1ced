"""Sign-ups side by side: who signs up, what they do at the same moment, and how it must have ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from antrean.aws.table import Table
from antrean.base.clock import FixedClock
from antrean.base.errors import Busy, Code, Refused
from antrean.bookings.stores import Store
from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from instruments.replay.calls import Killed, Recorder
from instruments.stand_in import stand_in
from tests.interleavings.orders import CALM, Orders, Stepped
from tests.support.accounts import CODE, World, make_world
from tests.support.scheduler import Scheduler

NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
_TRIES = 4


@dataclass(frozen=True)
class Person:
    """Somebody with a mailbox and a NIK, who wants an account. `tab` tells sign-ups of one person apart."""

    email: str
    serial: int
    tab: str = ""

    @property
    def name(self) -> str:
        """What the sign-up is called."""
        return f"{self.email} {self.serial} {self.tab}".strip()

    @property
    def password(self) -> str:
        """The password that this sign-up brings."""
        return f"kata sandi dari {self.name}"


@dataclass
class Told:
    """What an operation was answered: nothing where it died, "done", or the code of a refusal."""

    code: str = ""


Act = Callable[[World, Person], None]


def _confirm(world: World, who: Person) -> None:
    world.registrar.confirm(world.secrets[who.name], _code(world, who), who.password)


def _reset(world: World, who: Person) -> None:
    secret, code = world.secrets[f"reset {who.email}"], world.secrets[f"reset code of {who.email}"]
    world.registrar.logins.set_password(secret, code, f"baru, {who.email}")


def _look(world: World, who: Person) -> None:
    """Look at the profile, as the log-in of an earlier release's user does."""
    user = world.registrar.logins.identity.find(who.email)
    if user and user.confirmed:
        world.registrar.activate(user.account_id)


OPERATIONS: Mapping[str, Act] = {"confirm": _confirm, "reset": _reset, "look": _look}
"""What somebody may do, by its name."""


def _code(world: World, who: Person) -> str:
    return world.secrets[f"code of {who.email}"]


@dataclass(frozen=True)
class Scene:
    """What is done at the same moment, and what was done before it."""

    wishes: tuple[tuple[str, Person], ...]
    before: Callable[[World], None] = lambda _world: None
    deaths: int = 1

    @property
    def people(self) -> tuple[Person, ...]:
        """Those who want an account."""
        return tuple(dict.fromkeys(person for kind, person in self.wishes if kind != "look"))


@dataclass
class Ended:
    """One order, at its end."""

    world: World
    told: dict[str, Told] = field(default_factory=dict)


def stage() -> World:
    """Return a world on a table in memory."""
    client = MemoryClient(MemoryTable())
    store = Store(Table(stand_in(client), "antrean", sleep=lambda _seconds: None))
    return make_world(Recorder(client), store, FixedClock(NOW))


def every_order(scene: Scene, first: int | None = None) -> Iterator[Ended]:
    """Play a scene in every order of its steps, with every death; with `first` in those that begin with this wish."""
    orders = Orders(scene.deaths)
    if first is not None:
        orders.waiting = [(first,)]
    return orders.each(partial(_play, scene))


def _play(scene: Scene, orders: Orders) -> Ended:
    world = stage()
    for person in scene.people:
        world.secrets[person.name] = world.sign_up(person.email, person.serial)
        world.secrets[f"code of {person.email}"] = world.code(person.email)
    scene.before(world)
    table = world.table._client._table  # noqa: SLF001 - its items are what the state is
    scheduler = Scheduler(table, stand_in(world.clock), stand_in(orders), CALM)
    answers: list[list[Any]] = []
    ended = Ended(world)
    for number, (kind, person) in enumerate(scene.wishes):
        said: list[Any] = []
        answers.append(said)
        told = ended.told.setdefault(f"{number} {kind} {person.name}", Told())
        task = scheduler.add(f"{number} {kind}", lambda _client: None)
        own = _own(world, partial(Stepped, scheduler=scheduler, orders=orders, task=task, told=said))
        task.run = partial(_run, partial(OPERATIONS[kind], own, person), told)
    orders.state = lambda: (
        repr(sorted((key, repr(item)) for key, item in table.items.items())),
        repr(sorted((name, user) for name, user in world.pool.users.items())),
        repr(answers),
    )
    scheduler.run()
    return ended


def _run(act: Callable[[], None], told: Told, _client: Any) -> None:
    """Do it as a client does: once more where the system was busy."""
    for _ in range(_TRIES):
        try:
            act()
        except Killed:
            return
        except Busy:
            told.code = "busy"
        except Refused as refusal:
            told.code = refusal.code
            return
        else:
            told.code = "done"
            return


def _own(world: World, step: Callable[[Any], Any]) -> World:
    """Return the same world as one function sees it, through clients of its own."""
    table = step(world.table._client)  # noqa: SLF001 - the client below the recorder
    store = Store(Table(stand_in(table), "antrean", sleep=lambda _seconds: None))
    own = make_world(Recorder(table), store, world.clock, step(world.pool), step(world.postbox))
    own.secrets = world.secrets
    return own


# ------------------------------------------------------------------------------------------------ how it must end


def judge(ended: Ended, scene: Scene) -> list[str]:
    """Name what is wrong at the end of an order, once everybody has gone on as a person does."""
    world, wrong = ended.world, []
    for person in scene.people:
        wrong += _goes_on(world, person)
    everybody = dict.fromkeys(person for _, person in scene.wishes)
    users = [user.account_id for user in world.pool.users.values()]
    holders: dict[str, list[str]] = {}
    for person in everybody:
        account_id = world.registrar.accounts.owner_of(world.registrar.nik_keys().key(_nik(person.serial)))
        account = world.registrar.accounts.get(account_id) if account_id else None
        if account_id is None:
            if not world.registrar.logins.account_of(person.email):
                wrong.append(f"{person.name} has neither the NIK nor another account")
        elif account is None:
            wrong.append(f"the NIK of {person.name} belongs to an account without a profile")
        elif account_id not in users:
            wrong.append(f"nobody can log in to the account with the NIK of {person.name}")
        elif account_id not in holders.setdefault(account.email, []):
            holders[account.email].append(account_id)
    items = world.table._client._table.items  # noqa: SLF001 - every profile, whoever has its NIK
    niks = [str(item["nik_key"]) for (_, sk), item in items.items() if sk == "PROFILE"]
    wrong += [f"a NIK has {niks.count(each)} accounts" for each in set(niks) if niks.count(each) > 1]
    wrong += [f"{email} has {len(ids)} accounts" for email, ids in holders.items() if len(ids) > 1]
    wrong += [f"{each} has {users.count(each)} users" for each in set(users) if users.count(each) > 1]
    wrong += [f"{each} logs in to no account" for each in users if not world.registrar.activate(each)]
    return wrong


def _nik(serial: int) -> str:
    return f"329901170590{serial:04d}"


def _goes_on(world: World, person: Person) -> list[str]:
    """Do what the site tells a person to do until there is a log-in, or a clear answer."""
    for _ in range(_TRIES):
        try:
            world.registrar.confirm(world.secrets[person.name], _code(world, person), person.password)
        except Busy:
            continue
        except Refused as refusal:
            if refusal.code == Code.NIK_TAKEN:
                return []
            if refusal.code != Code.ACCOUNT_EXISTS:
                return [f"{person.name} is told {refusal.code}"]
        break
    else:
        return [f"{person.name} is told to wait for ever"]
    user = world.pool.by_email(person.email)
    if not user or not user.confirmed:
        return [f"{person.name} has an account that nobody can log in to"]
    if not world.registrar.activate(user.account_id):
        return [f"{person.name} logs in and has no account"]
    if person.email not in user.password:
        return [f"somebody else chose the password of {person.email}"]
    return []


def earlier(email: str, serial: int, *, confirmed: bool = True) -> Callable[[World], None]:
    """Return what lets somebody have signed up at an earlier release with a mailbox, by the person's own password."""

    def before(world: World) -> None:
        sub = world.earlier(email, serial, confirmed=confirmed)
        world.pool.users[sub].password = f"kata sandi dari {email}"

    return before


def settled(email: str, serial: int) -> Callable[[World], None]:
    """Return what lets somebody have an account of an earlier release, which holds its mailbox by its user alone."""

    def before(world: World) -> None:
        earlier(email, serial)(world)
        world.registrar.activate(f"earlier-{serial}")

    return before


def forgotten(email: str) -> Callable[[World], None]:
    """Return what lets an account be there already whose holder asked for a code to choose a new password with."""

    def before(world: World) -> None:
        secret = world.secrets[next(name for name in world.secrets if name.startswith(f"{email} "))]
        world.registrar.confirm(secret, world.code(email), f"kata sandi dari {email}")
        world.secrets[f"reset {email}"] = world.registrar.logins.ask_for_password(email, "id")
        world.secrets[f"reset code of {email}"] = CODE.search(world.postbox.sent[-1][1])[0].replace("-", "")  # type: ignore[index] # it was mailed

    return before
