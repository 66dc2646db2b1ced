"""The offices: their list and settings as shipped, their distances, and what a warm environment remembers."""

from __future__ import annotations

import csv
import json
import math
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from antrean.base.errors import Busy, Code, Refused
from antrean.offices.model import Office, Release, Session
from antrean.policy.system import OFFICE_MEMORY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from antrean.base.clock import Clock
    from antrean.offices.store import Offices

Point = tuple[float, float]
"""Latitude and longitude in degrees."""

_DATA = Path(__file__).parents[1] / "data"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SETTINGS = frozenset({"sessions", "weekly", "release"})
_REMARKS = frozenset({"where", "why"})
_RELEASES = frozenset({"days_ahead", "weekly"})
_MEAN_EARTH_RADIUS_KM = 6371.0088
"""The mean radius R1 of the GRS 80 ellipsoid."""


def load(rows: Iterable[Mapping[str, str]], defaults: Mapping[str, Any]) -> list[Office]:
    """Return the offices of `rows` (offices.csv) with the settings of `defaults` (office_defaults.json).

    An override applies to the offices whose columns have one of the values of its `where`; of two, the later one wins.
    Raises ValueError or KeyError where the settings are not well formed, so that a mistake in the file fails
    the tests.
    """
    _check(defaults, _SETTINGS | {"overrides"})
    for override in defaults["overrides"]:
        _check(override, _SETTINGS | _REMARKS)
    return [_office(row, _settings(row, defaults)) for row in rows]


def packaged() -> list[Office]:
    """Return the offices that are shipped with the package."""
    defaults = json.loads((_DATA / "office_defaults.json").read_text(encoding="utf-8"))
    with (_DATA / "offices.csv").open(encoding="utf-8", newline="") as file:
        return load(csv.DictReader(file), defaults)


def seed(store: Offices) -> int:
    """Add the shipped offices that the table lacks and return how many were added; never changes one that exists."""
    known = {office.office_id for office in store.all()}
    return sum(store.add_if_absent(office) for office in packaged() if office.office_id not in known)


def distance_km(one: Point, other: Point) -> float:
    """Return the great-circle distance in km, to one decimal (haversine on a sphere, good to 0.5 %)."""
    latitude, other_latitude = math.radians(one[0]), math.radians(other[0])
    half_height = math.sin((other_latitude - latitude) / 2)
    half_width = math.sin(math.radians(other[1] - one[1]) / 2)
    square = half_height**2 + math.cos(latitude) * math.cos(other_latitude) * half_width**2
    # Rounding may push the square of antipodes above one, where the arcsine is not defined.
    return round(2 * _MEAN_EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(square))), 1)


def by_distance(offices: Iterable[Office], near: Point) -> list[tuple[Office, float]]:
    """Return the offices with their distance in km from `near`, nearest first."""
    measured = [(office, distance_km(near, (office.latitude, office.longitude))) for office in offices]
    return sorted(measured, key=lambda pair: (pair[1], pair[0].office_id))


def listing(
    offices: Iterable[Office], province: str | None, near: Point | None, limit: int | None
) -> list[tuple[Office, float | None]]:
    """Return the offices of a province (any case) with their distances, nearest first or by name, at most `limit`."""
    wanted = [office for office in offices if not province or office.province.casefold() == province.casefold()]
    if near:
        return [*by_distance(wanted, near)[:limit]]
    return [(office, None) for office in sorted(wanted, key=lambda office: office.name)[:limit]]


class OfficeDirectory:
    """All offices, which a warm environment reads at most once in `OFFICE_MEMORY` because they rarely change."""

    def __init__(self, store: Offices, clock: Clock) -> None:
        """Begin with nothing remembered."""
        self._store = store
        self._clock = clock
        self._offices: dict[str, Office] = {}
        self._until: datetime | None = None

    def all(self) -> Sequence[Office]:
        """Return every office, in order of id."""
        return list(self._remembered().values())

    def get(self, office_id: str) -> Office | None:
        """Return one office; None if there is none of that id."""
        return self._remembered().get(office_id)

    def addresses(self) -> Mapping[str, str]:
        """Return the address of each office that tells one, by its id.

        There are none where they cannot be read now: nobody is refused for the want of an address.
        """
        with suppress(Busy):
            told = {office_id: office.details.address for office_id, office in self._remembered().items()}
            return {office_id: address for office_id, address in told.items() if address}
        return {}

    def address_of(self, office_id: str) -> str:
        """Return the address that an office tells, empty without one and where it cannot be read now."""
        return self.addresses().get(office_id, "")

    def found(self, office_id: str) -> Office:
        """Return one office; raises `not_found`."""
        office = self.get(office_id)
        if office is None:
            raise Refused(Code.NOT_FOUND, "There is no office of this id.")
        return office

    def _remembered(self) -> Mapping[str, Office]:
        now = self._clock.now()
        # An empty list is not remembered, because the publisher is about to seed a stack that is new.
        if not self._offices or self._until is None or self._until <= now:
            self._offices = {office.office_id: office for office in self._store.all()}
            self._until = now + OFFICE_MEMORY
        return self._offices


def _check(settings: Mapping[str, Any], known: frozenset[str]) -> None:
    if unknown := settings.keys() - known:
        message = f"unknown settings of offices: {', '.join(sorted(unknown))}"
        raise ValueError(message)


def _settings(row: Mapping[str, str], defaults: Mapping[str, Any]) -> dict[str, Any]:
    settings = {name: defaults[name] for name in _SETTINGS}
    for override in defaults["overrides"]:
        if all(row[column] in values for column, values in override["where"].items()):
            settings |= {name: value for name, value in override.items() if name in _SETTINGS}
    return settings


def _office(row: Mapping[str, str], settings: Mapping[str, Any]) -> Office:
    sessions = tuple(Session(**session) for session in settings["sessions"])
    if settings["weekly"].keys() != {session.session for session in sessions}:
        message = f"the weekly pattern of {row['office_id']} does not name its sessions"
        raise ValueError(message)
    return Office(
        office_id=row["office_id"],
        name=row["name"],
        province=row["province"],
        timezone=row["timezone"],
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        sessions=sessions,
        weekly={
            session: {_WEEKDAYS.index(weekday): int(seats) for weekday, seats in pattern.items()}
            for session, pattern in settings["weekly"].items()
        },
        release=_release(settings["release"]),
    )


def _release(settings: Mapping[str, Any]) -> Release:
    if settings["kind"] not in _RELEASES:
        message = f"unknown kind of release: {settings['kind']}"
        raise ValueError(message)
    values = dict(settings)
    if "weekday" in values:
        values["weekday"] = _WEEKDAYS.index(values["weekday"])
    return Release(**values)
