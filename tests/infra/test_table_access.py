"""Every function does its work under its own role, key by key, and no role grants what its function never needs.

The handlers run as deployed, on an in-process table whose client refuses what the role of template.yaml does not grant.
One thread only: moto is no referee of races.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from types import ModuleType
from typing import Any

import boto3
import pytest
from moto import mock_aws

from antrean import wiring
from antrean.aws import clients
from antrean.base.clock import FixedClock
from antrean.base.ids import KEPT
from antrean.base.policy import JOB_PATIENCE
from antrean.http.route import Route
from antrean.offices import directory
from antrean.slots import publishing
from instruments.dynamodb.scratch import create_table
from instruments.replay.cognito import Postbox, UserPool
from instruments.replay.events import Context
from instruments.replay.failed_batches import FakeQueues, FakeStream, gave_up
from instruments.replay.people import family, nik
from instruments.replay.s3 import FakeS3
from instruments.replay.secrets import FakeSecrets
from tests.infra.handlers import NAMES, function_of, load
from tests.infra.policed import Denied, Grant, PolicedClient, accesses, grants_on_table
from tests.infra.stack import REGION, Stack

NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
OFFICE, DAY, OTHER_DAY, CLOSED_DAY = "bogor", "2026-12-08", "2026-12-09", "2026-12-10"
EMAIL, PASSWORD = "siti@contoh.id", "kata sandi yang panjang"
WITHOUT_TABLE = {"pepper_keeper", "sign_up_gate", "receipt_renderer"}
Used = dict[str, set[Grant]]


class Dies(BaseException):
    """The function was stopped between two calls."""


class World:
    """The functions on one table; each sees it through a client that is policed by its role."""

    def __init__(self, stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
        """Begin with an empty table."""
        self.clock = FixedClock(NOW)
        self.pool = UserPool()
        self.used: Used = {}
        self._stack = stack
        self._patch = monkeypatch
        self.stream, self.queues = FakeStream(), FakeQueues(self.clock)
        self._postbox = Postbox()
        self._services = {
            "cognito-idp": self.pool,
            "sesv2": self._postbox,
            "s3": FakeS3(),
            "secretsmanager": self._secrets(),
        }
        self._services |= {"dynamodbstreams": self.stream, "sqs": self.queues}
        self._handlers: dict[str, ModuleType] = {}
        self._dynamodb = boto3.client("dynamodb", region_name=REGION)
        create_table(self._dynamodb, "Table")
        monkeypatch.setattr(wiring, "CLOCK", self.clock)

    def _secrets(self) -> FakeSecrets:
        """Return Secrets Manager with the pepper, under the id that the functions are given."""
        secrets = FakeSecrets(
            self._stack.properties("AdminFunction")["Environment"]["Variables"]["SECRET_ID"].strip("<>")
        )
        secrets.labels[KEPT] = secrets.put(json.dumps({"v1": "a pepper of the tests, 32 bytes.."}))
        return secrets

    def run(self, name: str, event: dict[str, Any], *, dies_at: str = "") -> Any:
        """Run a function in a fresh environment, under its role; it may die at its first call of `dies_at`."""
        grants = grants_on_table(self._stack, function_of(name).replace("Function", "Role"))
        client = PolicedClient(Dying(self._dynamodb, dies_at), grants)
        for cached in vars(wiring).values():
            if hasattr(cached, "cache_clear"):
                cached.cache_clear()
        services = {**self._services, "dynamodb": client}
        self._patch.setattr(clients, "client", lambda service, **_options: services[service])
        for variable, value in self._stack.properties(function_of(name))["Environment"]["Variables"].items():
            self._patch.setenv(variable, value.strip("<>"))
        try:
            return load(name).handler(event, Context())
        finally:
            self.used.setdefault(name, set()).update(client.used)

    @property
    def mails(self) -> int:
        """How many mails were sent."""
        return len(self._postbox.sent)

    def item(self, pk: str, sk: str) -> dict[str, Any]:
        """An item as DynamoDB writes it."""
        found: dict[str, Any] = self._dynamodb.get_item(TableName="Table", Key={"pk": {"S": pk}, "sk": {"S": sk}})[
            "Item"
        ]
        return found

    def lose_a_seat(self, pk: str, sk: str) -> None:
        """Take a seat of a slot away past the rules."""
        self._dynamodb.update_item(
            TableName="Table",
            Key={"pk": {"S": pk}, "sk": {"S": sk}},
            UpdateExpression="ADD seats_left :less",
            ExpressionAttributeValues={":less": {"N": "-1"}},
        )

    def unlist_a_booking(self) -> None:
        """Take a booking out of the index, as if a release that knew of none had written it."""
        keys = [item for item in self._dynamodb.scan(TableName="Table")["Items"] if "by_day" in item]
        assert keys
        self._dynamodb.update_item(
            TableName="Table",
            Key={name: keys[0][name] for name in ("pk", "sk")},
            UpdateExpression="REMOVE by_day, by_number",
        )

    def ask(self, name: str, method: str, path: str, body: object = None, **more: Any) -> tuple[int, Any]:
        """Send a request as API Gateway would; `more` are the path's parameters, query, headers and claims."""
        resource, parameters = matched(load(name).api.routes, method, path)
        event = {
            "httpMethod": method,
            "path": path,
            "resource": resource,
            "pathParameters": parameters,
            "headers": more.get("headers", {}),
            "multiValueHeaders": {},
            "queryStringParameters": more.get("query", {}),
            "multiValueQueryStringParameters": {},
            "requestContext": {"authorizer": {"claims": more.get("claims", {})}},
            "body": json.dumps(body),
            "isBase64Encoded": False,
        }
        answer = self.run(name, event, dies_at=more.get("dies_at", ""))
        text = answer["body"]
        return answer["statusCode"], json.loads(text) if text.startswith("{") else text


