"""One play: people and functions act on a table, call by call, and everything that was called is written down."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from antrean.aws.table import Table
from antrean.bookings.operation import Services
from antrean.bookings.stores import Store
from antrean.slots.full_slots import FullSlots
from instruments.replay.calls import Killed, Recorder, name_of
from tests.crashes import judge
from tests.interleavings.mix import NIK_KEYS, PEPPER, Directory, Outcome, Story, Wish
from tests.support.scheduler import Call

Send = Callable[[], Any]
Around = Callable[[int, str, Send], Any]
"""What happens around a call, given its number (from 0), its name, and the way to make it."""


def untroubled(_number: int, _name: str, send: Send) -> Any:
    """Make the call, and nothing else."""
    return send()


def dying_before(call: str) -> Around:
    """Return what kills a function just before its first call of this name."""

    def around(_number: int, name: str, send: Send) -> Any:
        if name == call:
            raise Killed
        return send()

    return around


@dataclass
class Play(Story):
    """A story on any engine; `client` is its table as botocore shows it."""

    client: Any = None
    table_name: str = ""
    wrong: list[str] = field(default_factory=list)
    """What was seen to be wrong at the time."""

    def services(self, client: Any = None, full_slots: FullSlots | None = None) -> Services:
        """Return what the rules work with, in a fresh environment."""
        store = Store(Table(client or self.client, self.table_name, sleep=lambda _seconds: None))
        return Services(store, PEPPER, lambda: NIK_KEYS, self.clock, full_slots or FullSlots(self.clock), Directory())  # type: ignore[arg-type]

    def act(self, who: str, wish: Wish, around: Around = untroubled) -> Outcome:
        """Try a wish in a fresh environment, and see whether its answer is true; `around` is asked about every call."""
        recorder = Recorder(self.client)
        calls: list[Call] = []

        def connect(number: int, call: partial[Any]) -> Any:
            operation = recorder.calls[number]
            name = name_of(operation, call.keywords)
            if operation == "transact_write_items":
                # as botocore does, which keeps the token when it repeats the call
                call = partial(call, ClientRequestToken=secrets.token_hex(16))

            def send() -> Any:
                calls.append(Call(len(self.table.history), operation, call.keywords))
                try:
                    answer = call()
                except ClientError as refusal:
                    self.note(who, f"  {name}: {refusal.response['Error']['Code']}")
                    raise
                self.note(who, f"  {name}")
                return answer

            return around(number, name, send)

        recorder.around = connect
        self.note(who, str(wish))
        outcome = self.attempt(wish, self.services(recorder), calls)
        self.note(who, f"  ends: {judge.told(outcome)}")
        self.wrong += judge.untrue(outcome, self.table.items, self.clock.now())
        return outcome

    def note(self, who: str, what: str) -> None:
        """Add a line to the trace."""
        self.trace.append((who, what, None))
