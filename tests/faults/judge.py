"""What must be true of a cell, held against the same event without the fault."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from instruments.dynamodb import referee
from instruments.replay.outcome import outcome
from instruments.replay.people import holds_nik
from tests.faults.matrix import Cell, Played, Retry
from tests.faults.scene import LOG, End
from tests.faults.troubles import Span
from tests.faults.wire import DYNAMODB, SES, SQS

_ENDS = {"displacing": "displaced", "reopening": "reopened"}
"""What the states of a closure come to."""
_BATCHES = frozenset({"dispatcher", "mail_reports", "notifier", "receipt_renderer", "registry_checker"})
"""An error of these asks for the batch again."""
_TRIES = 2
_UNDO = ("POST", "/staff/offices/{office_id}/counters/{counter}/undo")
_CONFLICT = 409
_NUMBERS = frozenset({"number", "numbers", "queue_number"})
"""Other ones are given where the sweep has taken the seats of the first try back."""
_INSTANTS = frozenset(
    {"answered_at", "arrived_at", "at", "called_at", "cannot_come_at", "cursor", "ended_at", "joined_at", "read_until"}
)
"""When something was done on an office's day or about it, which is later where a try was needed again."""
_ADDRESS = "office_address"
_CONTEST = ("POST", "/me/listings/{booking_id}/contest")
"""Its answer comes after a mail, which is handed over once a minute at most."""
_CODES = frozenset({("POST", "/accounts"), ("POST", "/accounts/password"), ("POST", "/me/email")})
"""These mail a code each time that they are sent."""
_CHECK = ("POST", "/me/check")
"""Each request to this route that is answered has asked the registry once."""
_COUNTING = frozenset({"notice_replayer", "publisher", "receipt_replayer", "reminders", "sweeper"})
"""These tell how much they did; what the first try did is not done again."""


def wrong(cell: Cell, played: Played, quiet: Played, seconds: int) -> Iterator[str]:
    """Name what is wrong with a cell; `seconds` is the timeout of its function."""
    yield from _first(cell, played.first, quiet, seconds)
    yield from _second(cell, played, quiet)
    yield from _left_behind(cell, played, quiet)
    if holds_nik(LOG.getvalue()):
        yield "a NIK was logged"


def _first(cell: Cell, end: End, quiet: Played, seconds: int) -> Iterator[str]:
    if end.seconds > seconds:
        yield f"took {end.seconds} s, and Lambda ends the function after {seconds} s"
    if end.status is not None:
        yield from end.told["undocumented"]
        if not end.is_busy and not _same(end, quiet.first):
            yield f"answered {end}, and not {quiet.first} or busy"
    elif not _may_end(cell.case.function, end, quiet.first):
        yield f"ended with {end}, and not {quiet.first} or busy"


def _second(cell: Cell, played: Played, quiet: Played) -> Iterator[str]:
    first, second = played.first, played.second
    if second.is_busy and cell.case.route == _CONTEST and first.is_busy and cell.retry is Retry.AT_ONCE:
        # somebody may be telling the booker: for a minute nobody else does
        return
    if (
        cell.case.route == _UNDO
        and first.is_busy
        and cell.retry is Retry.AFTER_THE_SWEEP
        and second.status == _CONFLICT
    ):
        # a counter may undo for a minute, which has passed
        return
    if second.is_busy:
        yield "the retry is busy, though the fault has passed"
    elif second.status is None:
        counts = cell.case.function in _COUNTING
        if not (_may_end(cell.case.function, second, quiet.first) if counts else _alike(second, quiet.first)):
            yield f"the retry ended with {second}, and not {quiet.first}"
    elif first.is_busy:
        # whether the first was done before it became busy, nobody was told
        renumbered = cell.retry is Retry.AFTER_THE_SWEEP
        if not any(_same(second, each, renumbered=renumbered) for each in (quiet.first, quiet.second)):
            yield f"the retry answered {second}, and not {quiet.first}"
    elif not _same(second, quiet.second):
        yield f"the retry of what was acknowledged answered {second}, and not {quiet.second}"


def _left_behind(cell: Cell, played: Played, quiet: Played) -> Iterator[str]:
    found, expected = outcome(played.scene.world), outcome(quiet.scene.world)
    # An id that waits once more than it must is looked at and is done; one that is missing is never looked at.
    waiting, expected_waiting = set(found.pop("waiting")), set(expected.pop("waiting"))
    if not expected_waiting <= waiting <= {notice.partition(" ")[0] for notice in found["notices"]}:
        yield f"{waiting} wait, and not {expected_waiting}"
    if _is_about_mail(cell) and any(notice.endswith(" sending") for notice in found["notices"]):
        # nobody knows whether the mail went out, and the notice says so
        del found["notices"], expected["notices"]
    # The same look at the same instant has one record; a second later it is another one.
    looks, expected_looks = found.pop("seen", 0), expected.pop("seen", 0)
    if bool(looks) != bool(expected_looks) or looks > _TRIES * expected_looks:
        yield f"{looks} looks are recorded, and not {expected_looks}"
    asked, expected_asked = found.pop("questions", 0), expected.pop("questions", 0)
    is_asked_once = cell.case.route == _CHECK and played.first.is_busy and bool(asked)
    # A message whose answer was lost is sent once more, and its question asked once more, which changes nothing.
    most = expected_asked * (_TRIES if cell.call.service == SQS else 1)
    if asked > most or (asked < expected_asked and not is_asked_once):
        yield f"{asked} questions to the registry, and not {expected_asked}"
    mails, expected_mails = found.pop("mails_to"), expected.pop("mails_to")
    if set(mails) - set(expected_mails):
        yield f"mails to {mails}, and not to {expected_mails}"
    told = _is_told_again(cell, played, mails) or _is_mailed_once(cell, played, mails)
    if mails != expected_mails and not told and not _is_about_mail(cell):
        yield f"{len(mails)} mails, and not {len(expected_mails)}"
    yield from (f"{name}: {found[name]}, and not {expected[name]}" for name in found if found[name] != expected[name])
    items = played.scene.world.items()
    # what the file itself broke stays broken
    broken = set(_broken(quiet.scene.world.items()))
    yield from (problem for problem in _broken(items) if problem not in broken)
    for end in (played.first, played.second):
        yield from _not_kept(end, items)


