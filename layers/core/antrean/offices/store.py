"""Offices in the table, and the records of what their staff looked at."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from antrean.aws.table import ConditionFailed, Table, every
from antrean.aws.versions import newest
from antrean.offices.model import LATER_DETAILS, Details, Look, Office, Release, Session
from antrean.policy.bookings import OPENING_WINDOW
from antrean.policy.offices import LANE_RATIO, SEEN_KEPT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from antrean.aws.attributes import Item
    from antrean.aws.table import Action, Key

ADD_CONDITIONS = {"never over an office that is there": "attribute_not_exists(pk)"}
OFFICE_CONDITIONS = {
    # Of two operators who change an office at once, the second looks at what the first has changed.
    "the version that the operator saw": "(version = :read OR (:read = :never AND attribute_not_exists(version)))",
}
AUDIT_CONDITIONS = {"never over a record that is there": "attribute_not_exists(pk)"}
LOOK_CONDITIONS = {"never over a record that is there": "attribute_not_exists(pk)"}
_OFFICES = "OFFICES"
_LOOK_PREFIX = "SEEN#"
_RECORDED_AT_ONCE = 100
"""Actions of a transaction, at most (DynamoDB)."""
_AUDIT_PREFIX = "AUDIT#"
_OFFICE_PREFIX = "OFFICE#"


def office_key(office_id: str) -> Key:
    """Key of an office."""
    return _OFFICES, f"{_OFFICE_PREFIX}{office_id}"


def audit_key(office_id: str, instant: datetime, record_id: str) -> Key:
    """Key of the audit record of an operator's change, in order of time."""
    return f"{_AUDIT_PREFIX}{office_id}", f"{instant.isoformat()}#{record_id}"


def office_of_audit(key: Key) -> str | None:
    """Return of whom a key names an audit record, most often the id of an office; None for the key of another item."""
    return key[0].removeprefix(_AUDIT_PREFIX) if key[0].startswith(_AUDIT_PREFIX) else None


def look_key(look: Look) -> Key:
    """Key of the record of a look, in order of time: with the account whose booking was seen, else with the office."""
    return f"{_LOOK_PREFIX}{look.account_id or look.office_id}", f"{look.at.isoformat()}#{look.staff}#{look.what}"


class Offices:
    """Reads of office items, and the write that adds a missing one."""

    def __init__(self, table: Table) -> None:
        """Use `table`."""
        self._table = table

    def get(self, office_id: str) -> Office | None:
        """Read one office; None if there is none of that id."""
        return as_office(self._table.get(office_key(office_id)))

    def all(self) -> list[Office]:
        """Read every office, in order of id."""
        items = self._table.query(_OFFICES, _OFFICE_PREFIX, _OFFICE_PREFIX + "~")
        return [office for office in map(as_office, items) if office]

    def add_if_absent(self, office: Office) -> bool:
        """Write an office that does not exist yet, and tell whether it was written; never changes one that does."""
        try:
            self._table.put(_item(office), every(ADD_CONDITIONS))
        except ConditionFailed:
            return False
        return True

    def change(self, old: Office, new: Office, operator: str, reason: str, now: datetime) -> bool:
        """Write an office as an operator changed it, with its audit record, and tell whether it was written.

        It is not where the office is no longer at the version of `old`.
        """
        pk, sk = audit_key(old.office_id, now, str(new.last_change))
        audit = {
            "pk": pk,
            "sk": sk,
            "v": 1,
            "operator": operator,
            "reason": reason,
            "before": _settings(old),
            "after": _settings(new),
        }
        values = {":read": old.version, ":never": 0}
        return self._table.try_transact(
            [
                self._table.put_action(_item(new), every(OFFICE_CONDITIONS), values),
                self._table.put_action(audit, every(AUDIT_CONDITIONS)),
            ]
        )


