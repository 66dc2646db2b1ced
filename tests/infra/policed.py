"""A DynamoDB client that lets through only what a role of template.yaml grants, key by key.

Ministack checks actions and resources but not `dynamodb:LeadingKeys`: what a condition forbids would show on AWS only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from typing import Any

from tests.infra.stack import Stack, granted

Access = tuple[str, str]
"""An action, such as `dynamodb:GetItem`, and a partition key; of a scan, which has none, an attribute; and of an index,
which holds nothing but keys, its path."""
Grant = tuple[str, str]
"""An action and a pattern of partition keys, or of a scan an attribute."""


INDEX = "index/by_day"


class Denied(BaseException):
    """A call that the role does not grant. Not an `Exception`, so that no handler can turn it into an answer."""


def grants_on_table(stack: Stack, role: str) -> set[Grant]:
    """What a role may do on the table, pattern by pattern, and on its index."""
    grants = granted(stack, role)
    on_table = {
        (action, pattern)
        for statement in grants
        if statement["Resource"] == ["<Table.Arn>"]
        for action in statement["Action"]
        for pattern in bounds(action, statement["Condition"])
    }
    on_index = {
        (action, INDEX)
        for statement in grants
        if statement["Resource"] == [f"<Table.Arn>/{INDEX}"]
        for action in statement["Action"]
    }
    return on_table | on_index


def bounds(action: str, condition: dict[str, Any]) -> list[str]:
    """The partition keys or attributes that a condition binds an action to."""
    if action == "dynamodb:Scan":
        assert condition["StringEqualsIfExists"] == {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"}
        attributes: list[str] = condition["ForAllValues:StringEquals"]["dynamodb:Attributes"]
        return attributes
    keys: list[str] = condition["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    return keys


class PolicedClient:
    """Passes calls on to a client if `grants` cover all their keys, and notes in `used` which grants were needed."""

    def __init__(self, client: Any, grants: set[Grant]) -> None:
        """Police the calls to `client`."""
        self._client = client
        self._grants = grants
        self.used: set[Grant] = set()

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        """Return the client's method of that name, policed."""

        def call(**arguments: Any) -> Any:
            for action, key in accesses(operation, arguments):
                matching = {grant for grant in self._grants if grant[0] == action and fnmatchcase(key, grant[1])}
                if not matching:
                    message = f"{action} on {key}"
                    raise Denied(message)
                self.used |= matching
            return getattr(self._client, operation)(**arguments)

        return call


def accesses(operation: str, arguments: dict[str, Any]) -> Iterator[Access]:
    """What IAM is asked for a call: an action and a partition key for each item, also of a transaction or batch.

    Of a scan it is asked for each attribute that is read or looked at.
    """
    action = "dynamodb:" + "".join(word.capitalize() for word in operation.split("_"))
    if operation in {"transact_write_items", "transact_get_items"}:
        for item in arguments["TransactItems"]:
            [(kind, part)] = item.items()
            yield f"dynamodb:{kind}Item", _partition(part)
    elif operation == "batch_get_item":
        for request in arguments["RequestItems"].values():
            for key in request["Keys"]:
                yield action, key["pk"]["S"]
    elif operation == "scan":
        assert arguments["Select"] == "SPECIFIC_ATTRIBUTES"
        for attribute in arguments["ExpressionAttributeNames"].values():
            yield action, attribute
    elif "IndexName" in arguments:
        yield action, f"index/{arguments['IndexName']}"
    elif operation == "query":
        yield action, arguments["ExpressionAttributeValues"][":pk"]["S"]
    else:
        yield action, _partition(arguments)


def _partition(arguments: dict[str, Any]) -> str:
    key: str = arguments["Key" if "Key" in arguments else "Item"]["pk"]["S"]
    return key
