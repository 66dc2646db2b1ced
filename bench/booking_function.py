"""The function of bookings in this process, and people who ask it for a seat."""

from __future__ import annotations

import json
from contextlib import redirect_stdout
from datetime import date, timedelta
from io import StringIO
from typing import TYPE_CHECKING, Any

from antrean.pepper import Pepper
from antrean.store.accounts import PendingSignUp
from contract import declared
from tests.support.events import EVENTS, ROOT, Context, read
from tests.support.people import nik

if TYPE_CHECKING:
    from types import ModuleType

    from antrean.model import Slot
    from antrean.services import Services

PEPPER = Pepper(b"a pepper of the bench, 32 bytes..")
CREATED, CONFLICT = 201, 409
_EVENT = read(EVENTS / "bookings" / "create-201.json").event


def load() -> ModuleType:
    """Load the function anew, as in a new environment; POWERTOOLS_SERVICE_NAME must be set."""
    with redirect_stdout(StringIO()):
        # what it logs is written, but not shown: a logger keeps the stdout of its beginning
        return declared.load(ROOT / "functions" / "bookings" / "app.py")


def ask(function: ModuleType, slot: Slot, account: str, key: str) -> tuple[int, dict[str, Any]]:
    """Send `POST /bookings` for one seat; return status and body."""
    body = {"office_id": slot.office_id, "date": slot.date.isoformat(), "session": slot.session, "service": "new"}
    event = {
        **_EVENT,
        "headers": {**_EVENT["headers"], "Idempotency-Key": key},
        "requestContext": {
            **_EVENT["requestContext"],
            "authorizer": {"claims": {"sub": account, "token_use": "id"}},
        },
        "body": json.dumps(body | {"applicants": [{"relation": "self"}]}),
    }
    answer = function.handler(event, Context())
    return answer["statusCode"], json.loads(answer["body"])


def register(services: Services, number: int) -> str:
    """Give citizen `number` (1 to 9999) a profile, and return the account's id."""
    account, given = f"account-{number}", nik(number)
    services.store.accounts.register(
        PendingSignUp(
            account_id=account,
            full_name="Siti Rahayu",
            birth_date=date(1990, 5, 17),
            email=f"{account}@contoh.id",
            phone="+6281234567890",
            nik_key=services.pepper.nik_key(given),
            nik_last4=given[-4:],
            expires_at=services.clock.now() + timedelta(days=1),
        )
    )
    return account
