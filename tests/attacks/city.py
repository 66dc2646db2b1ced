"""The system as an attacker meets it: real handlers on a table in memory, a clock that is set, and many accounts."""

from __future__ import annotations

import io
import itertools
import json
import logging
import os
import threading
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from types import ModuleType
from typing import Any, NamedTuple

import pytest

from antrean.household.store import Households
from antrean.people.model import Household, Member
from antrean.slots import full_slots, releases
from antrean.slots.model import Quota, Slot
from contract import declared
from instruments.at_once import at_once
from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from instruments.replay.events import ENVIRONMENT, EVENTS, NIK_KEYS, PEPPER, ROOT, read
from instruments.replay.people import nik, sign_up_of
from instruments.replay.world import NOW, World

OFFICE = "bogor"
MORNING = Slot(OFFICE, date(2026, 12, 21), "morning")
"""The slot that is attacked, three weeks ahead."""
AFTERNOON = Slot(OFFICE, MORNING.date, "afternoon")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_READS = {"batch_get_item", "get_item"}
_SECRET = b"the secret of every day of tests"
_EVENT = read(EVENTS / "bookings" / "create-201.json").event


class Functions(dict[str, ModuleType]):
    """The functions, loaded once as in a warm environment."""

    def __init__(self) -> None:
        """Load them; POWERTOOLS_SERVICE_NAME must be one that no other logger has."""
        names = ("accounts", "auditor", "bookings", "offices", "own_account", "registry_checker", "sweeper", "waiting")
        super().__init__({name: declared.load(declared.app_of(ROOT, name)) for name in names})
        logger = logging.getLogger(os.environ["POWERTOOLS_SERVICE_NAME"])
        logger.propagate, logger.disabled = False, True


class Said(NamedTuple):
    """An answer: all that a client sees of it."""

    status: int
    code: str
    """The code of a refusal, `done` for a success."""
    text: str
    """The whole body, so that answers can be compared letter by letter."""

    @property
    def body(self) -> Any:
        """What the body says."""
        return json.loads(self.text)


class _Crowd:
    """The table's client for threads: one call at a time, and if asked for, nobody goes on before all have read."""

    def __init__(self, client: MemoryClient) -> None:
        """Pass calls on to `client`."""
        self._client = client
        self._lock = threading.Lock()
        self._met = threading.local()
        self.together: threading.Barrier | None = None
        self.first_is_answered = threading.Event()
        self.calls: list[str] = []

    def first(self, request: Callable[[], Said]) -> Said:
        """Send the request that is answered before the others go on."""
        self._met.first = True
        try:
            return request()
        finally:
            self.first_is_answered.set()

    def worked(self, request: Callable[[], Said]) -> tuple[Said, tuple[str, ...]]:
        """Send a request, and return the calls that it made too: they are what its time is made of."""
        self._met.work = ["begun"]
        said = request()
        return said, tuple(self._met.work[1:])

    def __getattr__(self, operation: str) -> Any:
        method = getattr(self._client, operation)

        def call(**arguments: Any) -> Any:
            with self._lock:
                called = f"{operation} QUOTA" if "QUOTA#" in str(arguments) else operation
                self.calls.append(called)
                if work := getattr(self._met, "work", None):
                    work.append(called)
                answer = method(**arguments)
            if self.together and operation in _READS and not getattr(self._met, "done", False):
                self._met.done = True
                self.together.wait(timeout=30)
                if not getattr(self._met, "first", False):
                    self.first_is_answered.wait(timeout=30)
            return answer

        return call