class Looks:
    """The records of what the staff looked at, each written before the answer, and never changed."""

    def __init__(self, table: Table) -> None:
        """Use `table`."""
        self._table = table

    def record(self, look: Look) -> None:
        """Record a look; raises `Busy` where that cannot be done now, and then nothing may be shown."""
        # The same look again, after a lost answer, has its record.
        with suppress(ConditionFailed):
            self._table.put(_look_item(look), every(LOOK_CONDITIONS))

    def record_all(self, looks: Sequence[Look]) -> None:
        """Record looks that were never recorded, as `record` does."""
        for start in range(0, len(looks), _RECORDED_AT_ONCE):
            self._table.transact([self.record_action(each) for each in looks[start : start + _RECORDED_AT_ONCE]])

    def of_account(self, account_id: str) -> Iterator[Look]:
        """Read the looks at bookings of one account, in order of time."""
        return self._of(account_id, "0", "~", account_id)

    def of_office(self, office_id: str, at: datetime) -> Iterator[Look]:
        """Read the looks at whatever an office shows that bear the instant `at`."""
        return self._of(office_id, f"{at.isoformat()}#", f"{at.isoformat()}#~")

    def _of(self, partition: str, first: str, last: str, account_id: str | None = None) -> Iterator[Look]:
        for item in self._table.query(f"{_LOOK_PREFIX}{partition}", first, last, consistent=True):
            at, staff, what = item["sk"].split("#", 2)
            office_id, role = item.get("office", partition), item.get("role", "officers")
            yield Look(office_id, staff, datetime.fromisoformat(at), what, item["people"], account_id, role)

    def record_action(self, look: Look) -> Action:
        """Return the action that records a look in the transaction by which it comes about, and which is made once."""
        return self._table.put_action(_look_item(look))


def _look_item(look: Look) -> Item:
    pk, sk = look_key(look)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "v": 1,
        "people": look.people,
        "role": look.role,
        "expires_at": int((look.at + SEEN_KEPT).timestamp()),
    }
    return item | ({"office": look.office_id} if look.account_id else {})


def _item(office: Office) -> Item:
    pk, sk = office_key(office.office_id)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "v": len(_UPGRADES) + 1,
        "name": office.name,
        "province": office.province,
        "timezone": office.timezone,
        "latitude": str(office.latitude),
        "longitude": str(office.longitude),
        "sessions": [session._asdict() for session in office.sessions],
        "weekly": {
            session: {str(weekday): seats for weekday, seats in pattern.items()}
            for session, pattern in office.weekly.items()
        },
        **_release(office.release),
    }
    if office.version:
        item |= {"version": office.version, "change": office.last_change, **_settings(office)}
    return item


def _settings(office: Office) -> Item:
    """Return what operators may change of an office: some details apart, since releases before them read all others."""
    told = {**office.details._asdict(), "facilities": list(office.details.facilities)}
    return {
        "more": {name: told.pop(name) for name in LATER_DETAILS},
        "details": told,
        "lanes": dict(office.lanes),
        **_release(office.release),
    }


def _release(release: Release) -> Item:
    """Return what is stored of a release: its window apart, since releases before it read all of `release`."""
    stored = release._asdict()
    return {"window": stored.pop("window"), "release": stored}


def _with_names(item: Item) -> Item:
    """Form 1 to form 2: the values of a session get names."""
    names = ("session", "arrive_from", "arrive_until", "prefix")
    return {**item, "sessions": [dict(zip(names, session, strict=True)) for session in item["sessions"]], "v": 2}


_UPGRADES = (_with_names,)


def as_office(item: Item | None) -> Office | None:
    """Return the office that an item holds, or None for no item."""
    if not item:
        return None
    item = newest(item, _UPGRADES)
    return Office(
        office_id=item["sk"].removeprefix(_OFFICE_PREFIX),
        name=item["name"],
        province=item["province"],
        timezone=item["timezone"],
        latitude=float(item["latitude"]),
        longitude=float(item["longitude"]),
        sessions=tuple(map(_as_session, item["sessions"])),
        weekly={
            session: {int(weekday): seats for weekday, seats in pattern.items()}
            for session, pattern in item["weekly"].items()
        },
        release=_as_release(item["release"], item.get("window", OPENING_WINDOW)),
        details=_details({**item.get("details", {}), **item.get("more", {})}),
        lanes=item.get("lanes", LANE_RATIO),
        version=item.get("version", 0),
        last_change=item.get("change"),
    )


def _as_session(stored: Item) -> Session:
    return Session(stored["session"], stored["arrive_from"], stored["arrive_until"], stored["prefix"])


def _as_release(stored: Item, window: int) -> Release:
    return Release(stored["kind"], stored["at"], stored.get("days", 0), stored.get("weekday", 0), window)


def _details(stored: Item) -> Details:
    """Return what an office tells; what a later release stores besides is not looked at."""
    known = {name: stored[name] for name in Details._fields if name in stored}
    return Details(**{**known, "facilities": tuple(known.get("facilities", ()))})
