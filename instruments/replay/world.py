"""The world in which events are replayed: fakes of everything around the functions, and words that set them up.

A word is a method of `World`; a step such as `{"citizen": "siti", "nik": 1}` calls the method of its first member with
all members as arguments. Bookings, accounts and quotas are made by the product's own rules, not written as items.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from antrean import wiring, wiring_misses, wiring_notices, wiring_seats, wiring_staff
from antrean.aws import clients, custom_resource
from antrean.aws.attributes import from_item
from antrean.aws.queue import NoticeQueue
from antrean.aws.table import Key, Table
from antrean.base.days import start_of_day
from antrean.base.ids import KEPT
from antrean.base.nik_keys import NikKeys
from antrean.bookings.forms import NewBooking, SlotChoice
from antrean.bookings.items import INDEX_KEYS, booking_key
from antrean.bookings.operation import Services
from antrean.bookings.stores import Store
from antrean.changes import cancel, move
from antrean.changes.book import book
from antrean.hall import door
from antrean.hall.store import Hall
from antrean.listings import listings
from antrean.messages.mailboxes import Mailboxes
from antrean.messages.ses import SesMessenger
from antrean.notices.dispatch import Dispatcher
from antrean.notices.store import Notices
from antrean.offices import directory as offices
from antrean.offices.store import Looks
from antrean.slots import changes
from antrean.slots.full_slots import FullSlots
from antrean.slots.items import quota_key
from antrean.slots.model import Quota, QuotaState, Slot
from antrean.slots.quota_forms import QuotaChange
from antrean.tickets import qr
from instruments.replay.calls import Recorder
from instruments.replay.cognito import PoolUser, Postbox, UserPool
from instruments.replay.events import ENVIRONMENT, PEPPER, SECRET, booking_id
from instruments.replay.failed_batches import FakeQueues, FakeStream, gave_up
from instruments.replay.people import KATA_SANDI, family, sign_up_of
from instruments.replay.people import nik as nik_of
from instruments.replay.places import body_of, shipped_office, slot_of
from instruments.replay.s3 import FakeS3
from instruments.replay.secrets import FakeKms, FakeManager, FakeSecrets
from instruments.replay.signing_up import Missing, SigningUp
from instruments.stand_in import stand_in
from instruments.stepping_clock import SteppingClock

NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
"""Tuesday 10:00 in Jakarta: when every event happens unless it says otherwise."""
_EXISTS = "attribute_exists(pk)"


class World(SigningUp, Missing):
    """The table, the pools, the bucket and the clock; `send` hands an event to a function in it."""

    clock: SteppingClock

    def __init__(self, table: Any, monkeypatch: pytest.MonkeyPatch, send: Callable[[str | None], None]) -> None:
        """Surround the functions with an empty table (a client of DynamoDB) and empty fakes of all else.

        `send` replays the event of another file, or for None the one of this file.
        """
        self.pool, self.postbox, self.objects, self.clock = UserPool(), Postbox(), FakeS3(), SteppingClock(NOW)
        self.stream, self.queues = FakeStream(), FakeQueues(self.clock)
        self.secrets, self.nik_secrets = (FakeSecrets(ENVIRONMENT[name]) for name in ("SECRET_ID", "NIK_KEYS_ID"))
        self.secrets.labels[KEPT] = self.secrets.put(json.dumps({"v1": SECRET}))
        self.nik_secrets.labels[KEPT] = self.nik_secrets.put("{}")
        self.told_cloudformation: list[str] = []
        self._drawn = itertools.count(1)
        self._send = send
        self.monkeypatch = monkeypatch
        self._table = table
        self._items = Table(stand_in(table), ENVIRONMENT["TABLE_NAME"])
        self.clients: dict[str, Recorder | FakeS3] = {
            "dynamodb": Recorder(table),
            "cognito-idp": Recorder(self.pool),
            "sesv2": Recorder(self.postbox),
            "s3": self.objects,
            "secretsmanager": Recorder(FakeManager(self.secrets, self.nik_secrets)),
            "dynamodbstreams": Recorder(self.stream),
            "sqs": Recorder(self.queues),
            "kms": Recorder(FakeKms()),
        }
        dynamodb = stand_in(self.clients["dynamodb"])
        self.store = Store(Table(dynamodb, ENVIRONMENT["TABLE_NAME"], sleep=lambda _seconds: None))
        directory = offices.OfficeDirectory(self.store.offices, self.clock)
        self._services = Services(self.store, PEPPER, self._nik_keys, self.clock, FullSlots(self.clock), directory)
        self._slots: list[Slot] = []
        self._lost: list[tuple[Slot, int]] = []
        for name, value in ENVIRONMENT.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(wiring, "CLOCK", self.clock)
        monkeypatch.setattr(wiring, "DRAW", self._draw)
        monkeypatch.setattr(wiring, "WAIT", self._wait)
        monkeypatch.setattr(custom_resource, "answer", self._answer_cloudformation)
        self.connect()
        cool()

    def connect(self) -> None:
        """Let the functions call the fakes, in place of botocore's clients."""
        self.monkeypatch.setattr(clients, "client", lambda service, **_options: self.clients[service])

    def given(self, step: dict[str, Any]) -> None:
        """Take one step; fails for a word that is none."""
        word = next(iter(step))
        assert word in _WORDS, f"no such word: {word}"
        _WORDS[word](self, **step)

    # the words, in the order in which a story would use them

    def now(self, now: str, step: int = 0) -> None:
        """It is `now`; from here on the clock goes on by `step` seconds whenever somebody looks at it."""
        self.clock.instant, self.clock.step = datetime.fromisoformat(now), timedelta(seconds=step)

    def office(self, office: str) -> None:
        """An office as shipped is in the table."""
        assert self.store.offices.add_if_absent(shipped_office(office))

    def shipped(self, shipped: list[str]) -> None:
        """The package comes with these offices only."""
        self.monkeypatch.setattr(offices, "packaged", lambda: [shipped_office(each) for each in shipped])

    def slot(
        self, slot: str, seats: int, state: QuotaState = "open", reason: str | None = None, opens_at: str | None = None
    ) -> None:
        """A slot was published, open by the rule of its office unless `opens_at` is given."""
        where = slot_of(slot)
        office = shipped_office(where.office_id)
        opens = datetime.fromisoformat(opens_at) if opens_at else office.release.opens_at(where.date, office.zone)
        closes = start_of_day(where.date, office.zone)
        published = Quota(
            where, seats, seats, next_number=1, opens_at=opens, closes_at=closes, state=state, version=1, reason=reason
        )
        assert self.store.quotas.publish(published)
        self._slots.append(where)

    def citizen(self, citizen: str, nik: int) -> None:
        """A citizen with a profile and a user of the pool; `citizen` is the `sub`, `nik` a serial of `people.nik`."""
        email = f"{citizen}@contoh.id"
        self.store.accounts.register(
            sign_up_of(citizen, nik_of(nik), self._nik_keys(), f"{citizen.capitalize()} Rahayu"), self.clock.instant
        )
        self.pool.users[citizen] = PoolUser(citizen, email, KATA_SANDI, {}, confirmed=True)

    def staff(self, staff: str, groups: list[str], offices: str, address: str = "good", login: str = "there") -> None:
        """Somebody of the staff, whose `sub` is the user name: at a refused `address`, or whose `login` is deleted."""
        self.pool.add_staff(staff, groups, offices)
        self.pool.no_address |= {f"{staff}@contoh.id"} if address == "refused" else set()
        if login == "deleted":
            del self.pool.staff[staff]

    def erased(self, erased: str) -> None:
        """A citizen's profile is gone."""
        delete = {
            "TableName": ENVIRONMENT["TABLE_NAME"],
            "Key": {"pk": {"S": f"ACCOUNT#{erased}"}, "sk": {"S": "PROFILE"}},
        }
        self._table.transact_write_items(TransactItems=[{"Delete": delete}])

    def booking(self, booking: str, slot: str, people: int = 1, nik_from: int = 11) -> None:
        """A citizen booked: `booking` is `<citizen>/<idempotency key>`; the family has serials from `nik_from` on."""
        citizen, key = booking.split("/")
        body = body_of(slot_of(slot)) | {"service": "new", "applicants": family(people, nik_from)}
        book(self._services, citizen, NewBooking.model_validate_json(json.dumps(body)), key)

    def moved(self, moved: str, slot: str) -> None:
        """A booking was moved."""
        citizen, _ = moved.split("/")
        choice = SlotChoice.model_validate_json(json.dumps(body_of(slot_of(slot))))
        move.move(self._services, citizen, booking_id(moved), choice, "moved")

    def cancelled(self, cancelled: str) -> None:
        """A booking was cancelled."""
        citizen, _ = cancelled.split("/")
        cancel.cancel(self._services, citizen, booking_id(cancelled))

    def unlisted(self, unlisted: str) -> None:
        """A booking is as a release wrote it that knew no index: it has no keys there."""
        self._items.update(booking_key(booking_id(unlisted)), "REMOVE " + ", ".join(INDEX_KEYS), _EXISTS)

    def contested(self, contested: str, by: str, objected: bool = False) -> None:  # noqa: FBT001, FBT002 - JSON's true
        """A citizen whom a booking has asked to be taken out of it; the booker `objected`, or not."""
        booker, _ = contested.split("/")
        mail = SesMessenger(stand_in(self.clients["sesv2"]), ENVIRONMENT["MAIL_SENDER"])
        listing = listings.contest(self._services, mail, by, booking_id(contested))
        if objected:
            place = listing.booking.applicants.index(listing.person)
            listings.object_to(self._services, booker, booking_id(contested), place)

    def counted(self, counted: str, refusals: int) -> None:
        """An account was refused so often for a NIK."""
        account = self.store.accounts.get(counted)
        assert account
        limits = account.limits
        for number in range(refusals):
            limits = limits.after_refusal((), str(number), self.clock.now())
        assert self.store.accounts.save_limits(account, limits)

    def drawn(self, drawn: str) -> None:
        """The minutes of a day's releases were drawn."""
        assert self.store.release_secrets.add_if_absent(date.fromisoformat(drawn), drawn.encode())

    def turns(self, turns: str, begin: str, minutes: int) -> None:
        """Turns of a slot began, as a release of kept seats into it begins them."""
        change, begun = "SET turn_from = :from, turn_until = :until", datetime.fromisoformat(begin).timestamp()
        values = {":from": int(begun), ":until": int(begun) + 60 * minutes}
        self._items.update(quota_key(slot_of(turns)), change, _EXISTS, values=values)

    def checked_in(self, checked_in: str, office: str) -> None:
        """The people of a booking have arrived, now, and another officer has noted it."""
        arrival = door.Arrival(qr.payload(booking_id(checked_in)), early=True)
        hall = Hall(self._items, self.store.bookings, Looks(self._items))
        door.arrive(door.Staffed(hall, self.store.bookings, self.clock), "another officer", office, arrival, "a key")

    def changed(self, changed: str, **change: Any) -> None:
        """An operator changed a slot."""
        current = self.store.quotas.get(slot_of(changed))
        assert current
        asked = QuotaChange.model_validate_json(json.dumps(change))
        changes.change(self.store.quotas, PEPPER, self.clock, "an operator", current.slot, current.version, asked)

    def claim(self, claim: str, n: int) -> None:
        """A function claimed seats just now and died."""
        slot, booking_id = slot_of(claim), PEPPER.booking_id("nobody", str(n))
        claim_id = PEPPER.claim_id(booking_id, "operation", "fingerprint", slot.path, n)
        self.store.quotas.claim(slot, claim_id, n, self.clock.now())

    def lost(self, lost: str, seats: int) -> None:
        """Somebody took seats of a slot away past the rules."""
        self._lost.append((slot_of(lost), seats))
        self._add_seats(slot_of(lost), -seats)

    def given_up(self, given_up: list[str], by: str = "RECEIPT_FAILURES_URL") -> None:
        """A function of the stream gave up on a batch: the writing of these bookings as they are now."""
        numbers = [self.stream.write(None, self._raw(booking_key(booking_id(each)))) for each in given_up]
        self.queues.send(ENVIRONMENT[by], gave_up(numbers[0], numbers[-1], len(numbers)))

    def told(self, told: str) -> None:
        """The notices of a booking's making were made, and wait."""
        booking = self.store.bookings.get(booking_id(told))
        queue = NoticeQueue(stand_in(self.clients["sqs"]), ENVIRONMENT["NOTICES_URL"])
        Dispatcher(Notices(self._items), self.store.accounts, queue, self.clock).booking_changed(None, booking)

    def bounces(self, bounces: str) -> None:
        """The mailbox of a citizen takes no mail."""
        Mailboxes(self._items, PEPPER).note_unreachable(f"{bounces}@contoh.id", "bounced", self.clock.instant)

    def nik_keys(self, nik_keys: dict[str, str | int]) -> None:
        """The secret of the keys of NIKs is this one from here on; version 1 is the pepper where it has none."""
        self.nik_secrets.labels[KEPT] = self.nik_secrets.put(json.dumps(nik_keys))

    def _nik_keys(self) -> NikKeys:
        return PEPPER.nik_keys(
            self.nik_secrets.get_secret_value(SecretId="nik-keys", VersionStage=KEPT)["SecretString"]
        )

    def pepper(self, pepper: str) -> None:
        """The secret of the pepper has no value yet (`none`), one that is `not kept`, or a `second` one since."""
        self.secrets.become(pepper)

    def trimmed(self, trimmed: bool) -> None:  # noqa: FBT001 - JSON's true
        """A day has passed for the stream: it keeps none of what was written so far."""
        assert trimmed
        self.stream.trimmed = len(self.stream.records)

    def sent(self, sent: str | bool) -> None:  # noqa: FBT001 - JSON's true: this very event
        """Another file's event was sent before, or for `true` this very one."""
        self._send(None if sent is True else str(sent))

    def fails(self, fails: str) -> None:
        """From now on a service cannot be reached."""
        error = EndpointConnectionError(endpoint_url=fails)

        def refuse(_number: int) -> None:
            raise error

        client = self.clients[fails]
        if isinstance(client, Recorder):
            client.before = refuse
        else:
            client.fails = dict.fromkeys(("head_object", "put_object", "delete_object"), error)

    # what the replay looks at afterwards

    def repair(self) -> None:
        """Let every service be reached again, let the clock stand, and bring lost seats back."""
        self.clock.step = timedelta(0)
        while self._lost:
            self._add_seats(*self._lost.pop())
        for client in self.clients.values():
            if isinstance(client, Recorder):
                client.reset()

    def seats_left(self) -> dict[str, int]:
        """The seats left of every slot that was set up or published."""
        return seats_in(self.items(), "seats_left")

    @property
    def slots(self) -> list[Slot]:
        """The slots that were set up."""
        return list(self._slots)

    def items(self) -> list[dict[str, Any]]:
        """Every item of the table."""
        found = self._table.scan(TableName=ENVIRONMENT["TABLE_NAME"], ConsistentRead=True)["Items"]
        return [from_item(item) for item in found]

    def _answer_cloudformation(self, _event: Any, _resource_id: str, *, data: dict[str, str], failure: str) -> None:
        assert data["SecretId"]
        self.told_cloudformation.append("FAILED" if failure else "SUCCESS")

    def _add_seats(self, slot: Slot, seats: int) -> None:
        change = "SET seats_left = seats_left + :seats"
        self._items.update(quota_key(slot), change, _EXISTS, values={":seats": seats})

    def _raw(self, key: Key) -> dict[str, Any]:
        """An item as DynamoDB writes it."""
        pk, sk = key
        found = self._table.get_item(TableName=ENVIRONMENT["TABLE_NAME"], Key={"pk": {"S": pk}, "sk": {"S": sk}})
        item: dict[str, Any] = found["Item"]
        return item


