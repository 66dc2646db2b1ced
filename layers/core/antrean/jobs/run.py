"""A job goes through the whole table once, step by step, and whoever runs it next goes on where it was cut short.

A step may be done twice, by a run that died before it was saved or by two runs at once, so every step must be one that
can be: it writes under conditions, and does nothing where it was done already. What a job has reached is saved after
each step, so nothing is ever left out.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from antrean.jobs.model import Job
from antrean.policy.system import JOB_GAP, JOB_PATIENCE, JOB_RUN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from antrean.aws.table import Key
    from antrean.base.clock import Clock
    from antrean.jobs.store import Jobs


class Step(Protocol):
    """What a job does with a part of the table."""

    def __call__(self, after: Key | None, /) -> Key | None:
        """Do some of what comes after a key, None for the beginning; return where the next step begins, if any."""


def go_on(jobs: Jobs, clock: Clock, steps: Mapping[str, Step]) -> list[Job]:
    """Take jobs further, one after the other, and return how far each has come; `steps` are theirs, by name.

    A job begins `JOB_PATIENCE` after it was first seen, and a run takes no further step of any job after `JOB_RUN`. A
    job begins anew, also one that was done, where its last run is longer ago than `JOB_GAP`. Where another run saved a
    step of a job meanwhile, this one leaves that job. Raises `Busy` where the table cannot be read or written.
    """
    begun = clock.now()
    return [_go_on(jobs, clock, name, step, begun) for name, step in steps.items()]


def _go_on(jobs: Jobs, clock: Clock, name: str, step: Step, begun: datetime) -> Job:
    found = jobs.get(name) or jobs.add_if_absent(Job(name, seen_at=begun, ran_at=begun))
    # An instant that is still to come was written by a clock that was wrong.
    anew = not timedelta(0) <= begun - found.ran_at <= JOB_GAP
    job = found._replace(ran_at=begun)
    if anew:
        job = job._replace(seen_at=begun, steps=found.steps + 1, reached=None, done_at=None)
    if not jobs.save(job, found):
        return jobs.get(name) or found
    while not job.done_at and job.seen_at + JOB_PATIENCE <= clock.now() <= begun + JOB_RUN:
        reached = step(job.reached)
        further = job._replace(steps=job.steps + 1, reached=reached, done_at=None if reached else clock.now())
        if not jobs.save(further, job):
            return jobs.get(name) or job
        job = further
    return job
