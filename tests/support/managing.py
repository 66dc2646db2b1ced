"""The rules of managing staff, on a pool of the staff and the table of a test."""

from __future__ import annotations

from typing import Any

from antrean.base.clock import FixedClock
from antrean.bookings.operation import Services
from antrean.staff import manage
from antrean.staff.cognito import CognitoPool
from antrean.staff.model import Administrator, Request, Wanted, version_of
from antrean.staff.store import Logins, Trail
from instruments.replay.calls import Recorder
from instruments.replay.cognito import STAFF_POOL, UserPool
from instruments.stand_in import stand_in

BOGOR = Administrator("admin", frozenset({"bogor"}))
HEADQUARTERS = Administrator("head", frozenset({"*"}))
WANTED = Wanted("Dewi Lestari", "dewi@contoh.id", frozenset({"operators"}), frozenset({"bogor"}), enabled=True)


class Desk:
    """The rules on a pool of the staff and the table of a test."""

    def __init__(self, services: Services, clock: FixedClock) -> None:
        """Begin with an administrator, an officer of Bogor, one of Bogor and Depok, and one of no office."""
        self.pool = UserPool()
        self.calls = Recorder(self.pool)
        self.table = services.store._table  # noqa: SLF001 - no rule reads the records yet
        self.pool.add_staff("admin", ["administrators"], "bogor")
        self.pool.add_staff("budi", ["officers"], "bogor")
        self.pool.add_staff("citra", ["officers"], "bogor,depok")
        self.pool.add_staff("eka", [], "")
        pool = CognitoPool(stand_in(self.calls), STAFF_POOL)
        self.managed = manage.Managed(pool, Trail(self.table), Logins(self.table), services.directory, clock)
        self._keys = 0

    def put(
        self,
        username: str,
        wanted: Wanted = WANTED,
        by: Administrator = BOGOR,
        *,
        key: str = "",
        version: int | None = None,
    ) -> Wanted:
        """Set a state at the version that is there now, and return the one that is answered."""
        request = Request(key or self.key(), "baru di loket", self.version(username) if version is None else version)
        return manage.put(self.managed, by, username, wanted, request).state

    def invite(self, username: str, by: Administrator = BOGOR, key: str = "") -> None:
        """Invite anew."""
        manage.invite(self.managed, by, username, Request(key or self.key(), "telepon hilang"))

    def key(self) -> str:
        """Return a key that no request had."""
        self._keys += 1
        return f"key-{self._keys}"

    def version(self, username: str) -> int:
        """Return the version of a person, as the list tells it; 0 where there is none."""
        found = CognitoPool(stand_in(self.pool), STAFF_POOL).find(username)
        return version_of(found.state if found else None)

    def records(self) -> list[dict[str, Any]]:
        """The audit records of the staff."""
        return list(self.table.query("AUDIT#STAFF", "0", "~"))