def seats_in(items: Iterable[dict[str, Any]], kind: str) -> dict[str, int]:
    """Return what every slot among the items says of a kind of seats."""
    return {
        "/".join(item["pk"].split("#")[1:] + item["sk"].split("#")[1:]): item.get(kind, 0)
        for item in items
        if item["sk"].startswith("QUOTA#")
    }


_WORDS: dict[str, Callable[..., None]] = {
    word.__name__: word
    for word in (
        World.now,
        World.office,
        World.registry,
        World.raised,
        World.checks,
        World.robbed,
        World.shipped,
        World.slot,
        World.citizen,
        World.staff,
        World.erased,
        World.signed_up,
        World.earlier,
        World.forgot,
        World.new_address,
        World.tried,
        World.asked_for,
        World.household,
        World.removed,
        World.booking,
        World.moved,
        World.cancelled,
        World.unlisted,
        World.contested,
        World.counted,
        World.sessions_ended,
        World.erasing,
        World.drawn,
        World.turns,
        World.checked_in,
        World.changed,
        World.claim,
        World.lost,
        World.given_up,
        World.told,
        World.bounces,
        World.nik_keys,
        World.pepper,
        World.trimmed,
        World.sent,
        World.missed,
        World.frozen,
        World.fails,
    )
}


def cool() -> None:
    """Begin a new environment, in which nothing was made yet."""
    for module in (wiring, wiring_misses, wiring_notices, wiring_seats, wiring_staff):
        for made in vars(module).values():
            if hasattr(made, "cache_clear"):
                made.cache_clear()
