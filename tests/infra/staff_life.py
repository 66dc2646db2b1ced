"""What the staff do in the life of the system: they are invited and listed, and receive people on a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.infra.policed_world import DAY, EMAIL, OFFICE, World


def manage_staff(world: World, claims: dict[str, str]) -> None:
    """Invite an officer, twice, and look at the list."""
    state = {"email": EMAIL, "name": "Siti", "groups": ["officers"], "offices": [OFFICE], "enabled": True}
    body, person = {**state, "reason": "new"}, "/staff/users/siti"
    headers = {"Idempotency-Key": "new", "If-Match": '"0"'}
    assert world.ask("users", "PUT", person, body, claims=claims, headers=headers)[0] == 200
    again, key = {"reason": "again"}, {"Idempotency-Key": "again"}
    assert world.ask("users", "POST", f"{person}/invitation", again, claims=claims, headers=key)[0] == 200
    assert world.ask("users", "POST", "/staff/logins", claims=claims)[0] == 204
    assert world.ask("users", "GET", "/staff/users", claims=claims)[0] == 200


def receive(world: World, claims: dict[str, str], party_id: str) -> None:
    """Undo an arrival and note it again, then do all that is done at a counter; look at the lists and the board."""
    claims = {**claims, "cognito:groups": "officers,supervisors"}
    hall = f"/staff/offices/{OFFICE}"
    keys = iter(range(99))

    def does(function: str, path: str, body: object = None, key: str = "") -> Any:
        headers = {"Idempotency-Key": key or f"hall-{next(keys)}"}
        status, answer = world.ask(function, "POST", f"{hall}/{path}", body, claims=claims, headers=headers)
        assert status == 200, answer
        return answer

    assert world.ask("door", "GET", f"{hall}/queue", claims=claims)[0] == 200
    for _ in range(2):
        does("walk_ins", "walkins", {"lane": "bap", "people": 2}, "twice")
    does("walk_ins", "walkins", {"lane": "bap", "people": 1, "standby": True})
    does("door", f"arrivals/{party_id}/undo")
    does("door", "arrivals", {"code": party_id})
    does("door", f"arrivals/{party_id}/people", {"here": [0]})
    does("counters", "counters/1/open", {})
    does("counters", "counters/1/next", {})
    does("counters", "counters/1/undo")
    does("counters", "counters/1/next", {"party_id": party_id, "reason": "ibu hamil"})
    does("counters", "counters/1/transfer", {"lane": "priority"})
    does("counters", "counters/1/next", {})
    does("counters", "counters/1/park")
    does("counters", "counters/1/next", {"party_id": party_id})
    does("counters", "counters/1/recall")
    world.clock.instant += timedelta(minutes=4)
    does("counters", "counters/1/absent")
    does("door", f"arrivals/{party_id}/return")
    does("counters", "counters/1/next", {})
    does("counters", "counters/1/finish")
    does("counters", "counters/1/close")
    after = {"after": str(int(world.clock.instant.timestamp() * 1000))}
    assert world.ask("door", "GET", f"{hall}/queue", query=after, claims=claims)[1]["changed"]
    assert world.ask("door", "GET", f"{hall}/days/{DAY}", claims=claims)[0] == 200
    assert world.ask("door", "GET", f"{hall}/overtakings", claims=claims)[1]["overtakings"]
    assert world.ask("board", "GET", f"/board/{OFFICE}")[0] == 200
