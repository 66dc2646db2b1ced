"""The part of a life of the system in which people wait for seats that others give back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from instruments.replay.people import family, nik
from tests.infra.policed_world import CLOSED_DAY, OFFICE, World

_SLOT = {"office_id": OFFICE, "date": CLOSED_DAY, "session": "afternoon"}
_MYSELF = [{"relation": "self"}]


def wait_for_seats(world: World, citizen: dict[str, str], operator: dict[str, str]) -> None:
    """Join, be skipped, be offered seats, answer or not, and leave; close a slot with an offer; let an entry end."""
    begun = world.clock.instant
    agus, rina = world.register("agus@contoh.id", 30), world.register("rina@contoh.id", 31)
    world.clock.instant += timedelta(seconds=1)
    _gives_back(world, rina, "kunci-0")
    # the owner of a NIK takes over from who has put them on the list
    assert _join(world, rina, [*_MYSELF, _child(30)], "tunggu-0")[0] == 201
    assert _join(world, agus, family(2, 40), "tunggu-1")[0] == 201
    assert world.ask("waiting", "DELETE", "/waiting", claims=rina)[0] == 204
    world.clock.instant += timedelta(hours=1)
    assert _join(world, rina, _MYSELF, "tunggu-2")[0] == 201
    counted = world.ask("admin", "GET", f"/admin/offices/{OFFICE}/waiting", claims=operator)
    assert (counted[0], counted[1]["parties"]) == (200, 2)
    world.clock.instant += timedelta(hours=1)
    # one seat is too few for the family that is first, for which it waits, but not for ever
    assert world.run("sweeper", {})["offered"] == 0
    world.clock.instant += timedelta(hours=6)
    assert world.run("sweeper", {})["offered"] == 1
    assert world.ask("waiting", "POST", f"{_offer(world, rina)}/decline", {}, claims=rina)[0] == 200
    _gives_back(world, rina, "kunci-1")
    assert world.run("sweeper", {})["offered"] == 1
    offer = _offer(world, agus)
    assert world.ask("waiting", "POST", f"{offer}/accept", {}, claims=agus)[0] == 200
    assert world.ask("bookings", "POST", f"{offer}/cancel", {}, claims=agus)[0] == 200
    _lapse_and_close(world, agus, rina, operator)
    # the last day has come for who waits still
    world.clock.instant = datetime(2026, 12, 9, 11, 0, tzinfo=UTC)
    world.run("sweeper", {})
    assert world.ask("waiting", "GET", "/waiting", claims=agus)[1]["entry"]["why"] == "over"
    world.clock.instant = begun
    assert _join(world, citizen, _MYSELF, "tunggu-5")[0] == 201
    assert world.ask("waiting", "DELETE", "/waiting", claims=citizen)[0] == 204


def _lapse_and_close(world: World, agus: dict[str, str], rina: dict[str, str], operator: dict[str, str]) -> None:
    """Let an offer end without an answer, and take another one back by a closure."""
    assert world.ask("waiting", "DELETE", "/waiting", claims=rina)[0] == 204
    assert _join(world, rina, _MYSELF, "tunggu-3")[0] == 201
    world.clock.instant = datetime(2026, 12, 2, 2, 0, tzinfo=UTC)
    assert world.run("sweeper", {})["offered"] == 1
    world.clock.instant += timedelta(hours=6, minutes=1)
    world.run("sweeper", {})
    assert _join(world, agus, family(2, 40), "tunggu-4")[0] == 201
    world.clock.instant += timedelta(hours=1)
    assert world.run("sweeper", {})["offered"] == 1
    path = f"/admin/offices/{OFFICE}/quotas/{CLOSED_DAY}/{_SLOT['session']}"
    change = {"capacity": 40, "state": "closed", "reason": "renovation"}
    quotas = world.ask(
        "admin",
        "GET",
        path.rpartition(f"/{CLOSED_DAY}")[0],
        query={"from": CLOSED_DAY, "to": CLOSED_DAY},
        claims=operator,
    )[1]["quotas"]
    [quota] = [each for each in quotas if each["session"] == _SLOT["session"]]
    change["capacity"] = quota["capacity"]
    status, _ = world.ask("admin", "PUT", path, change, claims=operator, headers={"If-Match": quota["etag"]})
    assert status == 200
    assert world.ask("waiting", "GET", "/waiting", claims=agus)[1]["entry"]["state"] == "waiting"


def _gives_back(world: World, claims: dict[str, str], key: str) -> None:
    """Book a seat and give it back."""
    request = {**_SLOT, "service": "new", "applicants": _MYSELF}
    headers = {"Idempotency-Key": key}
    status, made = world.ask("bookings", "POST", "/bookings", request, claims=claims, headers=headers)
    assert status == 201
    assert world.ask("bookings", "POST", f"/bookings/{made['booking_id']}/cancel", {}, claims=claims)[0] == 200


def _join(world: World, claims: dict[str, str], people: object, key: str) -> tuple[int, object]:
    """Wait for the afternoon of the closed day."""
    days = {"first": CLOSED_DAY, "last": CLOSED_DAY, "sessions": [_SLOT["session"]]}
    wish = {"office_id": OFFICE, **days, "service": "new", "applicants": people}
    return world.ask("waiting", "POST", "/waiting", wish, claims=claims, headers={"Idempotency-Key": key})


def _child(serial: int) -> dict[str, str]:
    """A child of this serial."""
    return {"relation": "child", "full_name": "Anak", "nik": nik(serial), "birth_date": "1990-05-17"}


def _offer(world: World, claims: dict[str, str]) -> str:
    """The path of the offer that an account has."""
    status, own = world.ask("waiting", "GET", "/waiting", claims=claims)
    assert (status, own["entry"]["state"]) == (200, "has_offer")
    return f"/bookings/{own['entry']['booking_id']}"
