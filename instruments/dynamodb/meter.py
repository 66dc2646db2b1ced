"""A client of DynamoDB that notes what each call costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from instruments.dynamodb import expressions
from instruments.dynamodb.expressions import Invalid, Item
from instruments.dynamodb.units import (
    EVENTUALLY,
    STRONGLY,
    TRANSACTIONAL,
    index_units,
    item_size,
    read_units,
    write_units,
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one call cost; `reported` is what the engine says, None where it says nothing, as of refused writes."""

    call: str
    """Its name in botocore."""
    reads: float
    writes: float
    reported: float | None
    size: int
    """Bytes of the items that were read."""


class Bill(list[Cost]):
    """The costs of calls, in order."""

    @property
    def calls(self) -> list[str]:
        """The names of the calls."""
        return [cost.call for cost in self]

    @property
    def reads(self) -> float:
        """The read units of all calls."""
        return sum(cost.reads for cost in self)

    @property
    def writes(self) -> float:
        """The write units of all calls."""
        return sum(cost.writes for cost in self)


class Meter:
    """Passes calls on to a client and notes their costs. It reads before each write, so only one thread may use it."""

    def __init__(self, client: Any) -> None:
        """Meter the calls to `client`."""
        self._client = client
        self.bill = Bill()

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        """Return the client's method of that name, metered if it is one that costs units."""
        method: Callable[..., Any] = getattr(self._client, operation)
        if operation not in _METERED:
            return method

        def call(**arguments: Any) -> Any:
            # The cost of a write is computed from the item as it is before, the cost of a read from its answer.
            writes, in_indexes = self._written(operation, arguments)
            answer: dict[str, Any] = {}
            try:
                answer = method(**{"ReturnConsumedCapacity": "TOTAL", **arguments})
                # What is refused does not come to the indexes.
                writes += in_indexes
            finally:
                sizes, factor = self._read(operation, arguments, answer)
                reads = sum(read_units(size, factor) for size in sizes)
                self.bill.append(Cost(operation, reads, writes, _reported(answer), sum(sizes)))
            return answer

        return call

    def _written(self, operation: str, arguments: dict[str, Any]) -> tuple[float, float]:
        """Return the units of a write in the table, and in its indexes if it is not refused."""
        match operation:
            case "put_item" | "update_item" | "delete_item":
                changes = [({"put_item": "Put", "update_item": "Update"}.get(operation, "Delete"), arguments)]
                factor = 1
            case "transact_write_items":
                changes = [next(iter(action.items())) for action in arguments["TransactItems"]]
                factor = TRANSACTIONAL
            case _:
                return 0, 0
        images = [self._change(kind, action) for kind, action in changes]
        return factor * sum(write_units(*each) for each in images), sum(index_units(*each) for each in images)

    def _change(self, kind: str, action: dict[str, Any]) -> tuple[Item | None, Item | None]:
        """Return the item of one change as it is, and as it would be if the condition held."""
        key = action.get("Key") or {name: action["Item"][name] for name in ("pk", "sk")}
        before = self._client.get_item(TableName=action["TableName"], Key=key, ConsistentRead=True).get("Item")
        after: Item | None = before if kind == "ConditionCheck" else action.get("Item")
        if kind == "Update":
            names, values = (action.get(f"ExpressionAttribute{each}", {}) for each in ("Names", "Values"))
            try:
                after = expressions.update(action["UpdateExpression"]).evaluate(before or key, names, values)
            except Invalid:
                # it asks for a part that is not there: nothing would be written
                after = None
        return before, after

    def _read(self, operation: str, arguments: dict[str, Any], answer: dict[str, Any]) -> tuple[list[int], float]:
        """Return the bytes of each read that is rounded up by itself, and the factor of its consistency."""
        match operation:
            case "get_item":
                return [item_size(answer.get("Item"))], _factor(arguments)
            case "batch_get_item":
                [(name, request)] = arguments["RequestItems"].items()
                found = [item_size(item) for item in answer.get("Responses", {}).get(name, [])]
                return found + [0] * (len(request["Keys"]) - len(found)), _factor(request)
            case "transact_get_items":
                responses = answer.get("Responses") or [{}] * len(arguments["TransactItems"])
                return [item_size(response.get("Item")) for response in responses], TRANSACTIONAL
            case "query" | "scan":
                page = answer if _is_whole(arguments) else self._whole(operation, arguments)
                return [sum(map(item_size, page.get("Items", [])))], _factor(arguments)
        return [], 0

    def _whole(self, operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Return the page without its filter: DynamoDB bills what it looked at, not what it returns."""
        whole = {name: value for name, value in arguments.items() if name in _KEPT}
        if condition := whole.get("KeyConditionExpression"):
            used = expressions.condition(condition).placeholders
            values = arguments["ExpressionAttributeValues"]
            whole["ExpressionAttributeValues"] = {name: value for name, value in values.items() if name in used}
        page: dict[str, Any] = getattr(self._client, operation)(**whole)
        return page


_METERED = frozenset(
    {
        "get_item",
        "batch_get_item",
        "transact_get_items",
        "query",
        "scan",
        "put_item",
        "update_item",
        "delete_item",
        "transact_write_items",
    }
)
_KEPT = frozenset(
    {
        "TableName",
        "IndexName",
        "KeyConditionExpression",
        "ConsistentRead",
        "ExclusiveStartKey",
        "Limit",
        "Segment",
        "TotalSegments",
    }
)
"""The arguments that decide how far a page goes."""


def _is_whole(arguments: dict[str, Any]) -> bool:
    return not {"FilterExpression", "ProjectionExpression"} & arguments.keys()


def _factor(arguments: dict[str, Any]) -> float:
    return STRONGLY if arguments.get("ConsistentRead") else EVENTUALLY


def _reported(answer: dict[str, Any]) -> float | None:
    consumed = answer.get("ConsumedCapacity")
    if not consumed:
        return None
    parts = consumed if isinstance(consumed, list) else [consumed]
    return sum(float(part["CapacityUnits"]) for part in parts)
