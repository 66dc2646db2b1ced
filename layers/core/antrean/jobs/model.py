"""How far a job has come."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.aws.table import Key


class Job(NamedTuple):
    """How far a job has come.

    `seen_at` is since when it is known, and `ran_at` when its last run began. `reached` is the key after which its next
    step begins, and `steps` how many were saved, those of an earlier beginning included.
    """

    name: str
    seen_at: datetime
    ran_at: datetime
    steps: int = 0
    reached: Key | None = None
    done_at: datetime | None = None