class City:
    """One office with two slots of a day, and whoever registers."""

    def __init__(self, functions: Functions, patch: pytest.MonkeyPatch, seats: int = 10) -> None:
        """Open the slots at `NOW`, with so many seats each."""
        self._functions = functions
        self._crowd = _Crowd(MemoryClient(MemoryTable()))
        self.world = World(self._crowd, patch, lambda _label: None)
        self.clock = self.world.clock
        self.world.office(OFFICE)
        for slot in (MORNING, AFTERNOON):
            self.world.slot(slot.path, seats=seats, opens_at=NOW.isoformat())
        for days in range(40):
            self.world.store.release_secrets.add_if_absent(NOW.date() + days * DAY, _SECRET)
        self._serials = itertools.count(1)
        self._keys = itertools.count(1)

    # people

    def account(self, name: str = "somebody", serial: int | None = None) -> Account:
        """Somebody registers now, by a NIK that is free unless the serial of one is given."""
        serial = serial or self.nobody()
        account_id = f"{name}-{serial}"
        sign_up = sign_up_of(account_id, nik(serial), NIK_KEYS, f"{name.capitalize()} Rahayu")
        self.world.store.accounts.register(sign_up, self.clock.instant)
        return Account(self, account_id, serial)

    def raise_level(self, account: Account, level: int) -> None:
        """Make the system sure of who somebody is, which no handler does yet."""
        key = {"pk": {"S": f"REGISTRATION#{NIK_KEYS.key(nik(account.serial))}"}, "sk": {"S": "ACCOUNT"}}
        self._crowd.update_item(
            TableName="antrean",
            Key=key,
            UpdateExpression="SET #level = :level",
            ExpressionAttributeNames={"#level": "level"},
            ExpressionAttributeValues={":level": {"N": str(level)}},
        )

    def nobody(self) -> int:
        """Return the serial of a NIK that nobody has registered or named."""
        return next(self._serials)

    def strangers(self, number: int) -> tuple[list[int], list[int]]:
        """Return serials of people who have no booking, and of as many who were booked by their families elsewhere."""
        free = [self.nobody() for _ in range(number)]
        booked = [self.nobody() for _ in range(number)]
        for index, group in enumerate(zip(*[iter(booked)] * 4, strict=True)):
            slot = self.open(MORNING.date + (index + 1) * DAY)
            assert self.account("family").book(*group, slot=slot).code == "done"
        return free, booked

    def open(self, day: date) -> Slot:
        """Open the mornings of another day."""
        slot = Slot(OFFICE, day, "morning")
        self.world.slot(slot.path, seats=50, opens_at=NOW.isoformat())
        return slot

    def has_no_turns(self) -> None:
        """Let the office have no turns any more; functions know it a minute later."""
        office = self.office
        release = office.release._replace(window=0)
        new = office._replace(release=release, version=office.version + 1, last_change="none")
        assert self.world.store.offices.change(office, new, "operator", "seats never run out", self.clock.instant)

    def key(self) -> str:
        """Return an idempotency key that was never used."""
        return f"key-{next(self._keys)}"

    # time

    def wait(self, time: timedelta) -> None:
        """Let time pass; the sweeper comes each minute, as its schedule says."""
        until = self.clock.instant + time
        while (minute := self.clock.instant.replace(second=0, microsecond=0) + MINUTE) <= until:
            self.clock.instant = minute
            self._run("sweeper")
        self.clock.instant = until

    def skip(self, time: timedelta) -> None:
        """Let time pass in which nothing happens that matters."""
        self.clock.instant += time

    def release_of(self, slot: Slot, hour: datetime) -> datetime:
        """Return when kept seats of a slot are released in the hour that begins then: what no attacker can know."""
        seed = releases.seed_of(_SECRET, slot.office_id)
        zone = self.office.zone
        return hour + MINUTE * releases.minute_of(seed, slot, hour.astimezone(zone).hour)

    # requests

    @property
    def office(self) -> Any:
        """The office."""
        [found] = self.world.store.offices.all()
        return found

    def ask(self, function: str, method: str, resource: str, who: str, body: Any = None, **rest: Any) -> Said:
        """Send a request through the handler of its route.

        `rest` are the parts of its address, `key`, `logged_in_at`, which tokens of these tests need not tell, and
        `email`, the address of the user that logged in, where that is not the account's.
        """
        claims = _claims(who, rest.pop("logged_in_at", None))
        claims["email"] = rest.pop("email", claims["email"])
        headers = {"Content-Type": "application/json"}
        if "key" in rest:
            headers["Idempotency-Key"] = rest.pop("key")
        query = rest.pop("query", None)
        event = {
            **_EVENT,
            "httpMethod": method,
            "resource": resource,
            "path": resource.format(**rest),
            "pathParameters": {name: str(value) for name, value in rest.items()} or None,
            "queryStringParameters": query,
            "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} if query else None,
            "headers": headers,
            "multiValueHeaders": {name: [value] for name, value in headers.items()},
            "body": None if body is None else json.dumps(body),
            "requestContext": {**_EVENT["requestContext"], "authorizer": {"claims": claims}},
        }
        answer = self._functions[function].handler(event, None)
        text = answer["body"] or ""
        code = json.loads(text)["code"] if answer["statusCode"] >= 400 else "done"
        return Said(answer["statusCode"], code, text)

    def at_once(self, requests: Sequence[Callable[[], Said]]) -> list[Said]:
        """Send requests side by side: all have read before the first goes on, and then the others."""
        return [said for said, _ in self.worked_at_once(requests)]

    def worked_at_once(self, requests: Sequence[Callable[[], Said]]) -> list[tuple[Said, tuple[str, ...]]]:
        """Send requests side by side as `at_once` does, and return with each answer the calls that it took.

        Lambda gives each an environment of its own, so none remembers what another found full.
        """
        first, *others = requests
        self._crowd.together = threading.Barrier(len(requests))
        self._crowd.first_is_answered.clear()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(full_slots, "FULL_SLOT_MEMORY", timedelta(0))
            senders = [lambda: self._crowd.first(first), *others]
            answers = at_once([partial(self._crowd.worked, sender) for sender in senders])
        self._crowd.together = None
        return answers

    def ask_the_registry(self) -> None:
        """Let the newest question be put to the registry, as the queue does."""
        *_, question = self.world.queues.bodies(ENVIRONMENT["CHECKS_URL"])
        event = {"Records": [{"messageId": "newest", "body": question}]}
        answer = self._functions["registry_checker"].handler(event, None)
        assert answer == {"batchItemFailures": []}

    # what stands in the table

    def quota(self, slot: Slot = MORNING) -> Quota:
        """Return a slot's quota as it is now."""
        found = self.world.store.quotas.get(slot)
        assert found
        return found

    @property
    def calls(self) -> list[str]:
        """The calls to the table so far, each with the word `QUOTA` where it touched one; a test may clear them."""
        return self._crowd.calls

    def check_seats(self) -> None:
        """Count every seat again: no attack, successful or not, may lose or double one."""
        found = self._run("auditor")
        assert (found["broken"], found["unjudged"]) == ([], 0)

    def _run(self, function: str) -> dict[str, Any]:
        with redirect_stdout(io.StringIO()):  # the metrics of the auditor
            answer: dict[str, Any] = self._functions[function].handler({}, None)
        return answer


