"""A file of events/ in a world whose functions reach everything over the wire, on a virtual clock."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from types import ModuleType
from typing import Any

import botocore.endpoint
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.retries import standard
from botocore.retries.quota import RetryQuota

from antrean.aws import clients, table
from antrean.base.clock import FixedClock
from antrean.base.deadline import DEADLINE
from antrean.base.errors import Busy
from antrean.policy.bookings import CLAIM_LEASE as LEASE
from antrean.slots import publishing
from contract import declared
from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from instruments.replay.events import EVENTS, ROOT, Case, Context, fill, read
from instruments.replay.world import World, cool
from tests.faults.wire import COGNITO, DYNAMODB, KMS, S3, SECRETS, SES, SQS, STREAMS, Call, Wire
from tests.support.contract import CONTRACT

_SERVICES = {
    "dynamodb": DYNAMODB,
    "dynamodbstreams": STREAMS,
    "cognito-idp": COGNITO,
    "secretsmanager": SECRETS,
    "s3": S3,
    "sesv2": SES,
    "sqs": SQS,
    "kms": KMS,
}
"""Botocore's names of the services: those of its clients, and those of its events."""
_OF_THE_MOMENT = frozenset(
    {
        "accepted_at",
        "created_at",
        "changed_at",
        "expires_at",
        "checked_in_at",
        "closes_at",
        "contested_at",
        "exported_at",
        "objected_at",
        "leaves_from",
        "letters_at",
        "secret",
        "sent_at",
        "supersedes_from",
        "until",
        "url",
    }
)
"""Members of answers that depend on the instant, or are drawn; a link is signed with the instant."""
_LONGEST_RUN = timedelta(seconds=900)
"""For which a replayer hides what it takes from the queue."""
LOG = io.StringIO()
"""What the functions log, since it was last emptied."""


@dataclass(frozen=True)
class End:
    """How an invocation ended: by an answer to API Gateway, by another answer, or by an exception."""

    status: int | None
    told: Any
    seconds: float
    """Virtual seconds that it took."""
    raised: BaseException | None = None

    @property
    def is_busy(self) -> bool:
        """Whether the client, or Lambda, is asked to try again."""
        return self.status == 503 or isinstance(self.raised, Busy)

    def __str__(self) -> str:
        """The end in a few words."""
        if self.status is None:
            return repr(self.raised or self.told)
        body = self.told["body"]
        people = body.get("applicants", ()) if isinstance(body, dict) else ()
        numbers = " ".join(person.get("queue_number", "-") for person in people if isinstance(person, dict))
        return (
            f"{self.status} {body.get('code') or numbers or body}"
            if isinstance(body, dict)
            else f"{self.status} {body}"
        )


class Switchboard:
    """A session of botocore as `aws/clients` makes it, whose requests go to the wire of the scene that plays.

    A client is made once for each service and its settings, which takes longer than most of its calls. What it
    remembers from one request to the next is how many retries it has left, and a cold environment begins with all.
    """

    def __init__(self) -> None:
        """Make the session; that takes longer than a scene."""
        self.wire: Wire | None = None
        self._session = clients.session.__wrapped__()
        self._session.register("before-send", self._send)  # type: ignore[arg-type]
        self.made: dict[str, tuple[Any, list[RetryQuota]]] = {}

    def create_client(self, service: str, config: Config) -> Any:
        """Return a client as botocore's session makes one."""
        assert self.wire
        self.wire.watch(_SERVICES[service], config)
        settings = f"{service} {vars(config)}"
        if settings not in self.made:
            self.made[settings] = self._new(service, config)
            return self.made[settings][0]
        client, quotas = self.made[settings]
        # `aws/clients` has registered there already what it does before each request
        client.meta.events.register_first = lambda *_event: None
        for quota in quotas:
            quota.release(RetryQuota.INITIAL_CAPACITY)
        return client

    def _new(self, service: str, config: Config) -> tuple[Any, list[RetryQuota]]:
        """Make a client, and find what counts its retries."""
        quotas: list[RetryQuota] = []

        def counted() -> RetryQuota:
            quotas.append(RetryQuota())
            return quotas[-1]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(standard.quota, "RetryQuota", counted)
            client = self._session.create_client(service, config=config)
        assert len(quotas) == 1, "a client has one count of its retries"
        return client, quotas

    def _send(self, request: AWSPreparedRequest, event_name: str, **_more: Any) -> AWSResponse:
        assert self.wire
        return self.wire.send(request, event_name)


