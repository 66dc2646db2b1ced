"""What follows in a life of the system from not coming: told in time, missed, excused, appealed and answered."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from antrean.policy.misses import APPEAL_READ
from antrean.policy.system import JOB_PATIENCE
from tests.infra.policed_world import EMAIL, OFFICE

if TYPE_CHECKING:
    from tests.infra.policed_world import World

VISIT = "2026-12-14"
_STAFF = {"sub": "pengawas", "cognito:groups": "supervisors", "custom:offices": OFFICE, "token_use": "id"}
_HALL = f"/staff/offices/{OFFICE}"


def miss_visits(world: World) -> None:
    """Let one come and one tell that they do not; three others miss the visit, and each says something else about it.

    What Siti says waits still when her account is erased.
    """
    world.clock.instant = datetime(2026, 12, 10, 3, 0, tzinfo=UTC)
    people = {name: f"{name}@contoh.id" for name in ("ani", "hana", "joko", "wati")}
    for serial, email in enumerate(people.values(), 81):
        world.register(email, serial)
    people["siti"] = EMAIL
    made = {name: _booked(world, email) for name, email in people.items()}
    world.clock.instant = datetime(2026, 12, 14, 1, 0, tzinfo=UTC)
    _ask(world, "bookings", f"/bookings/{made['hana']}/cannot-come", people["hana"])
    _works(world, "walk_ins", "walkins/seats", {"session": "morning", "lane": "bap", "seats": 1, "reason": "ramai"})
    world.clock.instant = datetime(2026, 12, 14, 2, 10, tzinfo=UTC)
    _works(world, "door", "arrivals", {"code": made["ani"]})
    world.clock.instant = datetime(2026, 12, 17, 3, 0, tzinfo=UTC)
    for left in (3, 3, 3, 3, 0):
        assert world.run("misses", {}) == {"left": left, "overdue": 0}
        world.clock.instant += JOB_PATIENCE / 4
    for name in ("siti", "joko", "wati"):
        status, found = world.ask("own_account", "GET", "/me/misses", claims=world.claims(people[name]))
        assert (status, len(found["misses"])) == (200, 1), name
        _ask(world, "own_account", f"/me/misses/{made[name]}/appeal", people[name], {"text": "Kereta mogok."})
    _ask(world, "own_account", f"/me/misses/{made['wati']}/excuse", people["wati"])
    status, waiting = world.ask("identity", "GET", f"{_HALL}/appeals", claims=_STAFF)
    assert (status, len(waiting["appeals"])) == (200, 2)
    _works(world, "identity", f"appeals/{made['joko']}", {"granted": False, "reason": "Tidak ada gangguan"})
    _works(world, "identity", f"misses/{made['joko']}/waive", {"reason": "Ia menunjukkan tiket kereta"})
    image = world.item(f"ACCOUNT#{world.user(EMAIL).account_id}", f"MISS#{made['siti']}")
    world.stream.write(None, image)
    world.run("dispatcher", {"Records": world.stream.records[-1:]})
    for notice_id in world.queues.bodies("Notices"):
        world.run("notifier", {"Records": [{"messageId": "1", "body": notice_id}]})
    told_at = world.clock.instant
    world.clock.instant += APPEAL_READ
    assert world.run("misses", {})["overdue"] == 1
    world.clock.instant = told_at


def _booked(world: World, email: str) -> str:
    slot = {"office_id": OFFICE, "date": VISIT, "session": "morning"}
    body = {**slot, "service": "new", "applicants": [{"relation": "self"}]}
    headers = {"Idempotency-Key": f"visit-{email}"}
    status, made = world.ask("bookings", "POST", "/bookings", body, claims=world.claims(email), headers=headers)
    assert status == 201, made
    return str(made["booking_id"])


def _ask(world: World, function: str, path: str, email: str, body: object = None) -> None:
    status, answer = world.ask(function, "POST", path, body, claims=world.claims(email))
    assert status == 200, answer


def _works(world: World, function: str, path: str, body: dict[str, Any]) -> None:
    headers = {"Idempotency-Key": f"works-{path}"}
    status, answer = world.ask(function, "POST", f"{_HALL}/{path}", body, claims=_STAFF, headers=headers)
    assert status == 200, answer
