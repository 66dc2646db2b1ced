"""The files under events/: what they hold, and how their placeholders are filled. events/README.md explains both.

`python -m instruments.replay.events FILE` prints the plain event of a file, for `sam local invoke`.
"""

from __future__ import annotations

import base64
import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from antrean.aws.queue import Seal
from antrean.base.ids import Pepper, operation_name
from antrean.login.addresses import undo_secret
from antrean.registry.checks import Question
from instruments.replay.cognito import STAFF_POOL
from instruments.replay.people import BIRTH_DATE, nik
from instruments.replay.secrets import FakeKms
from instruments.stand_in import stand_in

ROOT = Path(__file__).parents[2]
EVENTS = ROOT / "events"
ANYTHING = "{{any}}"
SECRET = "a pepper of the tests, 32 bytes.."  # noqa: S105 - of the tests
PEPPER = Pepper(SECRET.encode())
NIK_KEYS = PEPPER.nik_keys("{}")
ENVIRONMENT = {
    "TABLE_NAME": "antrean",
    "RECEIPTS_BUCKET": "receipts",
    "RECEIPT_FAILURES_URL": "https://sqs.ap-southeast-3.amazonaws.com/123456789012/receipt-failures",
    "CHANGE_FAILURES_URL": "https://sqs.ap-southeast-3.amazonaws.com/123456789012/change-failures",
    "NOTICE_FAILURES_URL": "https://sqs.ap-southeast-3.amazonaws.com/123456789012/notice-failures",
    "NOTICES_URL": "https://sqs.ap-southeast-3.amazonaws.com/123456789012/notices",
    "MAIL_CONFIGURATION": "mails",
    "SITE_URL": "https://antrean.contoh.id",
    "SECRET_ID": "pepper",
    "NIK_KEYS_ID": "nik-keys",
    "CITIZEN_POOL_ID": "pool",
    "STAFF_POOL_ID": STAFF_POOL,
    "CITIZEN_CLIENT_ID": "client",
    "MAIL_SENDER": "antrean@contoh.id",
    "WHATSAPP_NUMBER_ID": "",
    "CHECKS_URL": "https://sqs.ap-southeast-3.amazonaws.com/123456789012/checks",
    "SEAL_KEY_ID": "",
    "FAMILY_LEVEL": "0",
    "REGISTRY_URL": "http://127.0.0.1:9/registry",
    "REGISTRY_KEY_ID": "registry-key",
    "POWERTOOLS_METRICS_NAMESPACE": "antrean",
}
"""The variables of the environment in which functions run in a replay."""
_PROOF_UNTIL = 1_796_094_060
"""A minute after the events happen."""
_PLACEHOLDER = re.compile(r"{{([a-z]+):([^{}]*)}}")


@dataclass(frozen=True)
class Case:
    """One file: what happens (`name`), to which function, in what state, by which event, and how it ends."""

    path: Path
    name: str
    function: str
    given: list[dict[str, Any]]
    event: dict[str, Any]
    expect: dict[str, Any]

    @property
    def label(self) -> str:
        """The file under events/, such as `bookings/create-201`."""
        return self.path.relative_to(EVENTS).with_suffix("").as_posix()

    @property
    def route(self) -> tuple[str, str] | None:
        """Method and path pattern of an event of API Gateway; None for what comes from elsewhere."""
        return (self.event["httpMethod"], self.event["resource"]) if "httpMethod" in self.event else None


@dataclass(frozen=True)
class Context:
    """What Lambda says of an invocation."""

    aws_request_id: str = "7f3c1a52-0d5e-4c1f-9d0b-6f6f0d1c2b3a"

    def get_remaining_time_in_millis(self) -> int:
        """Return the longest time that Lambda gives."""
        return 900_000


def read(path: Path) -> Case:
    """Read a file; one with a member too many or too few is refused with a TypeError."""
    return Case(path=path, **json.loads(path.read_text(encoding="utf-8")))


def asking(event: dict[str, Any], query: dict[str, str]) -> dict[str, Any]:
    """An event of API Gateway with another query."""
    return {
        **event,
        "queryStringParameters": query,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()},
    }


def read_all() -> list[Case]:
    """Read every file."""
    return [read(path) for path in sorted(EVENTS.rglob("*.json"))]


def booking_id(name: str) -> str:
    """The id of the booking that a citizen makes with a key: `<citizen>/<idempotency key>`."""
    return PEPPER.booking_id(*name.split("/"))


def member_id(account_id: str, serial: str) -> str:
    """The id of a member of an account's household, by the serial of the NIK."""
    return PEPPER.member_id(account_id, NIK_KEYS.key(nik(int(serial))))


def secret_of(number: int) -> str:
    """The secret that was drawn as this one: 1 is the seed of the first hour, 2 the secret of its first request."""
    return base64.urlsafe_b64encode(number.to_bytes(24, "big")).decode()


def _question(account_id: str, serial: str) -> str:
    """The sealed question whether somebody is the person of a NIK."""
    question = Question(account_id, nik(int(serial)), "Siti Rahayu", BIRTH_DATE)
    return Seal(stand_in(FakeKms()), "seal").close(question.text(), account_id)


def _proof(email: str, account_id: str) -> str:
    return PEPPER.sign_up_proof(email, account_id, _PROOF_UNTIL)


def _undo(account_id: str, number: str) -> str:
    return undo_secret(PEPPER.undo_mark(account_id, PEPPER.secret_name(secret_of(int(number)))), account_id)


_WORDS: dict[str, Callable[[str], str]] = {
    "nik": lambda serial: nik(int(serial)),
    "question": lambda about: _question(*about.split("/")),
    "booking": booking_id,
    "entry": lambda name: PEPPER.entry_id(*name.split("/")),
    "offer": lambda name: operation_name("offer", PEPPER.entry_id(*name.split("/")), "0"),
    "closure": lambda name: PEPPER.closure_id(*name.split("/")),
    "proof": lambda whose: _proof(*whose.split("/")),
    "secret": lambda number: secret_of(int(number)),
    "undo": lambda change: _undo(*change.split("/")),
    "code": lambda email: PEPPER.mailed_code(email, secret_of(1)),
    "account": lambda number: PEPPER.account_id(secret_of(int(number))),
    "member": lambda whose: member_id(*whose.split("/")),
    "text": lambda length: "a" * int(length),
}


def fill(value: Any) -> Any:
    """Replace each `{{word:text}}` in the strings of `value` by what the word makes of the text."""
    if isinstance(value, str):
        return _PLACEHOLDER.sub(lambda match: _WORDS[match[1]](match[2]), value)
    if isinstance(value, list):
        return [fill(item) for item in value]
    if isinstance(value, dict):
        return {name: fill(item) for name, item in value.items()}
    return value


def differences(expected: Any, actual: Any, at: str = "$") -> list[str]:
    """Name where `actual` is not what is expected: objects may have more members, lists may not be longer."""
    if expected == ANYTHING:
        return []
    if isinstance(expected, dict) and isinstance(actual, dict):
        missing = [f"{at}.{name} is missing" for name in expected if name not in actual]
        return missing + [
            found
            for name in expected
            if name in actual
            for found in differences(expected[name], actual[name], f"{at}.{name}")
        ]
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        pairs = enumerate(zip(expected, actual, strict=True))
        return [found for index, pair in pairs for found in differences(*pair, f"{at}[{index}]")]
    return [] if expected == actual else [f"{at} is {actual!r}, not {expected!r}"]


if __name__ == "__main__":
    print(json.dumps(fill(read(Path(sys.argv[1]).resolve()).event), indent=2))
