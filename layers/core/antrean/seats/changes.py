"""Which offices are summed up again after something in the table has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.offices.store import office_of_audit
from antrean.seats.sum_up import sum_up
from antrean.slots.items import office_of_quota

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any

    from antrean.base.clock import Clock
    from antrean.offices.directory import OfficeDirectory
    from antrean.offices.store import Offices
    from antrean.seats.store import Summaries
    from antrean.slots.store import Quotas


def office_of(change: Mapping[str, Any]) -> str | None:
    """Return the id of the office whose seats may have changed, by a change as the table's stream tells it; else None.

    Those are changes of a quota, and the audit records of what operators changed. These stand for the quotas that were
    written with them: the stream tells of a transaction once it is complete (AWS: "Amazon DynamoDB Transactions").
    """
    keys = change["Keys"]["pk"]["S"], change["Keys"]["sk"]["S"]
    return office_of_quota(keys) or office_of_audit(keys)


def sum_up_changed(  # noqa: PLR0913 - what is read and written
    summaries: Summaries,
    quotas: Quotas,
    clock: Clock,
    directory: OfficeDirectory,
    offices: Offices,
    office_ids: Collection[str],
) -> None:
    """Sum up the offices of these ids, each once; raises `Busy`.

    What is no office is passed over, such as the staff, whose audit records stand beside those of offices. An office
    that was added since the directory was read is read by itself.
    """
    found = (directory.get(office_id) or offices.get(office_id) for office_id in sorted(office_ids))
    sum_up(summaries, quotas, clock, [office for office in found if office])
