"""A DynamoDB client that notes which attributes items have after each write, for the records of processing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from antrean.aws.attributes import from_item

Written = dict[tuple[str, str], set[str]]
"""By key, every attribute that the item ever had; `people.f` for one within another."""


class NotedClient:
    """Passes calls on to a client, and notes in `written` what became of the items that they wrote."""

    def __init__(self, client: Any, written: Written) -> None:
        """Note the writes to `client`."""
        self._client = client
        self._written = written

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        """Return the client's method of that name, noted."""

        def call(**arguments: Any) -> Any:
            answer = getattr(self._client, operation)(**arguments)
            for request in _writes(operation, arguments):
                key = {name: (request.get("Item") or request["Key"])[name] for name in ("pk", "sk")}
                found = self._client.get_item(TableName=request["TableName"], Key=key).get("Item")
                if found:
                    names = self._written.setdefault((key["pk"]["S"], key["sk"]["S"]), set())
                    names |= set(attributes(from_item(found)))
            return answer

        return call


def _writes(operation: str, arguments: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if operation in {"put_item", "update_item"}:
        yield arguments
    elif operation == "transact_write_items":
        for action in arguments["TransactItems"]:
            yield from (request for kind, request in action.items() if kind in {"Put", "Update"})


def attributes(value: Any, above: str = "") -> Iterator[str]:
    """The names of attributes, and of those within maps and within the maps of lists."""
    if isinstance(value, dict):
        for name, within in value.items():
            yield f"{above}{name}"
            yield from attributes(within, f"{above}{name}.")
    elif isinstance(value, list):
        for each in value:
            yield from attributes(each, above)