def matched(routes: list[Route], method: str, path: str) -> tuple[str, dict[str, str]]:
    """The resource and the path's parameters, as API Gateway tells them."""
    patterns = {
        route.path: re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", route.path) for route in routes if route.method == method
    }
    [found] = [(resource, match) for resource, text in patterns.items() if (match := re.fullmatch(text, path))]
    return found[0], found[1].groupdict()


class Dying:
    """A client that stops the function at its first call of an operation."""

    def __init__(self, client: Any, operation: str) -> None:
        """Die at `operation`, if it is not empty."""
        self._client = client
        self._operation = operation

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        """Return the client's method, or death."""
        if operation == self._operation:
            raise Dies
        method: Callable[..., Any] = getattr(self._client, operation)
        return method


@pytest.fixture(scope="module")
def used(stack: Stack) -> Iterator[Used]:
    """Grants that each function needed in a life of the system; fails at the first call that a role denies."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "testing")
        # two offices and one thread: moto is slow, and none of its own for more
        shipped = [office for office in directory.packaged() if office.office_id in {OFFICE, "depok"}]
        patch.setattr(directory, "packaged", lambda: shipped)
        defaults = publishing.publish_all.__kwdefaults__ or {}
        patch.setattr(publishing.publish_all, "__kwdefaults__", {**defaults, "workers": 1})
        world = World(stack, patch)
        live(world)
        yield world.used


def live(world: World) -> None:
    """Let the system live through everything that the rules do on the table."""
    assert world.run("publisher", {})["quotas_written"] > 0
    citizen = sign_up(world)
    assert world.ask("offices", "GET", "/offices")[0] == 200
    assert world.ask("offices", "GET", f"/offices/{OFFICE}/availability")[0] == 200
    assert world.ask("offices", "GET", "/availability", query={"people": "2"})[0] == 200
    assert world.ask("offices", "GET", f"/offices/{OFFICE}/releases")[0] == 200
    keep_bookings(world, citizen)
    be_told(world, citizen)
    work_as_staff(world, citizen)
    be_audited(world)


def sign_up(world: World) -> dict[str, str]:
    """Register a citizen, also past every refusal that touches the table; return the claims of the token."""
    form = {"nik": nik(1), "full_name": "Siti Rahayu", "birth_date": "1990-05-17", "email": EMAIL}
    form |= {"phone": "081234567890", "password": PASSWORD}
    # twice: the second replaces the first, which nobody has confirmed
    for _ in range(2):
        assert world.ask("accounts", "POST", "/accounts", form)[0] == 202
    user = world.pool.by_email(EMAIL)
    assert user
    rival = {**form, "email": "rival@contoh.id"}
    assert world.ask("accounts", "POST", "/accounts", rival)[0] == 202
    assert world.ask("accounts", "POST", "/accounts/confirm", {"email": EMAIL, "code": user.code})[0] == 204
    late = world.pool.by_email("rival@contoh.id")
    assert late
    # the NIK is taken by now: the sign-up is withdrawn and the owner told
    assert world.ask("accounts", "POST", "/accounts/confirm", {"email": late.email, "code": late.code})[0] == 204
    assert world.ask("accounts", "POST", "/accounts", form)[0] == 202
    claims = {"sub": user.sub, "token_use": "id"}
    assert world.ask("accounts", "GET", "/me", claims=claims)[0] == 200
    assert world.ask("accounts", "PATCH", "/me", {"language": "en"}, claims=claims)[0] == 200
    return claims


def be_told(world: World, claims: dict[str, str]) -> None:
    """Book with somebody who has an account: both are told, by the stream's records, some of which were given up.

    Then be reminded, and have SES report what became of a mail.
    """
    request = {"office_id": OFFICE, "date": DAY, "session": "morning", "service": "new", "applicants": family(2, 10)}
    status, made = book(world, claims, request, "key-told")
    assert status == 201
    image = world.item(f"BOOKING#{made['booking_id']}", "BOOKING")
    number = world.stream.write(None, image)
    world.run("dispatcher", {"Records": world.stream.records[-1:]})
    world.queues.send("ChangeFailures", gave_up(number, number, 1))
    world.queues.send("NoticeFailures", world.queues.bodies("Notices")[0])
    told = world.run("notice_replayer", {})
    assert (told["changes"]["done"], told["notices"]["done"]) == (1, 1)
    now = world.clock.instant
    world.clock.instant = datetime(2026, 12, 7, 9, 0, tzinfo=UTC)
    assert world.run("reminders", {}) == {"reminders": 1}
    world.clock.instant = now
    deliver(world)
    recipients = [{"emailAddress": "another@contoh.id"}]
    bounced = {"eventType": "Bounce", "bounce": {"bounceType": "Permanent", "bouncedRecipients": recipients}}
    sent = {"eventType": "Send", "mail": {"tags": {"reference": [f"{made['booking_id']}__0__booked"]}}}
    for report in ({"mail": {}, **bounced}, sent):
        message = {"messageId": "1", "body": json.dumps(report)}
        assert world.run("mail_reports", {"Records": [message]}) == {"batchItemFailures": []}
    assert world.ask("bookings", "POST", f"/bookings/{made['booking_id']}/cancel", {}, claims=claims)[0] == 200


def deliver(world: World) -> None:
    """Bring every notice that was ever asked for to its person; at least one of them is a mail now."""
    before = world.mails
    for notice_id in sorted(set(world.queues.bodies("Notices"))):
        message = {"messageId": notice_id, "body": notice_id}
        assert world.run("notifier", {"Records": [message]}) == {"batchItemFailures": []}
    assert world.mails > before


def keep_bookings(world: World, claims: dict[str, str]) -> None:
    """Book, die, be swept, add, move, see, cancel."""
    slot = {"office_id": OFFICE, "date": DAY, "session": "morning"}
    request = {**slot, "service": "new", "applicants": family(2, 10)}
    with pytest.raises(Dies):
        book(world, claims, request, "key-0", dies_at="transact_write_items")
    world.clock.instant += timedelta(seconds=61)
    assert world.run("sweeper", {})["resolved"] == 1
    status, made = book(world, claims, request, "key-1")
    assert status == 201
    # refused by the table, since somebody else holds the account: the claim is fenced and given back
    assert book(world, claims, request, "key-2")[0] == 409
    number = world.stream.write(None, booking_image(made["booking_id"]))
    world.queues.send("ReceiptFailures", gave_up(number, number, 1))
    assert world.run("receipt_replayer", {})["done"] == 1
    path = f"/bookings/{made['booking_id']}"
    more = {"applicants": family(2, 20)[1:]}
    key = {"Idempotency-Key": "key-3"}
    assert world.ask("bookings", "POST", f"{path}/applicants", more, claims=claims, headers=key)[0] == 200
    too_many = {**request, "applicants": family(2, 10)}
    assert book(world, {**claims, "sub": "nobody"}, too_many, "key-4")[0] == 403
    key = {"Idempotency-Key": "key-5"}
    moved = {**slot, "date": OTHER_DAY}
    assert world.ask("bookings", "POST", f"{path}/reschedule", moved, claims=claims, headers=key)[0] == 200
    leave_anothers_booking(world, claims, path)
    for view in ("/bookings", path, f"{path}/calendar"):
        assert world.ask("bookings", "GET", view, claims=claims)[0] == 200
    assert world.ask("receipts", "GET", f"{path}/receipt", claims=claims)[0] == 200
    assert world.ask("bookings", "POST", f"{path}/cancel", {}, claims=claims)[0] == 200


def leave_anothers_booking(world: World, booker: dict[str, str], path: str) -> None:
    """Register as the first of the family; see, contest and leave the booking, to which its booker objects."""
    form = {"nik": nik(10), "full_name": "Dewi Sari", "birth_date": "1990-05-17", "email": "dewi@contoh.id"}
    form |= {"phone": "081234567891", "password": PASSWORD}
    assert world.ask("accounts", "POST", "/accounts", form)[0] == 202
    user = world.pool.by_email("dewi@contoh.id")
    assert user
    assert world.ask("accounts", "POST", "/accounts/confirm", {"email": user.email, "code": user.code})[0] == 204
    claims = {"sub": user.sub, "token_use": "id"}
    listing = f"/me/listings/{path.rpartition('/')[2]}"
    assert world.ask("bookings", "GET", "/me/listings", claims=claims)[0] == 200
    assert world.ask("bookings", "POST", f"{listing}/contest", claims=claims)[0] == 200
    assert world.ask("bookings", "POST", f"{path}/applicants/1/object", claims=booker)[0] == 200
    assert world.ask("bookings", "POST", f"{listing}/leave", claims=claims)[0] == 409
    assert world.ask("bookings", "POST", f"{path}/applicants/1/leave", claims=booker)[0] == 200


def booking_image(booking_id: str) -> dict[str, Any]:
    """As much of a booking's image in the stream as a replay looks at."""
    return {"pk": {"S": f"BOOKING#{booking_id}"}, "sk": {"S": "BOOKING"}, "revision": {"N": "0"}}


