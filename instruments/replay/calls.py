"""A client of DynamoDB that records its calls and can be made to fail before, after or around one of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any


class Killed(BaseException):
    """The function died here. Not an `Exception`, so that no handler of the program can catch it."""


class Recorder:
    """Passes calls on to a botocore client, and notes their names in `calls`.

    `before` and `after` are asked with the number of the call (from 0) and may raise, or do something else in between.
    `around` gets the number and the call itself, and answers in its place: it may make it, twice, late, or not at all.
    """

    def __init__(self, client: Any) -> None:
        """Record the calls to `client`."""
        self._client = client
        self.calls: list[str] = []
        self.before: Callable[[int], None] = lambda _number: None
        self.after: Callable[[int], None] = lambda _number: None
        self.around: Callable[[int, partial[Any]], Any] = lambda _number, call: call()

    def reset(self) -> None:
        """Forget the calls made so far and let all calls through."""
        self.calls.clear()
        self.before = self.after = lambda _number: None
        self.around = lambda _number, call: call()

    def kill(self, number: int, when: str) -> None:
        """Let the function die "before" or "after" a call (from 0), counted from now on."""

        def die(reached: int) -> None:
            if reached == number:
                raise Killed

        self.reset()
        setattr(self, when, die)

    def once_before(self, operation: str, act: Callable[[], object]) -> None:
        """Let something happen once, just before the next call of this name; its own calls are let through."""

        def act_once(number: int) -> None:
            if self.calls[number] == operation:
                self.reset()
                act()

        self.before = act_once

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        """Return the client's method of that name, recorded."""
        method = getattr(self._client, operation)

        def call(**arguments: Any) -> Any:
            number = len(self.calls)
            self.calls.append(operation)
            self.before(number)
            answer = self.around(number, partial(method, **arguments))
            self.after(number)
            return answer

        return call


def name_of(operation: str, arguments: dict[str, Any]) -> str:
    """Return what a call of the booking protocol is called in docs/architecture.md."""
    match operation:
        case "batch_get_item":
            [request] = arguments["RequestItems"].values()
            if any(key["sk"]["S"].startswith("K#") for key in request["Keys"]):
                return "look at the counter"
            return "read" if any(key["sk"]["S"] == "PROFILE" for key in request["Keys"]) else "look at the guard"
        case "get_item":
            kind = arguments["Key"]["sk"]["S"].partition("#")[0]
            return f"look at the {_SEEN.get(kind, 'booking')}"
        case "transact_get_items":
            kinds = {each["Get"]["Key"]["sk"]["S"].partition("#")[0] for each in arguments["TransactItems"]}
            return "look at the operation" if kinds == {"O"} else "read together"
        case "query":
            return _query(arguments)
        case "put_item":
            return "publish"
        case "transact_write_items":
            return _transaction(arguments["TransactItems"])
    expression = arguments["UpdateExpression"]
    marks = {
        "next_number": "claim",
        "#void": "fence",
        "released_at": "release",
        "reopening_at": "begin to open",
        "seats_left": "settle with give-back",
        "claims": "settle",
        "limits": "count",
        "self_guarded": "note",
    }
    return next((name for mark, name in marks.items() if mark in expression), "change")


_SEEN = {
    "QUOTA": "quota",
    "DAY": "secret of the day",
    "PROFILE": "account",
    "ACCOUNT": "registration",
    "CLOSURE": "closure",
    "P": "party",
    "K": "counter",
}


def _query(arguments: dict[str, Any]) -> str:
    if "IndexName" in arguments:
        return "find candidates"
    if arguments["ExpressionAttributeValues"][":pk"]["S"].startswith("DAY#"):
        return "find parties"
    if "due_at" in arguments.get("FilterExpression", ""):
        return "find closures"
    return "find claims" if "FilterExpression" in arguments else "find alternatives"


def _transaction(actions: list[dict[str, Any]]) -> str:
    """Return what a transaction is called: those of closures and of a day by what they do, every other the commit."""
    written = [each["Put"]["Item"] for each in actions if "Put" in each]
    if done := next((item["kind"]["S"] for item in written if item["sk"]["S"].startswith("O#")), None):
        return str(done)
    updates = [each["Update"] for each in actions if "Update" in each]
    changes = " ".join(each["UpdateExpression"] for each in updates)
    conditions = " ".join(each["ConditionExpression"] for each in updates)
    if any(each.get("Put", {}).get("Item", {}).get("sk", {}).get("S") == "CLOSURE" for each in actions):
        return "begin the closure"
    marks = {
        "seats_kept = seats_kept - :n": (changes, "hold again"),
        "attribute_not_exists(reopening_at)": (conditions, "displace"),
        "due_at": (changes, "advance the closure"),
        "REMOVE reason, closure": (changes, "open"),
        ", closure = :closure": (changes, "shut"),
    }
    return next((name for mark, (text, name) in marks.items() if mark in text), "commit")
