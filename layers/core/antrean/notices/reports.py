"""What carriers report of messages that were sent, long after or before whoever sent them knew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from antrean.notices.model import id_of

if TYPE_CHECKING:
    from antrean.base.clock import Clock
    from antrean.messages.mailboxes import Mailboxes
    from antrean.messages.port import Report
    from antrean.notices.store import Notices


@dataclass(frozen=True, slots=True)
class Reports:
    """What takes reports."""

    notices: Notices
    mailboxes: Mailboxes
    clock: Clock

    def take(self, report: Report) -> None:
        """Note what a report says; it may be repeated, and come in any order. Raises `Busy`."""
        if report.kind == "taken":
            # Only messages that tell a notice have a reference; whose end is known already keeps it.
            if report.reference:
                self.notices.confirm(id_of(report.reference))
            return
        for address in report.addresses:
            self.mailboxes.note_unreachable(address, report.kind, self.clock.now())