def book(world: World, claims: dict[str, str], request: object, key: str, dies_at: str = "") -> tuple[int, Any]:
    """Send `POST /bookings`."""
    headers = {"Idempotency-Key": key}
    return world.ask("bookings", "POST", "/bookings", request, claims=claims, headers=headers, dies_at=dies_at)


def work_as_staff(world: World, citizen: dict[str, str]) -> None:
    """Close the seats of a slot, see a citizen refused there, and check another booking in."""
    claims = {"sub": "staff", "token_use": "id", "cognito:groups": "officers,operators", "custom:offices": "*"}
    quotas, settings = f"/admin/offices/{OFFICE}/quotas", f"/admin/offices/{OFFICE}"
    assert world.ask("admin", "GET", quotas, claims=claims)[0] == 200
    assert world.ask("admin", "GET", settings, claims=claims)[0] == 200
    details = {"details": {"hours": "08.00-16.00"}, "reason": "renovation"}
    assert world.ask("admin", "PUT", settings, details, claims=claims, headers={"If-Match": '"0"'})[0] == 200
    assert world.ask("offices", "GET", f"/offices/{OFFICE}")[0] == 200
    close_and_open_again(world, citizen, claims)
    change = {"capacity": 1, "reason": "renovation"}
    etag = {"If-Match": '"1"'}
    assert world.ask("admin", "PUT", f"{quotas}/{DAY}/afternoon", change, claims=claims, headers=etag)[0] == 200
    request = {"office_id": OFFICE, "date": DAY, "session": "afternoon", "service": "new", "applicants": family(2, 30)}
    # full: the alternatives are looked for
    assert book(world, citizen, request, "key-6")[0] == 409
    status, made = book(world, citizen, {**request, "session": "morning"}, "key-7")
    assert status == 201
    world.clock.instant = datetime.combine(date.fromisoformat(DAY), NOW.time(), UTC)
    scanned = {"code": f"AP1{made['booking_id']}", "office_id": OFFICE}
    assert world.ask("door", "POST", "/checkins", scanned, claims=claims)[0] == 200
    receive(world, claims, made["booking_id"])