@dataclass(frozen=True)
class Account:
    """Somebody with an account, and what they can ask for."""

    city: City
    account_id: str
    serial: int
    kept: frozenset[int] = frozenset()
    """Serials of the NIKs that are named by the ids of members."""

    def keeping(self, serials: Sequence[int]) -> Account:
        """Keep these people in the household, however many there are, and name them by their ids from now on."""
        members = (Member("child", "Anak Rahayu", NIK_KEYS.key(nik(each)), nik(each)[-4:]) for each in serials)
        households = Households(self.city.world.store._table)  # noqa: SLF001 - it is no part of it
        assert households.keep(self.account_id, Household(), Household(tuple(members)))
        return replace(self, kept=frozenset(serials))

    def book(
        self, *others: int, with_self: bool = False, slot: Slot = MORNING, key: str | None = None, service: str = "new"
    ) -> Said:
        """Book people by the serials of their NIKs."""
        body = {**_choice(slot), "service": service, "applicants": self._people(others, with_self=with_self)}
        return self.city.ask("bookings", "POST", "/bookings", self.account_id, body, key=key or self.city.key())

    def join(self, *others: int, slot: Slot = MORNING) -> Said:
        """Wait for the day of a slot with people, by the serials of their NIKs, and for the account's owner."""
        day = slot.date.isoformat()
        wish = {"office_id": slot.office_id, "first": day, "last": day, "sessions": [slot.session], "service": "new"}
        body = {**wish, "applicants": self._people(others, with_self=True)}
        return self.city.ask("waiting", "POST", "/waiting", self.account_id, body, key=self.city.key())

    def entry(self) -> dict[str, Any]:
        """Look at the own entry of the waiting list."""
        found: dict[str, Any] = self.city.ask("waiting", "GET", "/waiting", self.account_id).body["entry"]
        return found

    def accept(self, booking_id: str) -> Said:
        """Accept an offer."""
        return self.city.ask("waiting", "POST", "/bookings/{booking_id}/accept", self.account_id, booking_id=booking_id)

    def check(self) -> Said:
        """Have the own data checked with the registry."""
        asked = {"nik": nik(self.serial), "birth_date": "1990-05-17"}
        return self.city.ask("own_account", "POST", "/me/check", self.account_id, asked)

    def add(self, booking_id: str, *others: int, key: str | None = None) -> Said:
        """Add people to a booking."""
        return self._change(booking_id, "applicants", {"applicants": self._people(others)}, key or self.city.key())

    def move(self, booking_id: str, slot: Slot) -> Said:
        """Move a booking."""
        return self._change(booking_id, "reschedule", _choice(slot), self.city.key())

    def cancel(self, booking_id: str) -> Said:
        """Cancel a booking."""
        return self._post("/bookings/{booking_id}/cancel", booking_id=booking_id)

    def take_out(self, booking_id: str, place: int) -> Said:
        """Take somebody out of a booking."""
        return self._post("/bookings/{booking_id}/applicants/{place}/leave", booking_id=booking_id, place=place)

    def object_to(self, booking_id: str, place: int) -> Said:
        """Object to somebody's leaving."""
        return self._post("/bookings/{booking_id}/applicants/{place}/object", booking_id=booking_id, place=place)

    def listings(self) -> list[dict[str, Any]]:
        """Look where others have booked this account's owner."""
        found: list[dict[str, Any]] = self.city.ask("bookings", "GET", "/me/listings", self.account_id).body["listings"]
        return found

    def contest(self, booking_id: str) -> Said:
        """Ask to be taken out of the booking of another account."""
        return self._post("/me/listings/{booking_id}/contest", booking_id=booking_id)

    def leave(self, booking_id: str) -> Said:
        """Leave the booking of another account."""
        return self._post("/me/listings/{booking_id}/leave", booking_id=booking_id)

    def _change(self, booking_id: str, what: str, body: Any, key: str) -> Said:
        resource = f"/bookings/{{booking_id}}/{what}"
        return self.city.ask("bookings", "POST", resource, self.account_id, body, booking_id=booking_id, key=key)

    def _post(self, resource: str, **address: Any) -> Said:
        return self.city.ask("bookings", "POST", resource, self.account_id, **address)

    def _people(self, others: Sequence[int], *, with_self: bool = False) -> list[dict[str, Any]]:
        asked = [self._person(serial) for serial in others]
        return [{"relation": "self"}, *asked] if with_self else asked

    def _person(self, serial: int) -> dict[str, Any]:
        if serial in self.kept:
            return {"relation": "child", "member": PEPPER.member_id(self.account_id, NIK_KEYS.key(nik(serial)))}
        return {"relation": "child", "full_name": "Anak Rahayu", "nik": nik(serial), "birth_date": "1990-05-17"}


def _claims(who: str, logged_in_at: datetime | None) -> dict[str, str]:
    claims = {"sub": f"user of {who}", "custom:account_id": who, "email": f"{who}@contoh.id", "token_use": "id"}
    return claims | ({"auth_time": str(int(logged_in_at.timestamp()))} if logged_in_at else {})


def _choice(slot: Slot) -> dict[str, str]:
    return {"office_id": slot.office_id, "date": slot.date.isoformat(), "session": slot.session}
