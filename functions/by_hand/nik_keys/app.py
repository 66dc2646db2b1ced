"""Started by hand to replace the key of NIKs: one step for each run, as docs/operations.md tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from aws_lambda_powertools import Logger

from antrean import wiring, wiring_staff
from antrean.aws import clients
from antrean.base.environment import setting
from antrean.keys import hashes

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_lambda_powertools.utilities.typing import LambdaContext

_ONE_PAGE = 60_000
"""Milliseconds: more than a page takes even while a service hangs. With less time left no other page is begun."""


class Told(TypedDict):
    """What a step answers: the live versions, where `renew` left the accounts, and why a step was not taken.

    `found` is what is found by which version. It is there for `look` alone, since the whole table is read for it.
    """

    newest: int
    oldest: int
    found: dict[str, dict[str, int]] | None
    after: list[str] | None
    refused: str


def handler(event: dict[str, Any], context: LambdaContext) -> Told:
    """Take the `step` of the event: `look`, `make` or `retire` a `version`, or `renew` accounts `after` a key.

    A step that cannot be taken yet says so in `refused`. Each may be repeated. `renew` ends with the time of the run,
    and the `after` that it answers with is where the next run goes on; it is null once all accounts are done.
    """
    manager, secret_id, now = clients.client("secretsmanager"), setting("NIK_KEYS_ID"), wiring.CLOCK.now()
    held = wiring_staff.hashes()
    found: dict[str, dict[str, int]] | None = None
    after: list[str] | None = None
    refused = ""
    try:
        match event["step"]:
            case "look":
                found = held.counts()
            case "make":
                hashes.make(manager, secret_id, event["version"], now)
            case "retire":
                hashes.retire(manager, secret_id, event["version"], now, held.counts)
            case "renew":
                after = _renew(held, event.get("after"), context.get_remaining_time_in_millis)
            case other:
                refused = f"There is no step {other}."
    except hashes.NotYetError as reason:
        refused = str(reason)
    keys = wiring.read_nik_keys()
    told = Told(newest=keys.newest, oldest=keys.oldest, found=found, after=after, refused=refused)
    Logger().info("nik keys", step=event["step"], **told)
    return told


def _renew(held: hashes.Hashes, after: list[str] | None, left: Callable[[], int]) -> list[str] | None:
    keys, reached = wiring.read_nik_keys(), after
    while True:
        following = held.renew_page(keys, (reached[0], reached[1]) if reached else None)
        reached = list(following) if following else None
        if reached is None or left() < _ONE_PAGE:
            return reached
