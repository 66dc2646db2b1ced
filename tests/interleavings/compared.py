"""Two tables at once: every call is made on both, and must end in the same way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

DONE = "done"
_FAILED = {"ConditionalCheckFailed", "ConditionalCheckFailedException"}
_NUMBERED = re.compile(r"(?<=[a-z])\d+\b")
_NESTED = {"claims", "m"}
"""Maps: of an attribute in them DynamoDB returns the part that changed, and the store reads none of that."""


class Different(AssertionError):  # noqa: N818 - what is looked for
    """A call that ended in two ways."""


class Outcome(NamedTuple):
    """What the store can see of how a call ended."""

    code: str
    """Of the error, or `done`."""
    item: Any = None
    """What was read, or stood in the way."""
    reasons: tuple[tuple[str, Any], ...] = ()
    """Of a cancelled transaction: code and item of each action."""
    attributes: Any = None
    """What an update returned."""
    items: Any = None
    """What a query, scan or batch found."""


class Compared:
    """A client of two tables, that answers as the first one does; raises `Different`."""

    def __init__(self, mine: Any, theirs: Any) -> None:
        """Make each call on `mine` and on `theirs`."""
        self._clients = mine, theirs
        self.ends: Counter[str] = Counter()
        """How often a call ended with which code."""
        self.met: dict[str, set[bool]] = {}
        """Condition, numbered placeholders taken together -> whether it held and whether it failed."""

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        """Return the call of that name on both."""

        def call(**arguments: Any) -> Any:
            (mine, answer), (theirs, _) = (_outcome(client, operation, arguments) for client in self._clients)
            if mine != theirs:
                raise Different(f"{operation} {arguments}\n  mine   {mine}\n  theirs {theirs}")
            self.ends[mine.code] += 1
            for number, action in enumerate(arguments.get("TransactItems", [])):
                [given] = action.values()
                self._note(given, mine.reasons[number][0] if mine.reasons else mine.code)
            self._note(arguments, mine.code)
            if isinstance(answer, ClientError):
                raise answer
            return answer

        return call

    def _note(self, given: Mapping[str, Any], code: str) -> None:
        if "ConditionExpression" in given and code in {*_FAILED, DONE}:
            clauses = _NUMBERED.sub("", given["ConditionExpression"]).split(" AND ")
            text = " AND ".join(dict.fromkeys(clauses))
            self.met.setdefault(text, set()).add(code == DONE)


def _outcome(client: Any, operation: str, arguments: dict[str, Any]) -> tuple[Outcome, Any]:
    try:
        answer = getattr(client, operation)(**arguments)
    except ClientError as error:
        response: dict[str, Any] = dict(error.response)
        reasons = ((reason["Code"], reason.get("Item")) for reason in response.get("CancellationReasons", []))
        return Outcome(response["Error"]["Code"], response.get("Item"), tuple(reasons)), error
    attributes = {name: value for name, value in answer.get("Attributes", {}).items() if name not in _NESTED}
    items = answer["Items"] if operation == "query" else in_order(answer)
    return Outcome(DONE, answer.get("Item"), (), attributes, items), answer


def in_order(answer: Mapping[str, Any]) -> list[Any]:
    """The items of an answer, by their keys: an engine scans in an order of its own."""
    read = answer.get("Responses", {})
    if isinstance(read, list):
        return [response.get("Item") for response in read]
    found = [*answer.get("Items", []), *(item for items in read.values() for item in items)]
    return sorted(found, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))
