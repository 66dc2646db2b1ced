"""Turns over HTTP: who comes too early is told when their turn is, nothing is written, and anybody can check the place.

Windows are not waited for: when the turns of a slot begin and end is rewritten, as other tests rewrite items.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tests.support.citizens import family, person
from tests.support.deployed_turns import now, text
from tests.support.parties import audited, book
from tests.support.slots import slot_view

if TYPE_CHECKING:
    from tests.support.citizens import Citizen
    from tests.support.deployed import Deployed
    from tests.support.slots import Slot

TOO_EARLY = (409, "not_your_turn")
PLACES = 2**32
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def test_who_comes_before_their_turn_is_told_when_it_is(deployed: Deployed) -> None:
    """Booking, moving and adding: each is refused with the instant, the table stays as it was, and then they go on."""
    citizen, [slot, elsewhere, _] = deployed.citizen(), deployed.slots()
    begin = now()
    until = begin + HOUR
    deployed.set_turns(slot, begin, until)
    view = slot_view(deployed.api, slot)
    assert (view["state"], view["turns"]) == ("open", {"begin": text(begin), "until": text(until)})
    before = stored(deployed, citizen, slot)
    # The account was registered a moment ago, after the hash of this hour was public: it comes when the window ends.
    refused = book(deployed, citizen, slot, family(5))
    assert (refused.outcome, refused.body["your_turn_at"]) == (TOO_EARLY, text(until))
    assert deployed.bookings(citizen) == []

    made = deployed.book(citizen, elsewhere)
    address = f"/bookings/{made['booking_id']}"
    refused = deployed.api.post(f"{address}/reschedule", slot.choice, citizen.token)
    assert (refused.outcome, refused.body["your_turn_at"]) == (TOO_EARLY, text(until))
    assert stored(deployed, citizen, slot)["quota"] == before["quota"]
    deployed.set_turns(elsewhere, begin, until)
    there = stored(deployed, citizen, elsewhere)
    added = {"applicants": [person().applicant()]}
    refused = deployed.api.post(f"{address}/applicants", added, citizen.token)
    assert (refused.outcome, refused.body["your_turn_at"]) == (TOO_EARLY, text(until))
    assert stored(deployed, citizen, elsewhere) == there

    for each in (slot, elsewhere):
        deployed.set_turns(each, begin - HOUR, now())
    assert deployed.api.post(f"{address}/applicants", added, citizen.token).status == 200
    assert deployed.api.post(f"{address}/reschedule", slot.choice, citizen.token).status == 200
    assert "turns" not in slot_view(deployed.api, slot)
    assert audited(deployed, slot) + audited(deployed, elsewhere) == []


def test_the_turn_is_the_one_that_anybody_computes_from_the_place(deployed: Deployed) -> None:
    """An account of before has a place in each hour, the same at every office; a new one has none, and comes last."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    begin = now().replace(minute=0, second=0)
    told = deployed.api.get(f"/me/turns?at={text(begin)}", citizen.token).body
    assert told.keys() == {"account_id", "hour", "seed_hash", "of"}
    registered = int((begin - timedelta(days=3)).timestamp())
    deployed.rewrite(f"ACCOUNT#{citizen.account_id}", "PROFILE", "SET registered_at = :value", {"N": str(registered)})
    mine = deployed.api.get(f"/me/turns?at={text(begin + 17 * SECOND)}", citizen.token).body
    assert mine == {**told, "place": mine["place"]}
    assert (mine["account_id"], mine["hour"], mine["of"]) == (citizen.account_id, text(begin), PLACES)

    zone = ZoneInfo(deployed.api.get(f"/offices/{slot.office_id}/availability").body["timezone"])
    day = begin.astimezone(zone).date()
    hours = deployed.api.get(f"/offices/{slot.office_id}/releases?date={day}").body["hours"]
    [public] = [each for each in hours if each["begin"] == mine["hour"]]
    assert public == {"begin": mine["hour"], "seed_hash": mine["seed_hash"]}
    later = deployed.api.get(f"/me/turns?at={text(begin + 5 * HOUR)}", citizen.token)
    assert (later.outcome, later.body["told_from"]) == ((409, "too_early"), text(begin + 4 * HOUR))

    deployed.set_turns(slot, begin, begin + HOUR)
    turn = begin + 3600 * mine["place"] // PLACES * SECOND
    asked = now()
    answer = book(deployed, citizen, slot, family(1))
    if answer.status == 201:
        assert turn <= now()
    else:
        assert (answer.outcome, answer.body["your_turn_at"], asked < turn) == (TOO_EARLY, text(turn), True)
    assert audited(deployed, slot) == []


def stored(deployed: Deployed, citizen: Citizen, slot: Slot) -> dict[str, Any]:
    """Return what a refusal could have written: the slot's quota and the account."""
    profile = deployed.table.get(f"ACCOUNT#{citizen.account_id}", "PROFILE")
    return {"quota": deployed.table.quota(slot), "profile": profile}
