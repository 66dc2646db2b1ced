"""Notices in the table: one item for each, written once, and its way to an end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from antrean.aws.table import ConditionFailed, every
from antrean.notices.model import Notice, State

if TYPE_CHECKING:
    from antrean.aws.attributes import Item
    from antrean.aws.table import Key, Table

NEW_NOTICE_CONDITIONS = {
    # A change that is read from the stream again must not begin anew what was sent.
    "one notice for each change": "attribute_not_exists(pk)",
}
TRY_CONDITIONS = {
    # Of two notifiers that hold the same notice one sends it: whoever writes this try.
    "nobody has tried since it was read": "#state = :was AND tries = :read",
}
END_CONDITIONS = {
    # A notifier that was paused must not end what another one has begun again meanwhile.
    "only the try that ends": "#state = :sending AND tries = :read",
}


def notice_key(notice_id: str) -> Key:
    """Key of a notice."""
    return f"NOTICE#{notice_id}", "NOTICE"


class Notices:
    """Reads and conditional writes of notices."""

    def __init__(self, table: Table) -> None:
        """Use `table`."""
        self._table = table

    def get(self, notice_id: str) -> Notice | None:
        """Read a notice, strongly consistent; None where it expired, or its write never happened."""
        item = self._table.get(notice_key(notice_id))
        return _as_notice(item) if item else None

    def add_if_absent(self, notice: Notice) -> Notice:
        """Write a notice that was never written before; return the one that stands there then."""
        pk, sk = notice_key(notice.notice_id)
        try:
            self._table.put({"pk": pk, "sk": sk, "v": 1, **_item(notice)}, every(NEW_NOTICE_CONDITIONS))
        except ConditionFailed as failure:
            return _as_notice(failure.item) if failure.item else notice
        return notice

    def begin(self, notice: Notice, now: datetime) -> Notice | None:
        """Begin to send a notice as it was read, and return the try; None if somebody else began meanwhile."""
        begun = replace(notice, state="sending", tries=notice.tries + 1, tried_at=now)
        try:
            self._table.update(
                notice_key(notice.notice_id),
                "SET #state = :sending, tries = :tries, tried_at = :now",
                every(TRY_CONDITIONS),
                values={
                    ":sending": begun.state,
                    ":tries": begun.tries,
                    ":now": int(now.timestamp()),
                    ":was": notice.state,
                    ":read": notice.tries,
                },
                names={"#state": "state"},
                old_item=False,
            )
        except ConditionFailed:
            return None
        return begun

    def end(self, begun: Notice, state: State, reason: str = "") -> None:
        """Write what became of a try: an end, or `queued` where it was surely not sent; nothing if it is not the last.

        `reason` is the name of an error of SES, or of a rule, never an address.
        """
        try:
            self._table.update(
                notice_key(begun.notice_id),
                "SET #state = :state, reason = :reason",
                every(END_CONDITIONS),
                values={":state": state, ":reason": reason, ":sending": "sending", ":read": begun.tries},
                names={"#state": "state"},
                old_item=False,
            )
        except ConditionFailed:
            return


def _item(notice: Notice) -> Item:
    item: Item = {
        "kind": notice.kind,
        "booking_id": notice.booking_id,
        "revision": notice.revision,
        "changed_at": int(notice.changed_at.timestamp()),
        "state": notice.state,
        "tries": notice.tries,
        "expires_at": int(notice.expires_at.timestamp()),
    }
    if notice.place is not None:
        item["place"] = notice.place
    return item


def _as_notice(item: Item) -> Notice:
    tried_at = item.get("tried_at")
    return Notice(
        kind=item["kind"],
        booking_id=item["booking_id"],
        revision=item["revision"],
        place=item.get("place"),
        changed_at=datetime.fromtimestamp(item["changed_at"], UTC),
        state=item["state"],
        tries=item["tries"],
        tried_at=datetime.fromtimestamp(tried_at, UTC) if tried_at else None,
    )
