"""Closing a full day: everybody is displaced, and told, within the time that the project promises."""

from __future__ import annotations

import secrets
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest

from instruments.at_once import at_once
from instruments.dynamodb import referee
from tests.support import proof
from tests.support.citizens import family
from tests.support.deployed import eventually
from tests.support.rush import insist

if TYPE_CHECKING:
    from tests.support.citizens import Citizen
    from tests.support.deployed import Deployed
    from tests.support.slots import Slot

SHORT = 6
"""How many book in each of the two sessions in the short form; in the long one all seats are booked."""
LETTERS_SECONDS = 120
"""Within what time after `send` all letters are there: the project's promise, for 90 bookings on two cores."""
CLOSING_SECONDS = 120
"""How long is waited for the last to be displaced: the request does what it can, the sweeper the rest each minute."""
pytestmark = pytest.mark.usefixtures("few_environments")


def test_everybody_of_a_day_is_told_in_time(deployed: Deployed) -> None:
    """Every booking is displaced, every letter is there within two minutes of `send`, once, and no seat is lost."""
    day = [(slot, proof.size(SHORT, seats)) for slot, seats in deployed.day()]
    citizens = iter(deployed.citizens(sum(count for _, count in day)))
    wishes = [(slot, next(citizens)) for slot, count in day for _ in range(count)]
    for booking in at_once([partial(_book, deployed, slot, citizen) for slot, citizen in wishes]):
        deployed.make_it_noon(booking)
    operator, begun = deployed.staff("operators", "*"), time.monotonic()
    closure = f"/admin/closures/{_close(deployed, day[0][0], operator)}"
    eventually(
        lambda: deployed.api.get(closure, operator).body["state"] == "displaced", "the end", seconds=CLOSING_SECONDS
    )
    displaced = time.monotonic() - begun
    assert deployed.api.post(f"{closure}/send", {}, operator).status == 200
    begun, wanted = time.monotonic(), sorted(citizen.email for _, citizen in wishes)

    def told() -> list[str]:
        mailboxes = [mailbox for mail in deployed.mails("", "displaced") for mailbox in mail["to"]]
        return sorted(mailbox for mailbox in mailboxes if mailbox in wanted)

    eventually(lambda: len(told()) >= len(wanted), "letters to all", seconds=LETTERS_SECONDS)
    letters = time.monotonic() - begun
    assert told() == wanted
    for slot, _ in day:
        assert referee.problems(deployed.table.bookings_and_guards(), deployed.table.quota(slot)) == []
    proof.found(
        proof.Engine.STACK,
        f"{len(wishes)} bookings of a closed day are displaced in {displaced:.0f} s; the last letter is there "
        f"{letters:.0f} s after it was let go",
    )


def _book(deployed: Deployed, slot: Slot, citizen: Citizen) -> dict[str, str]:
    body = {**slot.choice, "service": "new", "applicants": family(1)}
    answer = insist(deployed.api, "/bookings", citizen.token, secrets.token_hex(8), body)
    assert answer.status == 201, answer.text
    made: dict[str, str] = answer.body
    return made


def _close(deployed: Deployed, slot: Slot, operator: str) -> str:
    """Close the day of a slot, as it was seen in the preview."""
    closures, day = f"/admin/offices/{slot.office_id}/closures", {"from": slot.date, "to": slot.date}
    seen = deployed.api.get(f"{closures}/preview?from={slot.date}&to={slot.date}", operator).body
    headers = {"If-Match": seen["etag"], "Idempotency-Key": secrets.token_hex(8)}
    body = {**day, "reason": "banjir"}
    answer = deployed.api.request("POST", closures, token=operator, headers=headers, body=body)
    assert answer.status == 201, answer.text
    return str(answer.body["closure_id"])
