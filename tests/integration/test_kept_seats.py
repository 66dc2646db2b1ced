"""Kept seats over HTTP: what is given back or added is kept, and released at a drawn minute that anybody can check.

Hours and days are not waited for: the instants that the system stored are rewritten, as other tests rewrite items.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tests.support.citizens import family
from tests.support.deployed import eventually
from tests.support.parties import audited, book, numbers
from tests.support.slots import day_ahead, slot_view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.client import Answer
    from tests.support.deployed import Deployed
    from tests.support.slots import Slot

FULL = (409, "slot_full")


def test_kept_seats_come_back_at_their_minute(deployed: Deployed) -> None:
    """Who waits for a cancelled seat gets nothing before its release, which comes once for each drawn minute."""
    (first, second), [slot, *_] = deployed.citizens(2), deployed.slots()
    assert deployed.change_quota(slot, capacity=2).status == 200
    made = deployed.book(first, slot, people=2)
    assert deployed.api.post(f"/bookings/{made['booking_id']}/cancel", None, first.token).status == 200
    with drawn_now(deployed, slot):
        deployed.run("SweeperFunction")
        # given back after the minute that was drawn
        assert kept_of(deployed, slot) == (0, 2)
        assert book(deployed, second, slot, family(1)).outcome == FULL
        view = slot_view(deployed.api, slot)
        assert (view["state"], view["seats_left"]) == ("full", 0)
        keep_earlier(deployed, slot)
        deployed.run("SweeperFunction")
        assert kept_of(deployed, slot) == (2, 0)
        # The account is too young for a place: it comes when the window ends, for which nobody waits here.
        refused = eventually(lambda: only_turn(book(deployed, second, slot, family(1))), "refusal for the turn")
        assert refused == (409, "not_your_turn")
        deployed.set_turns(slot, datetime.now(UTC) - timedelta(minutes=10), datetime.now(UTC))
        # a warm environment may remember for two seconds that the slot was full
        booked = eventually(lambda: only_good(book(deployed, second, slot, family(1))), "booking of a released seat")
        assert booked
        assert numbers(booked) == ["003"]
        assert deployed.api.post(f"/bookings/{booked['booking_id']}/cancel", None, second.token).status == 200
        keep_earlier(deployed, slot)
        deployed.run("SweeperFunction")
        # once for each minute: the next hour has another one
        assert kept_of(deployed, slot) == (1, 1)
    assert audited(deployed, slot) == []


def test_more_seats_reach_no_friend_first(deployed: Deployed) -> None:
    """What an operator adds is kept too; fewer seats are taken from the kept ones first, then from those left."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    assert deployed.change_quota(slot, capacity=3).status == 200
    deployed.book(citizen, slot)
    assert deployed.change_quota(slot, capacity=5).status == 200
    assert kept_of(deployed, slot) == (2, 2)
    assert slot_view(deployed.api, slot)["seats_left"] == 2
    assert deployed.change_quota(slot, capacity=2).status == 200
    assert kept_of(deployed, slot) == (1, 0)
    refused = deployed.change_quota(slot, capacity=0)
    assert refused.outcome == (409, "capacity_below_taken")
    assert audited(deployed, slot) == []


def test_the_minutes_of_a_day_can_be_checked(deployed: Deployed) -> None:
    """The seed is a hash until its day is over, then anybody computes every minute with nothing but hashlib and hmac.

    Yesterday's secret is put there as its publisher drew it, where the system did not run yet.
    """
    office = deployed.slots()[0].office_id
    zone = ZoneInfo(deployed.api.get(f"/offices/{office}/availability").body["timezone"])
    today = datetime.now(zone).date()
    days = [(today + timedelta(days=ahead)).isoformat() for ahead in range(3)]
    found = [deployed.api.get(f"/offices/{office}/releases?date={day}") for day in days]
    assert [answer.body.keys() for answer in found] == [{"office_id", "date", "seed_hash", "from_hour", "hours"}] * 3
    assert len({answer.body["seed_hash"] for answer in found}) == 3
    assert deployed.api.get(f"/offices/{office}/releases").body == found[0].body
    assert deployed.api.get(f"/offices/{office}/releases?date={day_ahead(9)}").outcome == (404, "not_found")

    yesterday = (today - timedelta(days=1)).isoformat()
    put_secret_if_absent(deployed, yesterday)
    told = deployed.api.get(f"/offices/{office}/releases?date={yesterday}").body
    seed = bytes.fromhex(told["seed"])
    assert hashlib.sha256(seed).hexdigest() == told["seed_hash"]
    assert {slot["session"] for slot in told["slots"]} == {"morning", "afternoon"}
    assert min(slot["date"] for slot in told["slots"]) == today.isoformat()
    for slot in told["slots"]:
        hours = range(told["from_hour"], 24)
        assert slot["minutes"] == [minute(seed, office, slot["date"], slot["session"], hour) for hour in hours]
    [elsewhere, *_] = deployed.slots()
    assert deployed.api.get(f"/offices/{elsewhere.office_id}/releases?date={yesterday}").body["seed"] != told["seed"]


