"""The negative controls: what the product would be without one of its answers to a fault."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import wraps
from typing import Any

import pytest

from antrean import wiring
from antrean.aws import calls, clients, table
from antrean.base.deadline import Deadline
from antrean.base.errors import Busy
from antrean.base.ids import Pepper
from antrean.bookings import store
from antrean.slots.items import quota_key
from tests.faults.troubles import Span

Patch = pytest.MonkeyPatch


class _Never(Exception):  # noqa: N818 - nobody raises it
    pass


def throttling_is_not_busy(patch: Patch) -> None:
    """DynamoDB's throttling is an error of the program."""
    patch.setattr(calls, "PASSES_BY_ITSELF", frozenset())


def conflicts_are_not_retried(patch: Patch) -> None:
    """Whoever meets a transaction fails."""
    patch.setattr(table, "_conflicts", lambda _error: False)


def no_answer_is_not_busy(patch: Patch) -> None:
    """A table that does not answer is an error of the program."""
    patch.setattr(calls, "HTTPClientError", _Never)


def a_dead_gate_is_not_busy(patch: Patch) -> None:
    """A sign-up whose gate died is an error of the program."""
    patch.setattr(calls, "PASSES_BY_ITSELF", calls.PASSES_BY_ITSELF - {"UserLambdaValidationException"})


def a_slow_bucket_is_not_busy(patch: Patch) -> None:
    """S3's 503 is an error of the program."""
    patch.setattr(calls, "_SERVER_ERRORS", 600)
    patch.setattr(calls, "PASSES_BY_ITSELF", frozenset())


def a_missing_pepper_is_not_busy(patch: Patch) -> None:
    """A cold start without Secrets Manager fails."""

    def pepper() -> Pepper:
        answer = clients.client("secretsmanager").get_secret_value(SecretId="pepper")
        return Pepper.from_secret_string(answer["SecretString"])

    patch.setattr(wiring, "pepper", pepper)


def nobody_looks_at_the_time(patch: Patch) -> None:
    """A function goes on until Lambda ends it."""
    patch.setattr(Deadline, "refuse_if_late", lambda _self, _longest: None)


def who_is_busy_gives_the_seats_back(patch: Patch) -> None:
    """A commit without an answer is taken for one that did not happen."""
    commit = store.Bookings.commit_new

    @wraps(commit)
    def hasty(self: store.Bookings, made: Any, claim: Any, *rest: Any) -> None:
        try:
            commit(self, made, claim, *rest)
        except Busy:
            self._quotas.settle(claim, give_back=True)
            raise

    patch.setattr(store.Bookings, "commit_new", hasty)


def seats_are_given_back_apart(patch: Patch) -> None:
    """A booking that is cancelled gives its seats back in a write of its own, before anything else is written."""
    cancel = store.Bookings.commit_cancel

    @wraps(cancel)
    def apart(self: store.Bookings, old: Any, *rest: Any) -> None:
        self._table.transact([self._quotas.give_back_action(old.slot, old.held_seats, old.changed_at)])
        with pytest.MonkeyPatch.context() as within:
            within.setattr(self._quotas, "give_back_action", lambda slot, *_given: _touch(self, slot))
            cancel(self, old, *rest)

    patch.setattr(store.Bookings, "commit_cancel", apart)


def _touch(bookings: store.Bookings, slot: Any) -> Any:
    """Return an action that changes nothing."""
    update = bookings._table.update_action  # noqa: SLF001 - as the store makes its own
    return update(quota_key(slot), "SET seats_left = seats_left", "attribute_exists(pk)")


_ALL = frozenset(Span)
CONTROLS: Mapping[Callable[[Patch], None], tuple[str, Collection[Span]]] = {
    throttling_is_not_busy: ("bookings/create-201", _ALL),
    conflicts_are_not_retried: ("bookings/cancel-200", _ALL),
    no_answer_is_not_busy: ("offices/month-200", _ALL),
    a_dead_gate_is_not_busy: ("accounts/confirm-204", _ALL),
    a_slow_bucket_is_not_busy: ("receipts/link-200", _ALL),
    a_missing_pepper_is_not_busy: ("bookings/show-200", _ALL),
    # one call that hangs is within the time; only a system that is slow all over is not
    nobody_looks_at_the_time: ("bookings/create-201", {Span.EACH}),
    who_is_busy_gives_the_seats_back: ("bookings/create-201", _ALL),
    seats_are_given_back_apart: ("bookings/cancel-200", _ALL),
}
"""Each control, and the cells that must notice it: those of an event, by how long the fault lasts."""
