"""Turns of the deployed system: an account's place as anybody computes it, and turns that begin when a test says."""

from __future__ import annotations

import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.citizens import Citizen
    from tests.support.deployed import Deployed
    from tests.support.slots import Slot

_LONG_AGO = timedelta(days=30)


def now() -> datetime:
    """Return the present second."""
    return datetime.now(UTC).replace(microsecond=0)


def text(instant: datetime) -> str:
    """Return an instant as the API tells it."""
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"


def seed_of(deployed: Deployed, begin: datetime) -> bytes:
    """Return the seed of an hour, from the secret of its day, which only the system has; it is put where none is."""
    day = f"DAY#{begin.date().isoformat()}"
    item = deployed.table.get("RELEASES", day)
    if item is None:
        item = {"secret": secrets.token_hex(32)}
        deployed.rewrite("RELEASES", day, "SET secret = :value", {"S": item["secret"]})
    hour = f"antrean/turns/v1/{begin:%Y-%m-%dT%H:00:00Z}"
    return hmac.digest(bytes.fromhex(item["secret"]), hour.encode(), "sha256")


def turn_of(deployed: Deployed, account_id: str, begin: datetime, until: datetime) -> datetime:
    """Return when the turn of an account comes, by the formula that the contract publishes."""
    place = int.from_bytes(hmac.digest(seed_of(deployed, begin), account_id.encode(), "sha256")[:4], "big")
    return begin + timedelta(seconds=int((until - begin).total_seconds()) * place // 2**32)


def registers_long_ago(deployed: Deployed, citizen: Citizen) -> None:
    """Let a citizen have been registered before any hash of these days was public."""
    at = int((now() - _LONG_AGO).timestamp())
    key = (f"ACCOUNT#{citizen.account_id}", "PROFILE")
    deployed.rewrite(*key, "SET registered_at = :value", {"N": str(at)})


def has_turns(deployed: Deployed, slot: Slot, begin: datetime, until: datetime) -> None:
    """Let the turns of a slot begin and end at these instants; the slot opens when they begin."""
    key = (f"OFFICE#{slot.office_id}", f"QUOTA#{slot.date}#{slot.session}")
    deployed.rewrite(*key, "SET opens_at = :value", {"N": str(int(begin.timestamp()))})
    deployed.set_turns(slot, begin, until)


def past_turn(deployed: Deployed, citizen: Citizen, window: timedelta) -> tuple[datetime, datetime]:
    """Return turns that are on now and of which that of a citizen came some seconds ago.

    Of a citizen whose place is among the last this would be over soon; then of earlier hours.
    """
    present = now()
    for back in range(5, int(window.total_seconds()) - 120):
        begin = present - timedelta(seconds=back)
        turn = turn_of(deployed, citizen.account_id, begin, begin + window)
        if timedelta(seconds=2) <= present - turn <= timedelta(seconds=5):
            return begin, begin + window
    message = "this citizen has one of the last places"
    raise LookupError(message)
