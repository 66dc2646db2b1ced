"""The functions as deployed, around an in-process table whose client refuses what a role does not grant."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest

from antrean import wiring
from antrean.aws import clients
from antrean.aws.attributes import to_values
from antrean.aws.table import Table
from antrean.base.clock import FixedClock
from antrean.base.ids import KEPT, Pepper
from antrean.http.route import Route
from antrean.login.addresses import undo_secret
from antrean.login.store import AddressChanges
from antrean.people.items import person_of, sign_up_key
from antrean.people.model import Verdict
from antrean.registry.service import RegistryService
from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from instruments.replay.cognito import PoolUser, Postbox, UserPool
from instruments.replay.events import Context
from instruments.replay.failed_batches import FakeQueues, FakeStream
from instruments.replay.people import nik, sign_up_of
from instruments.replay.s3 import FakeS3
from instruments.replay.secrets import FakeKms, FakeManager, FakeSecrets
from instruments.replay.world import cool
from instruments.stand_in import stand_in
from tests.infra.handlers import function_of, load
from tests.infra.noted import NotedClient, Written
from tests.infra.policed import Grant, PolicedClient, grants_on_table
from tests.infra.stack import Stack
from tests.support.accounts import CODE

NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
OFFICE, DAY, OTHER_DAY, CLOSED_DAY = "bogor", "2026-12-08", "2026-12-09", "2026-12-10"
EMAIL, PASSWORD = "siti@contoh.id", "kata sandi yang panjang"
WITHOUT_TABLE = {"pepper_keeper", "sign_up_gate", "receipt_renderer"}
PEPPER = b"a pepper of the tests, 32 bytes.."
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
        self.written: Written = {}
        self.registry: Verdict = "match"
        """What the registry says of everybody."""
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
        self._services |= {"dynamodbstreams": self.stream, "sqs": self.queues, "kms": FakeKms()}
        self._handlers: dict[str, ModuleType] = {}
        self._dynamodb = MemoryClient(MemoryTable())
        monkeypatch.setattr(wiring, "CLOCK", self.clock)
        monkeypatch.setattr(wiring, "WAIT", self._wait)
        monkeypatch.setattr(RegistryService, "check", lambda *_asked: self.registry)

    def _wait(self, seconds: float) -> None:
        """Let so much time pass."""
        self.clock.instant += timedelta(seconds=seconds)

    def _secrets(self) -> FakeManager:
        """Return Secrets Manager with the pepper and the keys of NIKs, under the ids that the functions are given."""
        secrets = FakeSecrets(
            self._stack.properties("AdminFunction")["Environment"]["Variables"]["SECRET_ID"].strip("<>")
        )
        secrets.labels[KEPT] = secrets.put(json.dumps({"v1": PEPPER.decode()}))
        self.nik_keys = FakeSecrets(
            self._stack.properties("AccountsFunction")["Environment"]["Variables"]["NIK_KEYS_ID"].strip("<>")
        )
        self.keep_nik_keys({})
        return FakeManager(secrets, self.nik_keys)

    def keep_nik_keys(self, value: dict[str, str | int]) -> None:
        """Let the secret of the keys of NIKs be this from now on."""
        self.nik_keys.labels[KEPT] = self.nik_keys.put(json.dumps(value))

    def run(self, name: str, event: dict[str, Any], *, dies_at: str = "") -> Any:
        """Run a function in a fresh environment, under its role; it may die at its first call of `dies_at`."""
        grants = grants_on_table(self._stack, function_of(name).replace("Function", "Role"))
        client = PolicedClient(Dying(NotedClient(self._dynamodb, self.written), dies_at), grants)
        cool()
        services = {**self._services, "dynamodb": client}
        self._patch.setattr(clients, "client", lambda service, **_options: services[service])
        for variable, value in self._stack.properties(function_of(name))["Environment"]["Variables"].items():
            self._patch.setenv(variable, value.strip("<>"))
        try:
            return load(name).handler(event, Context())
        finally:
            self.used.setdefault(name, set()).update(client.used)

    def be_checked(self) -> None:
        """Let the registry be asked about everybody who ever was to be."""
        for number, body in enumerate(self.queues.bodies("Checks")):
            message = {"messageId": str(number), "body": body}
            assert self.run("registry_checker", {"Records": [message]}) == {"batchItemFailures": []}

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
            UpdateExpression="SET seats_left = seats_left - :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
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

    # people

    def begin(self, path: str, body: object) -> str:
        """Ask for a code by mail, and return the secret that it is used with."""
        status, answer = self.ask("accounts", "POST", path, body)
        assert status == 202, answer
        return str(answer["secret"])

    def confirm(self, path: str, email: str, secret: str) -> tuple[int, Any]:
        """Use the code of the newest mail to an address."""
        proof = {"secret": secret, "code": self.code(email), "password": PASSWORD}
        return self.ask("accounts", "POST", f"{path}/confirm", proof)

    def register(self, email: str, serial: int, full_name: str = "Agus Hidayat") -> dict[str, str]:
        """Let somebody sign up and confirm, and return the claims of their token."""
        form = {"nik": nik(serial), "full_name": full_name, "birth_date": "1990-05-17", "phone": "081234567892"}
        secret = self.begin("/accounts", {**form, "email": email})
        assert self.confirm("/accounts", email, secret)[0] == 204
        return self.claims(email)

    def code(self, email: str) -> str:
        """Return the code of the newest mail to an address that holds one."""
        found = (CODE.search(text) for to, text in reversed(self._postbox.sent) if to == email)
        return next(each[0] for each in found if each)

    def undo_secret(self, account_id: str) -> str:
        """Return what undoes the newest change of an account's address."""
        change = AddressChanges(Table(stand_in(self._dynamodb), "Table")).get(account_id)
        assert change
        return undo_secret(Pepper(PEPPER).undo_mark(account_id, change.name), account_id)

    def earlier(self, sub: str, serial: int) -> str:
        """Let somebody have confirmed at an earlier release, which died then; return the address."""
        waiting = sign_up_of(sub, nik(serial), Pepper(PEPPER).nik_keys("{}"))
        pk, sk = sign_up_key(sub)
        item = {"pk": pk, "sk": sk, "v": 1, **person_of(waiting)}
        self._dynamodb.put_item(TableName="Table", Item=to_values(item))
        self.pool.users[sub] = PoolUser(sub, waiting.email, PASSWORD, {}, confirmed=True)
        return waiting.email

    def user(self, email: str) -> PoolUser:
        """Return the user of the pool with this address."""
        user = self.pool.by_email(email)
        assert user
        return user

    def claims(self, email: str) -> dict[str, str]:
        """Return what the token of a user says who logs in now."""
        user, now = self.user(email), str(int(self.clock.instant.timestamp()))
        claims = {"sub": user.sub, "custom:account_id": user.account_id, "email": email}
        return {**claims, "token_use": "id", "auth_time": now}


def matched(routes: list[Route], method: str, path: str) -> tuple[str, dict[str, str]]:
    """The resource and the path's parameters, as API Gateway tells them: it takes a path itself before a pattern."""
    patterns = {
        route.path: re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", route.path) for route in routes if route.method == method
    }
    found = [(resource, match) for resource, text in patterns.items() if (match := re.fullmatch(text, path))]
    resource, match = min(found, key=lambda each: len(each[1].groupdict()))
    return resource, match.groupdict()


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
