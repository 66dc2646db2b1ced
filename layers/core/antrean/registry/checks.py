"""Asking the registry about an account, after its holder was answered, and what becomes of the verdict.

A NIK is in nobody's hands for longer than a request takes: nothing of ours stores it. So whoever asks puts it into a
queue, sealed, beside what the registry needs, and a function that alone can unseal it asks. A message that nobody
could answer is gone after 15 minutes, and goes to no queue of failures: the account stays as sure as it was, and its
holder may ask again (`POST /me/check`).

The registry is asked about a sign-up at once, long before there is an account. Its verdict is kept with the sign-up
that waits for its code, and after that with the registration, if there is one by then. The confirmation writes the
registration, and after that looks for a verdict with the sign-up. So whichever comes first, one finds the other.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from datetime import UTC, date
from typing import TYPE_CHECKING

from antrean.base.days import end_of_day
from antrean.base.errors import Busy, Code, Refused, invalid
from antrean.people.model import is_of
from antrean.policy.people import MOST_CHECKS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from antrean.aws.queue import Seal, SealedQueue
    from antrean.base.clock import Clock
    from antrean.base.ids import Pepper
    from antrean.base.nik_keys import NikKeys
    from antrean.people.model import Account
    from antrean.registry.port import Registry
    from antrean.registry.store import Levels

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Question:
    """What the registry is asked, and of which account; `waiting` names the sign-up that waits, if one does."""

    account_id: str
    nik: str = field(repr=False)
    full_name: str = field(repr=False)
    birth_date: date = field(repr=False)
    waiting: str = ""

    def text(self) -> str:
        """Return what is sealed of it."""
        return json.dumps([self.nik, self.full_name, self.birth_date.isoformat(), self.waiting])


def question_of(account_id: str, text: str) -> Question:
    """Return the question that was sealed."""
    nik, full_name, birth_date, waiting = json.loads(text)
    return Question(account_id, nik, full_name, date.fromisoformat(birth_date), waiting)


@dataclass(frozen=True, slots=True)
class Checks:
    """What puts questions for the registry into the queue."""

    queue: SealedQueue
    levels: Levels
    pepper: Pepper
    nik_keys: Callable[[], NikKeys]
    """Returns the keys of NIKs; raises `Busy`."""

    def begin(self, secret: str, nik: str, full_name: str, birth_date: date) -> None:
        """Ask about the account that a sign-up with this `secret` will make.

        Where the queue cannot be reached nobody is asked, and the sign-up goes on: its code was mailed already.
        """
        waiting = self.pepper.secret_name(secret)
        try:
            self._send(Question(self.pepper.account_id(secret), nik, full_name, birth_date, waiting))
        except Busy:
            _LOG.warning("the registry is not asked about a sign-up, because its queue could not be reached")

    def settle(self, secret: str, account_id: str, nik_keys: Sequence[str]) -> None:
        """Note for an account, which was just registered, what was answered before it was. It may be repeated."""
        verdict = self.levels.of_waiting(self.pepper.secret_name(secret))
        if verdict:
            self.levels.note(account_id, nik_keys, verdict)

    def ask(self, account: Account, nik: str, birth_date: date, clock: Clock) -> None:
        """Ask about an account whose holder types the NIK and the birth date once more.

        It is counted before anything is looked at. Of the birth date the account has the year alone; day and month are
        for the registry to judge, which answers a wrong one with a warning. Raises `Refused`: limit_reached,
        validation_failed where NIK or year are not those of the account; and `Busy`.
        """
        today = clock.now().astimezone(UTC).date()
        checks = _checks_on(account, today) + 1
        if checks > MOST_CHECKS:
            raise Refused(
                Code.LIMIT_REACHED,
                f"Your data were checked {MOST_CHECKS} times today. Try again tomorrow.",
                rule="checks",
                until=end_of_day(today, UTC),
            )
        if not self.levels.count_check(account, today, checks):
            raise Busy
        if not is_of(account, self.nik_keys().of(nik)):
            raise invalid("nik", "is not the NIK of this account")
        if birth_date.year != account.birth_year:
            raise invalid("birth_date", "is not the birth date of this account")
        self._send(Question(account.account_id, nik, account.full_name, birth_date))

    def _send(self, question: Question) -> None:
        self.queue.send(question.text(), question.account_id)


@dataclass(frozen=True, slots=True)
class Answerer:
    """What takes questions out of the queue, asks the registry, and notes its answers."""

    seal: Seal
    registry: Registry
    levels: Levels
    nik_keys: Callable[[], NikKeys]
    """Returns the keys of NIKs; raises `Busy`."""

    def answer(self, message: str) -> None:
        """Ask the registry what a message holds, and note what it says.

        Raises `Busy` where the registry is down, after that was noted, so that the message comes again.
        """
        account_id, text = self.seal.open(message)
        question = question_of(account_id, text)
        verdict = self.registry.check(question.nik, question.full_name, question.birth_date)
        if question.waiting:
            self.levels.note_waiting(question.waiting, verdict)
        self.levels.note(account_id, self.nik_keys().of(question.nik), verdict)
        if verdict == "down":
            raise Busy


def _checks_on(account: Account, day: date) -> int:
    """Return how often an account was checked on a day."""
    checked_on, _, checks = account.checked.partition("#")
    return int(checks) if checked_on == day.isoformat() else 0
