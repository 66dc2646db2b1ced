"""The stage of the tests of bad input: people, a booking and staff, and a look at everything that must not change."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.support.citizens import GIVEN_NIKS
from tests.support.deployed import eventually

if TYPE_CHECKING:
    from collections.abc import Sequence

    from instruments.dynamodb.table import Item, TableReader
    from tests.support.bad_values import Outcome
    from tests.support.citizens import Citizen
    from tests.support.client import Answer, Api
    from tests.support.deployed import Deployed
    from tests.support.slots import Slot

_SHORTEST_SECRET = 5
_SATURDAY = 5
_LOOK_AFTER = 20
"""After how many tests the stage is looked at: a look takes longer than a request."""
_CLOSURES_SECONDS = 90
"""The sweeper goes on with closures each minute."""


@dataclass(frozen=True)
class Stage:
    """A newcomer without booking, an owner with one in `slot`, staff of that office, and strangers of another one."""

    api: Api
    table: TableReader
    newcomer: Citizen
    owner: Citizen
    slot: Slot
    other: Slot
    made: dict[str, Any]
    operator: str
    officer: str
    strangers: tuple[str, str]
    before: Sequence[Item]
    """Every item of the table when the stage was set."""
    seen: list[Item | None] = field(init=False, default_factory=list)
    """What `look` saw then."""
    played: list[str] = field(init=False, default_factory=list)
    """The tests since the last look."""

    @classmethod
    def of(cls, deployed: Deployed) -> Stage:
        """Set the stage on a running system, once no closure of a test before is worked on any more."""

        def is_done() -> bool:
            now = datetime.now(UTC).timestamp()
            return all(entry.get("due_at", now + 1) > now for entry in deployed.table.partition("CLOSURES"))

        eventually(is_done, "end of what closures have to do", _CLOSURES_SECONDS)
        (newcomer, owner), [slot, other, _] = deployed.citizens(2), deployed.slots()
        [elsewhere, *_] = deployed.slots()
        made = deployed.book(owner, slot, people=2)
        stage = cls(
            api=deployed.api,
            table=deployed.table,
            newcomer=newcomer,
            owner=owner,
            slot=slot,
            other=other,
            made=made,
            operator=deployed.staff("operators", slot.office_id),
            officer=deployed.staff("officers", slot.office_id),
            strangers=(
                deployed.staff("operators", elsewhere.office_id),
                deployed.staff("officers", elsewhere.office_id),
            ),
            before=deployed.table.scan(),
        )
        stage.seen.extend(stage.look())
        return stage

    @property
    def path(self) -> str:
        """The address of the owner's booking."""
        return f"/bookings/{self.made['booking_id']}"

    @property
    def weekend(self) -> str:
        """A Saturday (UTC) in a week or two."""
        day = datetime.now(UTC).date() + timedelta(days=7)
        return (day + timedelta(days=(_SATURDAY - day.weekday()) % 7)).isoformat()

    def look(self) -> list[Item | None]:
        """Return what a bad request could most easily have changed: the office's quotas, booking, profiles, audit."""
        return [
            *(_before_releases(quota) for quota in self.table.partition(f"OFFICE#{self.slot.office_id}")),
            self.table.booking(self.made["booking_id"]),
            *(self.table.get(f"ACCOUNT#{who.account_id}", "PROFILE") for who in (self.newcomer, self.owner)),
            *self.table.partition(f"AUDIT#{self.slot.office_id}"),
        ]

    def note(self, test: str) -> None:
        """Note that a test was played; after some of them look whether one of them changed anything."""
        self.played.append(test)
        if len(self.played) >= _LOOK_AFTER:
            self.require_unchanged()

    def require_unchanged(self) -> None:
        """Fail if anything is not as it was when the stage was set."""
        assert self.look() == self.seen, f"one of these changed something: {', '.join(self.played)}"
        self.played.clear()

    def differences(self, items: Sequence[Item]) -> list[str]:
        """Name the keys of items that were added, changed or removed since the stage was set.

        What was added, went on or was released is the schedules', which may come by at any minute. Notices and the
        summary of seats follow changes of bookings, profiles and quotas, which are looked for themselves, some seconds
        later.
        """
        old, new = (
            {(item["pk"], item["sk"]): _before_releases(item) for item in found} for found in (self.before, items)
        )
        changed = [key for key in old.keys() | new.keys() if old.get(key) != new.get(key)]
        return sorted(f"{pk} {sk}" for pk, sk in changed if not _is_of_a_schedule(pk, sk, known=(pk, sk) in old))


def _before_releases(item: Item) -> Item:
    """Return an item as if the sweeper had released no kept seat of it: how many are free stays the same."""
    if "seats_kept" not in item:
        return item
    rest = {name: value for name, value in item.items() if name not in {"seats_kept", "released_at"}}
    return {**rest, "seats_left": item["seats_left"] + item["seats_kept"]}


def _is_of_a_schedule(pk: str, sk: str, *, known: bool) -> bool:
    return pk.startswith(("JOB#", "NOTICE#", "REMINDED#", "SEATS")) or (
        not known and (sk.startswith("QUOTA#") or pk == "RELEASES")
    )


def assert_refused(answer: Answer, outcome: Outcome, value: object = None) -> None:
    """Hold a refusal against its code; neither the bad value nor any NIK that the tests know is repeated in it."""
    assert answer.outcome == outcome, answer.text
    said = f"{answer.text} {dict(answer.headers)}"
    assert not [nik for nik in GIVEN_NIKS if nik in said]
    if isinstance(value, str) and len(value.strip()) >= _SHORTEST_SECRET and answer.code == "validation_failed":
        assert value not in said