def only_good(answer: Answer) -> dict[str, Any] | None:
    """Return the booking that was made; None for a refusal."""
    made: dict[str, Any] | None = answer.body if answer.status == 201 else None
    return made


def kept_of(deployed: Deployed, slot: Slot) -> tuple[int, int]:
    """Return how many seats of a slot are left and kept."""
    quota = deployed.table.quota(slot)
    return quota["seats_left"], quota.get("seats_kept", 0)


def keep_earlier(deployed: Deployed, slot: Slot) -> None:
    """Let a slot's seats have been given back two hours before."""
    kept_at = deployed.table.quota(slot)["kept_at"]
    key = (f"OFFICE#{slot.office_id}", f"QUOTA#{slot.date}#{slot.session}")
    deployed.rewrite(*key, "SET kept_at = :value", {"N": str(kept_at - 7200)})


def only_turn(answer: Answer) -> tuple[int, str | None] | None:
    """Return how a request was refused for the turn; None for the memory of a slot that was full."""
    return None if answer.outcome == FULL else answer.outcome


@contextmanager
def drawn_now(deployed: Deployed, slot: Slot) -> Iterator[None]:
    """Draw the first minute of this hour and of the next one for a slot; afterwards the day's secret is as before.

    At night, when no kept seat is released, the slot's office is moved to where it is morning.
    """
    now = datetime.now(UTC)
    zone = "Asia/Jakarta" if now.hour < 16 else "Pacific/Kiritimati"
    local = now.astimezone(ZoneInfo(zone))
    where = (slot.office_id, slot.date, slot.session)
    hours = (local.hour, (local.hour + 1) % 24)
    secret = secrets.token_bytes(32)
    while any(minute(seed(secret, slot.office_id), *where, hour) for hour in hours):
        secret = secrets.token_bytes(32)
    with ExitStack() as undo:
        for pk, sk, name, text in (
            ("OFFICES", f"OFFICE#{slot.office_id}", "timezone", zone),
            ("RELEASES", f"DAY#{local.date().isoformat()}", "secret", secret.hex()),
        ):
            item = deployed.table.get(pk, sk)
            assert item
            undo.callback(deployed.rewrite, pk, sk, "SET #name = :value", {"S": item[name]}, {"#name": name})
            deployed.rewrite(pk, sk, "SET #name = :value", {"S": text}, {"#name": name})
        yield


def seed(secret: bytes, office: str) -> bytes:
    """Return the seed of an office's day from the secret of the day, which only the system has."""
    return hmac.digest(secret, f"antrean/releases/v1/{office}".encode(), "sha256")


def minute(day_seed: bytes, office: str, date: str, session: str, hour: int) -> int:
    """Return the minute of a slot in an hour by the formula that the contract publishes."""
    drawn = hmac.digest(day_seed, f"{office}/{date}/{session}/{hour:02d}".encode(), "sha256")
    return int.from_bytes(drawn[:8], "big") % 60


def put_secret_if_absent(deployed: Deployed, day: str) -> None:
    """Keep a secret for a day of the past that has none."""
    pk, sk = "RELEASES", f"DAY#{day}"
    if deployed.table.get(pk, sk) is None:
        deployed.rewrite(pk, sk, "SET secret = :value", {"S": secrets.token_hex(32)})