def _broken(items: list[dict[str, Any]]) -> Iterator[str]:
    for quota in (item for item in items if item["sk"].startswith("QUOTA#")):
        yield from (f"{quota['pk']} {quota['sk']}: {problem}" for problem in referee.problems(items, quota))
        if quota["claims"]:
            yield f"{quota['pk']} {quota['sk']}: claims are still in flight"


def _not_kept(end: End, items: list[dict[str, Any]]) -> Iterator[str]:
    """Name the booking that was told with other people or numbers than stand in the table."""
    body = end.told["body"] if end.status in {200, 201} else None
    # An entry of the waiting list is no booking, also where it names the one that it is offered.
    if not isinstance(body, dict) or "applicants" not in body or "entry_id" in body:
        return
    [booking] = (item for item in items if item["pk"] == f"BOOKING#{body['booking_id']}")
    told = [
        (int(person.get("queue_number", "-0").rpartition("-")[2]), person["presence"]) for person in body["applicants"]
    ]
    # Numbers are told once an offer is accepted.
    is_told = "offer" not in body or body["offer"].get("answer") == "accepted"
    stands = [(is_told * person["n"], person.get("a", "present")) for person in booking["people"]]
    if told != stands or (body["status"] == "cancelled") != (booking["status"] == "cancelled"):
        yield f"told {body}, and the table says {booking}"


def _same(end: End, other: End, *, renumbered: bool = False) -> bool:
    names = _INSTANTS | _NUMBERS if renumbered else _INSTANTS
    if _ADDRESS not in str(end.told):
        # A booking is answered without it where the offices cannot be read.
        names |= {_ADDRESS}
    told, expected = _without(_at_its_end(end.told), names), _without(_at_its_end(other.told), names)
    return end.status == other.status and bool(told == expected)


def _at_its_end(told: Any) -> Any:
    """Return what is told of a closure, or of a slot that one has shut, as it will be: the clock does what is left."""
    body = told.get("body") if isinstance(told, dict) else None
    if not isinstance(body, dict) or not body.get("closure_id"):
        return told
    if "slots" in body:
        return {**told, "body": {**body, "state": _ENDS.get(body["state"], body["state"])}}
    moving = {"seats_kept", "taken"}
    return {**told, "body": {name: value for name, value in body.items() if name not in moving}}


def _alike(end: End, other: End) -> bool:
    # each environment has loaded the exceptions of its function anew
    return type(end.raised).__name__ == type(other.raised).__name__ and _same(end, other)


def _without(told: Any, names: frozenset[str]) -> Any:
    """Return what is told without the members of these names."""
    if isinstance(told, dict):
        return {name: _without(part, names) for name, part in told.items() if name not in names}
    if isinstance(told, list):
        return [_without(part, names) for part in told]
    return told


def _may_end(function: str, end: End, quiet: End) -> bool:
    """Tell whether a function that answers to no client may end so."""
    if end.is_busy:
        return True
    if end.raised:
        asks_again = {"RuntimeError"} if function in _BATCHES else set()
        return type(end.raised).__name__ in {*asks_again, type(quiet.raised).__name__}
    return _tells_no_more(function, end.told, quiet.told)


def _tells_no_more(function: str, told: Any, quiet: Any) -> bool:
    match function:
        case "auditor":
            looked_at = told["audited"] + told["unjudged"]
            return set(told["broken"]) <= set(quiet["broken"]) and bool(looked_at == quiet["audited"])
        case "pepper_keeper" | "dispatcher" | "mail_reports" | "notifier" | "receipt_renderer":
            return True
        case "receipt_replayer":
            # with a message more that was seen twice
            return bool(sum(told.values()) <= sum(quiet.values()) + 1)
        case "notice_replayer":
            return all(sum(told[name].values()) <= sum(quiet[name].values()) + 1 for name in quiet)
        case "publisher" | "reminders" | "sweeper":
            return all(told[name] <= quiet[name] for name in quiet)
    return bool(told == quiet)


def _is_told_again(cell: Cell, played: Played, mails: Sequence[str]) -> bool:
    """Tell whether a booker is told of a contest twice, or not yet.

    Where nobody knows whether the booker was told, whoever contests again, after the minute of who was telling, has the
    booker told again; once the contest is acknowledged the booker was told.
    """
    if cell.case.route != _CONTEST or not played.first.is_busy:
        return False
    return played.second.is_busy or bool(mails)


def _is_mailed_once(cell: Cell, played: Played, mails: Sequence[str]) -> bool:
    """Tell whether the code of a request that became busy is mailed by its retry alone."""
    return cell.case.route in _CODES and played.first.is_busy and bool(mails)


def _is_about_mail(cell: Cell) -> bool:
    """Tell whether a notice may be lost or sent twice: SES knows no key, and a note comes first that it is sent.

    A mail with a code that is counted twice, because the answer to its count was lost, is one mail less that hour.
    """
    counted = ("notified_at" in cell.call.what) or ("mails = mails" in cell.call.what)
    noted = counted or (cell.case.function == "notifier" and "UpdateItem" in cell.call.what)
    return cell.call.service == SES or (cell.call.service == DYNAMODB and noted) or cell.span is Span.EACH