class WiredWorld(World):
    """The world of the events, on a table in memory, with botocore and the wire between it and the functions."""

    def __init__(
        self, switchboard: Switchboard, monkeypatch: pytest.MonkeyPatch, send: Callable[[str | None], None]
    ) -> None:
        """Begin with an empty table."""
        self._switchboard = switchboard
        super().__init__(MemoryClient(MemoryTable()), monkeypatch, send)

    def connect(self) -> None:
        """Let the functions' clients meet the wire; all waiting is done by the virtual clock."""
        wire = Wire({_SERVICES[name]: client for name, client in self.clients.items()}, self.clock)
        self.wire = self._switchboard.wire = wire
        self.monkeypatch.setattr(clients, "session", lambda: self._switchboard)
        # the longest that its jitter may draw
        self.monkeypatch.setattr(botocore.endpoint, "time", _Time(lambda seconds: wire.pass_time(math.ceil(seconds))))
        patient = partial(table.Table, sleep=wire.pass_time, jitter=lambda: 1.0)
        self.monkeypatch.setattr(table, "Table", patient)


class Scene:
    """What a file tells, up to its event, in a cold environment."""

    def __init__(
        self, case: Case, switchboard: Switchboard, timeouts: Mapping[str, int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Set up what the case asks for; `timeouts` are those of the functions, in seconds."""
        self.case = case
        self._timeouts = timeouts
        self.calls: list[Call] = []
        """The calls of the first run."""
        self._modules: dict[str, ModuleType] = {}
        monkeypatch.setattr(publishing, "ThreadPoolExecutor", _OneAfterTheOther)
        self.world = WiredWorld(switchboard, monkeypatch, self._send_before)
        for step in case.given:
            self.world.given(step)
        self._modules.clear()
        cool()
        self.wire = self.world.wire
        self.wire.calls.clear()

    def run(self) -> End:
        """Hand the case's event to its function."""
        return self._invoke(self.case.function, fill(self.case.event))

    def sweep(self) -> None:
        """Let the lease pass, or for a replayer the time for which it hides messages, and run the sweeper."""
        passes = _LONGEST_RUN if self.case.function.endswith("_replayer") else LEASE
        self.world.clock.instant += passes + timedelta(seconds=1)
        end = self._invoke("sweeper", {})
        assert end.raised is None, end

    def _invoke(self, function: str, event: dict[str, Any]) -> End:
        clock = self.world.clock
        began = clock.instant
        # every function has an environment of its own
        DEADLINE.begin(None)
        with redirect_stdout(LOG):
            try:
                answer = self._module(function).handler(event, _Context(clock, self._timeouts[function]))
            except Exception as error:  # noqa: BLE001 - the judge looks at it
                return End(None, None, (clock.instant - began).total_seconds(), error)
        seconds = (clock.instant - began).total_seconds()
        if "httpMethod" not in event:
            return End(None, answer, seconds)
        headers = {name: values[0] for name, values in answer["multiValueHeaders"].items()}
        wrong = CONTRACT.violations(event["httpMethod"], event["path"], answer["statusCode"], headers, answer["body"])
        return End(answer["statusCode"], {"body": _told(answer["body"], headers), "undocumented": wrong}, seconds)

    def _module(self, function: str) -> ModuleType:
        if function not in self._modules:
            module = declared.load(declared.app_of(ROOT, function))
            if hasattr(module, "ThreadPoolExecutor"):
                module.ThreadPoolExecutor = _OneAfterTheOther  # type: ignore[attr-defined]
            self._modules[function] = module
        return self._modules[function]

    def _send_before(self, label: str | None) -> None:
        case = read(EVENTS / f"{label}.json") if label else self.case
        end = self._invoke(case.function, fill(case.event))
        assert end.raised is None, end
        assert (end.status or 200) < 400, end


class _Context:
    """What Lambda says of an invocation that has begun now."""

    aws_request_id = Context.aws_request_id

    def __init__(self, clock: FixedClock, timeout: int) -> None:
        self._clock = clock
        self._end = clock.instant + timedelta(seconds=timeout)

    def get_remaining_time_in_millis(self) -> int:
        """Return what is left of it on the virtual clock."""
        return max(0, round((self._end - self._clock.instant).total_seconds() * 1000))


class _Time:
    """The module `time`, for who only sleeps."""

    def __init__(self, sleep: Callable[[float], None]) -> None:
        self.sleep = sleep


class _OneAfterTheOther(Executor):
    """A pool of one thread, this one: calls come in an order that can be repeated."""

    def __init__(self, max_workers: int | None = None) -> None:
        """Have no threads, however many are asked for."""
        del max_workers

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Do it now."""
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def _told(body: str, headers: dict[str, str]) -> Any:
    """Return what a body says, without what depends on the moment."""
    if headers.get("Content-Type", "").startswith("text/calendar"):
        return [line for line in body.splitlines() if not line.startswith("DTSTAMP")]
    return _timeless(json.loads(body)) if body else None


def _timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _timeless(part) for name, part in value.items() if name not in _OF_THE_MOMENT or part is None}
    if isinstance(value, list):
        return [_timeless(part) for part in value]
    return value
