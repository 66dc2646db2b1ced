"""A job goes through the whole table once, step by step, and whoever runs it next goes on where it was cut short.

A step may be done twice, by a run that died before it was saved or by two runs at once, so every step must be one that
can be: it writes under conditions, and does nothing where it was done already. What a job has reached is saved after
each step, so nothing is ever left out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from antrean.base.policy import JOB_PATIENCE, JOB_RUN
from antrean.jobs.model import Job

if TYPE_CHECKING:
    from antrean.aws.table import Key
    from antrean.base.clock import Clock
    from antrean.jobs.store import Jobs


class Step(Protocol):
    """What a job does with a part of the table."""

    def __call__(self, after: Key | None, /) -> Key | None:
        """Do some of what comes after a key, None for the beginning; return where the next step begins, if any."""


def go_on(jobs: Jobs, clock: Clock, name: str, step: Step) -> Job:
    """Take a job some steps further, and return how far it has come.

    A job begins `JOB_PATIENCE` after it was first seen, and a run takes no further step after `JOB_RUN`. Where another
    run has saved a step meanwhile, this one ends. Raises `Busy` where the table cannot be read or written now.
    """
    begun = clock.now()
    job = jobs.get(name) or jobs.see(Job(name, begun))
    while not job.done_at and job.seen_at + JOB_PATIENCE <= clock.now() <= begun + JOB_RUN:
        reached = step(job.reached)
        further = replace(job, steps=job.steps + 1, reached=reached, done_at=None if reached else clock.now())
        if not jobs.save(further):
            return jobs.get(name) or job
        job = further
    return job