def receive(world: World, claims: dict[str, str], party_id: str) -> None:
    """Undo an arrival and note it again, then do all that is done at a counter; look at the lists and the board."""
    claims = {**claims, "cognito:groups": "officers,supervisors"}
    hall = f"/staff/offices/{OFFICE}"
    keys = iter(range(99))

    def does(function: str, path: str, body: object = None, key: str = "") -> Any:
        headers = {"Idempotency-Key": key or f"hall-{next(keys)}"}
        status, answer = world.ask(function, "POST", f"{hall}/{path}", body, claims=claims, headers=headers)
        assert status == 200, answer
        return answer

    assert world.ask("door", "GET", f"{hall}/queue", claims=claims)[0] == 200
    for _ in range(2):
        does("walk_ins", "walkins", {"lane": "bap", "people": 2}, "twice")
    does("walk_ins", "walkins", {"lane": "bap", "people": 1, "standby": True})
    does("door", f"arrivals/{party_id}/undo")
    does("door", "arrivals", {"code": party_id})
    does("door", f"arrivals/{party_id}/people", {"here": [0]})
    does("counters", "counters/1/open", {})
    does("counters", "counters/1/next", {})
    does("counters", "counters/1/undo")
    does("counters", "counters/1/next", {"party_id": party_id, "reason": "ibu hamil"})
    does("counters", "counters/1/transfer", {"lane": "priority"})
    does("counters", "counters/1/next", {})
    does("counters", "counters/1/park")
    does("counters", "counters/1/next", {"party_id": party_id})
    does("counters", "counters/1/recall")
    world.clock.instant += timedelta(minutes=4)
    does("counters", "counters/1/absent")
    does("door", f"arrivals/{party_id}/return")
    does("counters", "counters/1/next", {})
    does("counters", "counters/1/finish")
    does("counters", "counters/1/close")
    after = {"after": str(int(world.clock.instant.timestamp() * 1000))}
    assert world.ask("door", "GET", f"{hall}/queue", query=after, claims=claims)[1]["changed"]
    assert world.ask("door", "GET", f"{hall}/days/{DAY}", claims=claims)[0] == 200
    assert world.ask("board", "GET", f"/board/{OFFICE}")[0] == 200


