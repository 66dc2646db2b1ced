"""The secrets of days in the table, from which minutes of releases and places in hours follow."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from antrean.aws.table import ConditionFailed, every
from antrean.policy.bookings import SECRETS_KEPT

if TYPE_CHECKING:
    from antrean.aws.table import Key, Table

SECRET_CONDITIONS = {"never over a secret that is there": "attribute_not_exists(pk)"}
"""Its seeds' hashes may be public already."""


def secret_key(day: date) -> Key:
    """Key of the secret of a day."""
    return "RELEASES", f"DAY#{day.isoformat()}"


class ReleaseSecrets:
    """The secret of each day: of its minutes (`slots.releases`), and of the places in its hours (`turns.places`)."""

    def __init__(self, table: Table) -> None:
        """Use `table`."""
        self._table = table
        self._known: dict[date, bytes] = {}

    def get(self, day: date) -> bytes | None:
        """Read the secret of a day; None where none was drawn, or it is forgotten."""
        item = self._table.get(secret_key(day))
        return bytes.fromhex(item["secret"]) if item else None

    def known(self, day: date) -> bytes | None:
        """Return the secret of a day, which is read once: it never changes. One that is missing is looked for again."""
        if day not in self._known:
            secret = self.get(day)
            if secret is None:
                return None
            self._known[day] = secret
        return self._known[day]

    def add_if_absent(self, day: date, secret: bytes) -> bool:
        """Keep the secret of a day that has none, for `SECRETS_KEPT` after the day, and tell whether it was kept."""
        pk, sk = secret_key(day)
        end = datetime.combine(day, time(), UTC) + SECRETS_KEPT
        item = {"pk": pk, "sk": sk, "v": 1, "secret": secret.hex(), "expires_at": int(end.timestamp())}
        try:
            self._table.put(item, every(SECRET_CONDITIONS))
        except ConditionFailed:
            return False
        return True
