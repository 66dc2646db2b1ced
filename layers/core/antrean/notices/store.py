"""Notices in the table, each written once, and on its way to an end; and which rounds of reminders were made."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from antrean.aws.table import ConditionFailed, every
from antrean.notices.model import KINDS, UNKNOWN, Notice, State
from antrean.policy.notices import NOTICE_KEPT, ROUND_LEASE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antrean.aws.attributes import Item
    from antrean.aws.table import Key, Table

_MARK_BYTES = 6
"""Of a mark: enough to tell two tries apart, and too short to look like a NIK, as nothing here may."""
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
CONFIRM_CONDITIONS = {
    # The carrier's report may come before the notifier has written the end, or long after another try has ended it.
    "only what nobody knows": "#state = :sending",
}

TAKE_LISTING_CONDITIONS = {
    # Of the notices that would say the same, one is sent: whichever writes this first, or in place of one that was not.
    "one letter for a booker, a person and a day": "(attribute_not_exists(pk) OR told_by IN (:mine, :unsaid))",
}
ROUND_CONDITIONS = {
    # Runs overlap where many people are to be reminded; each takes rounds that no other makes.
    "only what no other run makes": "(attribute_not_exists(pk) OR free_at <= :now)",
}


def notice_key(notice_id: str) -> Key:
    """Key of a notice."""
    return f"NOTICE#{notice_id}", "NOTICE"


def listed_key(name: str) -> Key:
    """Key of the mark of which notice tells a person that they are listed, by the `listing_name`."""
    return f"LISTED#{name}", "LISTED"


def round_key(name: str) -> Key:
    """Key of the mark that a round of reminders was made."""
    return f"REMINDED#{name}", "ROUND"


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
        """Begin to send a notice as it was read, and return the try; None if somebody else began meanwhile.

        Where the answer of the write was lost it is repeated and refused, and then the try's own mark tells whose it
        is: or what was surely not sent would wait as if it were in doubt.
        """
        begun = notice._replace(state="sending", tries=notice.tries + 1, tried_at=now)
        mark = secrets.token_hex(_MARK_BYTES)
        try:
            self._table.update(
                notice_key(notice.notice_id),
                "SET #state = :sending, tries = :tries, tried_at = :now, mark = :mark",
                every(TRY_CONDITIONS),
                values={
                    ":sending": begun.state,
                    ":tries": begun.tries,
                    ":now": int(now.timestamp()),
                    ":mark": mark,
                    ":was": notice.state,
                    ":read": notice.tries,
                },
                names={"#state": "state"},
            )
        except ConditionFailed as failure:
            return begun if failure.item and failure.item.get("mark") == mark else None
        return begun

    def end(self, begun: Notice, state: State, reason: str = "") -> None:
        """Write what became of a try: an end, or `queued` where it was surely not sent; nothing if it is not the last.

        `reason` is the name of a carrier's error, or of a rule, never an address.
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

    def end_unsent(self, notice: Notice, state: State, reason: str) -> bool:
        """End a notice as it was read, without sending it; tell whether nobody has begun or ended it meanwhile."""
        try:
            self._table.update(
                notice_key(notice.notice_id),
                "SET #state = :state, reason = :reason",
                every(TRY_CONDITIONS),
                values={":state": state, ":reason": reason, ":was": notice.state, ":read": notice.tries},
                names={"#state": "state"},
                old_item=False,
            )
        except ConditionFailed:
            return False
        return True

    def take_listing(self, name: str, notice_id: str, until: datetime, unsaid: str = "") -> str:
        """Let a notice be the one that tells a person that they are listed, and return which one is.

        The first that asks, until `until`; another only in place of `unsaid`.
        """
        pk, sk = listed_key(name)
        try:
            self._table.put(
                {"pk": pk, "sk": sk, "v": 1, "told_by": notice_id, "expires_at": int(until.timestamp())},
                every(TAKE_LISTING_CONDITIONS),
                {":mine": notice_id, ":unsaid": unsaid},
            )
        except ConditionFailed as failure:
            return str(failure.item["told_by"]) if failure.item else ""
        return notice_id

    def confirm(self, notice_id: str) -> None:
        """End a notice as sent whose carrier reports that it took it; nothing if its end is known already."""
        try:
            self._table.update(
                notice_key(notice_id),
                "SET #state = :sent, reason = :reason",
                every(CONFIRM_CONDITIONS),
                values={":sent": "sent", ":reason": "reported", ":sending": "sending"},
                names={"#state": "state"},
                old_item=False,
            )
        except ConditionFailed:
            return