def close_and_open_again(world: World, citizen: dict[str, str], claims: dict[str, str]) -> None:
    """Close the session of a booking, see whom to call, and open it again; the minute's run does what is left."""
    slot = {"office_id": OFFICE, "date": CLOSED_DAY, "session": "morning"}
    request = {**slot, "service": "new", "applicants": family(2, 10)}
    status, made = book(world, citizen, request, "key-8")
    assert status == 201
    begun = world.clock.instant
    first = close_session(world, claims, "close-1")
    assert world.ask("admin", "POST", f"{first}/send", claims=claims)[0] == 200
    world.stream.write(None, world.item(f"BOOKING#{made['booking_id']}", "BOOKING"))
    world.run("dispatcher", {"Records": world.stream.records[-1:]})
    deliver(world)
    world.clock.instant += timedelta(hours=49)
    assert world.ask("admin", "GET", f"{first}/calls", claims=claims)[1]["calls"]
    assert world.ask("bookings", "GET", f"/bookings/{made['booking_id']}/places", claims=citizen)[0] == 200
    assert world.ask("admin", "POST", f"{first}/reopen", claims=claims)[0] == 200
    world.clock.instant += timedelta(minutes=2)
    assert world.run("sweeper", {})["closures"] == 1
    # the function dies before it displaced anybody, and the clock goes on
    with pytest.raises(Dies):
        close_session(world, claims, "close-2", dies_at="batch_get_item")
    assert world.run("sweeper", {})["closures"] == 1
    world.clock.instant = begun
    assert world.ask("bookings", "POST", f"/bookings/{made['booking_id']}/cancel", {}, claims=citizen)[0] == 200


