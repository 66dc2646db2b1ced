"""The function of bookings in this process, and people who ask it for a seat."""

from __future__ import annotations

import json
from contextlib import redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING, Any

from antrean.base.ids import Pepper
from contract import declared
from instruments.replay.events import EVENTS, ROOT, Context, read
from instruments.replay.people import nik, sign_up_of

if TYPE_CHECKING:
    from types import ModuleType

    from antrean.bookings.operation import Services
    from antrean.slots.model import Slot


PEPPER = Pepper(b"a pepper of the bench, 32 bytes..")
NIK_KEYS = PEPPER.nik_keys("{}")
CREATED, CONFLICT = 201, 409
_EVENT = read(EVENTS / "bookings" / "create-201.json").event


def load() -> ModuleType:
    """Load the function anew, as a new environment does; the variable POWERTOOLS_SERVICE_NAME must be set."""
    with redirect_stdout(StringIO()):
        # A logger keeps the stdout that it finds when it is made; this one is thrown away, so no log line is shown.
        return declared.load(declared.app_of(ROOT, "bookings"))


def ask(function: ModuleType, slot: Slot, account: str, key: str) -> tuple[int, dict[str, Any]]:
    """Send `POST /bookings` for one seat; return status and body."""
    body = {"office_id": slot.office_id, "date": slot.date.isoformat(), "session": slot.session, "service": "new"}
    event = {
        **_EVENT,
        "headers": {**_EVENT["headers"], "Idempotency-Key": key},
        "requestContext": {
            **_EVENT["requestContext"],
            "authorizer": {"claims": {"sub": account, "email": f"{account}@contoh.id", "token_use": "id"}},
        },
        "body": json.dumps(body | {"applicants": [{"relation": "self"}]}),
    }
    answer = function.handler(event, Context())
    return answer["statusCode"], json.loads(answer["body"])


def register(services: Services, number: int) -> str:
    """Give citizen `number` (1 to 9999) a profile, and return the account's id."""
    account = f"account-{number}"
    services.store.accounts.register(sign_up_of(account, nik(number), services.nik_keys()), services.clock.now())
    return account
