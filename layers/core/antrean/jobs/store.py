"""Jobs in the table: one item for each, that says how far it has come."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from antrean.aws.table import ConditionFailed, every
from antrean.jobs.model import Job

if TYPE_CHECKING:
    from antrean.aws.attributes import Item
    from antrean.aws.table import Key, Table

ADD_CONDITIONS = {"seen for the first time": "attribute_not_exists(pk)"}
SAVE_CONDITIONS = {"no other run has saved a step since": "steps = :read"}
"""Of two runs that did the same step one saves it. The other one, which may have been paused for long, ends: so a job
never goes back and never skips a step."""


def job_key(name: str) -> Key:
    """Key of a job."""
    return f"JOB#{name}", "JOB"


class Jobs:
    """Reads and conditional writes of jobs."""

    def __init__(self, table: Table) -> None:
        """Use `table`."""
        self._table = table

    def get(self, name: str) -> Job | None:
        """Read a job, strongly consistent; None if it was never seen."""
        item = self._table.get(job_key(name))
        return _as_job(name, item) if item else None

    def is_done(self, name: str) -> bool:
        """Tell whether a job has come to its end, strongly consistent."""
        item = self._table.get(job_key(name))
        return bool(item and item.get("done_at"))

    def add_if_absent(self, job: Job) -> Job:
        """Write a job that was never seen before; return the one that stands there then, whoever wrote it."""
        pk, sk = job_key(job.name)
        try:
            self._table.put({"pk": pk, "sk": sk, "v": 1, **_item(job)}, every(ADD_CONDITIONS))
        except ConditionFailed as failure:
            return _as_job(job.name, failure.item) if failure.item else job
        return job

    def save(self, job: Job, read: Job) -> bool:
        """Write how far a job has come since `read`, and return whether it was: if no other run saved a step since."""
        item = _item(job)
        gone = [name for name in ("reached", "done_at") if name not in item]
        expression = "SET " + ", ".join(f"{name} = :{name}" for name in item)
        if gone:
            expression += " REMOVE " + ", ".join(gone)
        values = {":read": read.steps, **{f":{name}": value for name, value in item.items()}}
        try:
            self._table.update(job_key(job.name), expression, every(SAVE_CONDITIONS), values=values)
        except ConditionFailed:
            return False
        return True


def _item(job: Job) -> Item:
    """Return what is stored of a job, without its key."""
    item: Item = {
        "seen_at": int(job.seen_at.timestamp()),
        "ran_at": int(job.ran_at.timestamp()),
        "steps": job.steps,
    }
    if job.reached:
        item["reached"] = list(job.reached)
    if job.done_at:
        item["done_at"] = int(job.done_at.timestamp())
    return item


def _as_job(name: str, item: Item) -> Job:
    reached, done_at = item.get("reached"), item.get("done_at")
    return Job(
        name,
        datetime.fromtimestamp(item["seen_at"], UTC),
        datetime.fromtimestamp(item["ran_at"], UTC),
        item["steps"],
        (reached[0], reached[1]) if reached else None,
        datetime.fromtimestamp(done_at, UTC) if done_at else None,
    )