def close_session(world: World, claims: dict[str, str], key: str, dies_at: str = "") -> str:
    """Close the morning of the closed day, as it was previewed; return the path of the closure."""
    closures = f"/admin/offices/{OFFICE}/closures"
    days = {"from": CLOSED_DAY, "to": CLOSED_DAY, "session": "morning"}
    status, seen = world.ask("admin", "GET", f"{closures}/preview", query=days, claims=claims)
    assert status == 200
    headers = {"Idempotency-Key": key, "If-Match": seen["etag"]}
    body = {**days, "reason": "renovation"}
    status, made = world.ask("admin", "POST", closures, body, claims=claims, headers=headers, dies_at=dies_at)
    assert status == 201
    assert world.ask("admin", "GET", f"/admin/closures/{made['closure_id']}", claims=claims)[0] == 200
    return f"/admin/closures/{made['closure_id']}"


def be_audited(world: World) -> None:
    """Lose a seat of the slot that people are served in, and see it named: what seems broken is looked at closely.

    Before and after the job has listed the bookings, of which one lost its place in the index.
    """
    assert world.run("auditor", {})["broken"] == []
    assert world.run("jobs", {}) == {"left": 1}
    world.unlist_a_booking()
    for left in (1, 1, 1, 0):
        world.clock.instant += JOB_PATIENCE / 4
        assert world.run("jobs", {}) == {"left": left}
    assert world.run("auditor", {})["broken"] == []
    world.lose_a_seat(f"OFFICE#{OFFICE}", f"QUOTA#{DAY}#morning")
    assert world.run("auditor", {})["broken"] == [f"{OFFICE}/{DAY}/morning"]


def test_every_function_that_uses_the_table_took_part(used: Used) -> None:
    """The life that the tests lead reaches every function with a table."""
    assert set(used) == set(NAMES) - WITHOUT_TABLE


@pytest.mark.parametrize("name", sorted(set(NAMES) - WITHOUT_TABLE))
def test_role_grants_what_its_function_needs_and_no_more(stack: Stack, used: Used, name: str) -> None:
    """Each action on each kind of key that a role grants was needed, and none that was needed is missing."""
    assert used[name] == grants_on_table(stack, function_of(name).replace("Function", "Role"))


@pytest.mark.parametrize("name", sorted(WITHOUT_TABLE))
def test_other_functions_cannot_touch_the_table(stack: Stack, name: str) -> None:
    """The gate and the renderer of the stream have no grant on the table."""
    assert not grants_on_table(stack, function_of(name).replace("Function", "Role"))


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        ("get_item", {"Key": {"pk": {"S": "BOOKING#1"}, "sk": {"S": "BOOKING"}}}),
        ("put_item", {"Item": {"pk": {"S": "OFFICES"}, "sk": {"S": "OFFICE#bogor"}}}),
        ("query", {"ExpressionAttributeValues": {":pk": {"S": "ACCOUNT#1"}}}),
        ("batch_get_item", {"RequestItems": {"t": {"Keys": [{"pk": {"S": "OFFICES"}}, {"pk": {"S": "NIK#1"}}]}}}),
        ("transact_write_items", {"TransactItems": [{"Delete": {"Key": {"pk": {"S": "OFFICE#bogor"}}}}]}),
    ],
)
def test_policed_client_denies_what_is_not_granted(stack: Stack, operation: str, arguments: dict[str, Any]) -> None:
    """Negative control: under the role of the public reads, other keys and all writes are denied."""
    client = PolicedClient(None, grants_on_table(stack, "OfficesRole"))
    assert list(accesses(operation, arguments))
    with pytest.raises(Denied):
        getattr(client, operation)(**arguments)