class Rounds:
    """Which rounds of reminders were made, and which are being made."""

    def __init__(self, table: Table) -> None:
        """Use `table`."""
        self._table = table

    def taken(self, names: Sequence[str], now: datetime) -> set[str]:
        """Return which of the rounds of these names were made, or are being made at `now`."""
        keys = {round_key(name): name for name in names}
        items = self._table.get_many(list(keys))
        return {keys[key] for key, item in items.items() if item["free_at"] > int(now.timestamp())}

    def begin(self, name: str, now: datetime) -> bool:
        """Take a round for `ROUND_LEASE`, and tell whether it was taken; after that time another run may take it."""
        pk, sk = round_key(name)
        free_at, expires_at = int((now + ROUND_LEASE).timestamp()), int((now + NOTICE_KEPT).timestamp())
        mark = secrets.token_hex(_MARK_BYTES)
        try:
            self._table.put(
                {"pk": pk, "sk": sk, "v": 1, "free_at": free_at, "mark": mark, "expires_at": expires_at},
                every(ROUND_CONDITIONS),
                {":now": int(now.timestamp())},
            )
        except ConditionFailed as failure:
            # Its own mark: the answer of the write was lost, and the repetition refused.
            return failure.item is not None and failure.item.get("mark") == mark
        return True

    def end(self, name: str, now: datetime) -> None:
        """Note that a round was made; whoever notes it a second time writes the same."""
        pk, sk = round_key(name)
        expires_at = int((now + NOTICE_KEPT).timestamp())
        self._table.put({"pk": pk, "sk": sk, "v": 1, "free_at": expires_at, "expires_at": expires_at})


def _item(notice: Notice) -> Item:
    item: Item = {
        "kind": notice.kind,
        "subject": notice.subject,
        "occasion": notice.occasion,
        "happened_at": int(notice.happened_at.timestamp()),
        "state": notice.state,
        "tries": notice.tries,
        "expires_at": int(notice.expires_at.timestamp()),
    }
    if notice.place is not None:
        item["place"] = notice.place
    if notice.office:
        item["counter"] = notice.office
    if notice.channel != "mail":
        item["channel"] = notice.channel
    if KINDS[notice.kind].of_closure:
        # The release before looks for the closure here.
        item["cause"] = notice.closure
    if notice.not_after:
        item["not_after"] = int(notice.not_after.timestamp())
    return item


def _as_notice(item: Item) -> Notice:
    return Notice(
        kind=item["kind"],
        subject=item["subject"],
        occasion=item["occasion"],
        happened_at=datetime.fromtimestamp(item["happened_at"], UTC),
        place=item.get("place"),
        not_after=_instant(item.get("not_after")),
        state=_state(item),
        tries=item["tries"],
        tried_at=_instant(item.get("tried_at")),
        channel=item.get("channel", "mail"),
        office=item.get("counter", ""),
        cause=item.get("cause", ""),
    )


def _state(item: Item) -> State:
    """Return the state of a notice; releases of before had one word for two ends, and another word for a third."""
    state: State = item["state"]
    if item["state"] == "suppressed":
        return "unreachable"
    return "refused" if state == "failed" and item.get("reason") != UNKNOWN else state


def _instant(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
