"""The table: DynamoDB's calls with our keys, our exceptions and one retry policy. No other module calls DynamoDB."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Any, Literal, NewType

from botocore.exceptions import ClientError

from antrean.aws.attributes import Item, from_item, to_values
from antrean.aws.calls import call
from antrean.base.errors import Busy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from mypy_boto3_dynamodb.client import DynamoDBClient

    from antrean.aws.calls import Answered, Given

Returned = Literal["NONE", "ALL_NEW", "UPDATED_NEW"]
Key = tuple[str, str]
"""Partition key and sort key."""
Action = NewType("Action", dict[str, Any])
"""A write as a part of a transaction. Stores make it, rules hand it on, and only this module looks into it."""
CONDITION_FAILED = "ConditionalCheckFailed"
_CONFLICTS = frozenset({"TransactionConflict", "TransactionConflictException", "TransactionInProgressException"})
_BATCH_GET_LIMIT = 100
_TRANSACT_GET_LIMIT = 100
_SCAN_UNITS_PER_SECOND = 1500
"""Half of the read units that a partition gives in a second (3,000), so that citizens' requests keep the rest."""
_CONFLICT_ATTEMPTS = 8
_FIRST_PAUSE = 0.02
_LONGEST_PAUSE = 0.4


def every(conditions: Mapping[str, str]) -> str:
    """Return the condition in which every clause holds; each clause has a name that says what it prevents."""
    return " AND ".join(conditions.values())


class ConditionFailed(Exception):  # noqa: N818 - the expected outcome of a lost race
    """A conditional write that did not take place; `item` is what stood in its way, or None if nothing did."""

    def __init__(self, item: Item | None) -> None:
        """Keep the item that DynamoDB returned with the failure."""
        super().__init__("condition failed")
        self.item = item


class TransactionRefused(Exception):  # noqa: N818 - the expected outcome of a lost race
    """A transaction in which a condition failed; nothing of it was written.

    `failures` maps the index of each action whose condition failed to the item that stood there (None: no item).
    """

    def __init__(self, failures: dict[int, Item | None]) -> None:
        """Keep the failures by index of action."""
        super().__init__("transaction refused")
        self.failures = failures


class Table:
    """One DynamoDB table. Every method may raise `Busy`, where DynamoDB does not answer within the retries.

    Botocore (`standard` mode) retries after throttling, server errors and timeouts, a transaction with the same request
    token, so that a retry after a lost answer does not write twice. It does not retry after a conflict with a
    transaction on the same item. That is done here, with jitter, and is safe because every write is conditional or
    idempotent.
    """

    def __init__(
        self,
        client: DynamoDBClient,
        name: str,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """Use table `name` through a botocore DynamoDB client; `sleep` and `jitter` are replaced in tests."""
        self._client = client
        self.name = name
        self._sleep = sleep
        self._jitter = jitter

    def get(self, key: Key, *, consistent: bool = True) -> Item | None:
        """Read one item, strongly consistent; a read that need not be costs half."""
        answer = self._call(self._client.get_item, TableName=self.name, Key=_key(key), ConsistentRead=consistent)
        return from_item(answer["Item"]) if "Item" in answer else None

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Item]:
        """Read items by key, strongly consistent, in one call per hundred; absent ones are left out."""
        found: dict[Key, Item] = {}
        for start in range(0, len(keys), _BATCH_GET_LIMIT):
            wanted: list[dict[str, Any]] = [_key(key) for key in dict.fromkeys(keys[start : start + _BATCH_GET_LIMIT])]
            for attempt in range(_CONFLICT_ATTEMPTS):
                request: Any = {self.name: {"Keys": wanted, "ConsistentRead": True}}
                answer = self._call(self._client.batch_get_item, RequestItems=request)
                for raw in answer["Responses"].get(self.name, []):
                    item = from_item(raw)
                    found[item["pk"], item["sk"]] = item
                left: dict[str, Any] = dict(answer.get("UnprocessedKeys", {}))
                wanted = left[self.name]["Keys"] if self.name in left else []
                if not wanted:
                    break
                self._pause(attempt)
            else:
                raise Busy
        return found

    def query(  # noqa: PLR0913 - the parameters of a query
        self,
        pk: str,
        first: str,
        last: str,
        *,
        only: str | None = None,
        values: Item | None = None,
        names: dict[str, str] | None = None,
        consistent: bool = False,
    ) -> Iterator[Item]:
        """Read a partition's items with sort keys from `first` to `last`, in order; `only` filters them."""
        arguments: dict[str, Any] = {
            "TableName": self.name,
            "KeyConditionExpression": "pk = :pk AND sk BETWEEN :first AND :last",
            "ExpressionAttributeValues": to_values({":pk": pk, ":first": first, ":last": last, **(values or {})}),
            "ConsistentRead": consistent,
        }
        if only:
            arguments["FilterExpression"] = only
        if names:
            arguments["ExpressionAttributeNames"] = names
        return self._pages(self._client.query, arguments)

    def listed(self, index: str, value: str) -> Iterator[Item]:
        """Read the keys of the items that a sparse index lists under `value`, in order.

        The index follows the table a little later: what it lists are candidates, and what it lacks may be there. The
        attribute that it lists by is named as the index.
        """
        arguments: dict[str, Any] = {
            "TableName": self.name,
            "IndexName": index,
            "KeyConditionExpression": f"{index} = :pk",
            "ExpressionAttributeValues": to_values({":pk": value}),
        }
        return self._pages(self._client.query, arguments)

    def scan(self, attributes: Sequence[str], only: str, values: Item, segment: int, segments: int) -> Iterator[Item]:
        """Read one of `segments` parts of the whole table, strongly consistent, in no order, at a limited pace.

        The table is not read at one instant: each item is returned as it stood when the scan reached it. `only` filters
        the items, of which the `attributes` are returned; `only` writes the name of an attribute as `#name`.
        """
        arguments = self._scan_arguments(attributes, only, values) | {"Segment": segment, "TotalSegments": segments}
        return self._pages(self._client.scan, arguments)

    def scan_page(
        self, attributes: Sequence[str], only: str, values: Item, after: Key | None, limit: int
    ) -> tuple[list[Item], Key | None]:
        """Read `limit` items of the table after the key `after`, None for the beginning, as `scan` does.

        Returns those of them that `only` lets through, and the key after which the next page begins, None at the end.
        """
        arguments = self._scan_arguments(attributes, only, values) | {"Limit": limit}
        if after:
            arguments["ExclusiveStartKey"] = _key(after)
        answer = self._call(self._client.scan, **arguments)
        self._rest(answer)
        last = answer.get("LastEvaluatedKey")
        return [from_item(item) for item in answer["Items"]], (last["pk"]["S"], last["sk"]["S"]) if last else None

    def _scan_arguments(self, attributes: Sequence[str], only: str, values: Item) -> dict[str, Any]:
        return {
            "TableName": self.name,
            "Select": "SPECIFIC_ATTRIBUTES",
            "ProjectionExpression": ", ".join(f"#{name}" for name in attributes),
            "FilterExpression": only,
            "ExpressionAttributeNames": {f"#{name}": name for name in attributes},
            "ExpressionAttributeValues": to_values(values),
            "ConsistentRead": True,
            "ReturnConsumedCapacity": "TOTAL",
        }

    def transact_get(self, keys: Sequence[Key]) -> dict[Key, Item]:
        """Read items by key, none of them half-way through a transaction; absent ones are left out.

        Every other read may see one item of a transaction written and the next not yet. Up to a hundred keys are read
        at one instant. Raises `Busy` where transactions on the items do not end in time.
        """
        found: dict[Key, Item] = {}
        for start in range(0, len(keys), _TRANSACT_GET_LIMIT):
            gets: list[Any] = [
                {"Get": {"TableName": self.name, "Key": _key(key)}} for key in keys[start : start + _TRANSACT_GET_LIMIT]
            ]
            answer = self._call(self._client.transact_get_items, TransactItems=gets)
            for raw in filter(None, (response.get("Item") for response in answer["Responses"])):
                item = from_item(raw)
                found[item["pk"], item["sk"]] = item
        return found

    def put(self, item: Item, condition: str | None = None, values: Item | None = None) -> None:
        """Write an item; raises `ConditionFailed` and writes nothing where `condition` does not hold."""
        self._call(self._client.put_item, **self.put_action(item, condition, values)["Put"])

    def update(  # noqa: PLR0913 - the parameters of an update
        self,
        key: Key,
        expression: str,
        condition: str,
        *,
        values: Item | None = None,
        names: dict[str, str] | None = None,
        returns: Returned = "NONE",
        old_item: bool = True,
    ) -> Item:
        """Change an item and return what `returns` names; raises `ConditionFailed` where `condition` does not hold.

        That brings the item along that stood in the way, unless `old_item` is false.
        """
        action = self.update_action(key, expression, condition, values=values, names=names, old_item=old_item)["Update"]
        answer = self._call(self._client.update_item, ReturnValues=returns, **action)
        return from_item(answer.get("Attributes", {}))

    def transact(self, actions: Sequence[Action]) -> None:
        """Write all actions or none; raises `TransactionRefused` where a condition does not hold."""
        items: list[Any] = [*actions]
        self._call(self._client.transact_write_items, TransactItems=items)

    def try_transact(self, actions: Sequence[Action]) -> bool:
        """Write all actions or none; tell whether they were written, which they are not where a condition fails."""
        try:
            self.transact(actions)
        except TransactionRefused:
            return False
        return True

    def put_action(self, item: Item, condition: str | None = None, values: Item | None = None) -> Action:
        """Return the put of an item as an action of a transaction."""
        arguments: dict[str, Any] = {"TableName": self.name, "Item": to_values(item)}
        if condition:
            arguments |= {"ConditionExpression": condition, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
        if values:
            arguments["ExpressionAttributeValues"] = to_values(values)
        return Action({"Put": arguments})

    def update_action(  # noqa: PLR0913 - the parameters of an update
        self,
        key: Key,
        expression: str,
        condition: str,
        *,
        values: Item | None = None,
        names: dict[str, str] | None = None,
        old_item: bool = True,
    ) -> Action:
        """Return the change of an item as an action of a transaction; `old_item` is as in `update`."""
        arguments: dict[str, Any] = {
            "TableName": self.name,
            "Key": _key(key),
            "UpdateExpression": expression,
            "ConditionExpression": condition,
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD" if old_item else "NONE",
        }
        if values:
            arguments["ExpressionAttributeValues"] = to_values(values)
        if names:
            arguments["ExpressionAttributeNames"] = names
        return Action({"Update": arguments})

    def delete_action(self, key: Key, condition: str | None = None, values: Item | None = None) -> Action:
        """Return the deletion of an item as an action of a transaction; without a condition, of whatever is there."""
        arguments: dict[str, Any] = {"TableName": self.name, "Key": _key(key)}
        if condition:
            arguments |= {"ConditionExpression": condition, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
        if values:
            arguments["ExpressionAttributeValues"] = to_values(values)
        return Action({"Delete": arguments})

    def check_action(self, key: Key, condition: str) -> Action:
        """Return the check of an item that stays as it is, as an action of a transaction."""
        return Action({"ConditionCheck": {"TableName": self.name, "Key": _key(key), "ConditionExpression": condition}})

    def _pages(self, operation: Callable[..., Any], arguments: dict[str, Any]) -> Iterator[Item]:
        while True:
            answer = self._call(operation, **arguments)
            yield from map(from_item, answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            arguments["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
            self._rest(answer)

    def _rest(self, answer: Mapping[str, Any]) -> None:
        """Pause so long that a scan takes half of a partition's read units.

        Only scans ask how many units they used, so after every other call there is no pause.
        """
        if used := answer.get("ConsumedCapacity"):
            self._sleep(used["CapacityUnits"] / _SCAN_UNITS_PER_SECOND)

    def _call(self, operation: Callable[Given, Answered], *args: Given.args, **arguments: Given.kwargs) -> Answered:
        for attempt in range(_CONFLICT_ATTEMPTS):
            try:
                return call(operation, *args, **arguments)
            except ClientError as error:
                _raise_refusal(error)
                if not _conflicts(error):
                    raise
                self._pause(attempt)
        raise Busy

    def _pause(self, attempt: int) -> None:
        self._sleep(min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**attempt) * self._jitter())


_TRANSIENT_REASONS = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})


def _raise_refusal(error: ClientError) -> None:
    """Raise what `error` means for the rules; return if it is a conflict, or an error of the program."""
    response: dict[str, Any] = dict(error.response)
    code = response["Error"]["Code"]
    if code == "ConditionalCheckFailedException":
        item = response.get("Item")
        raise ConditionFailed(from_item(item) if item else None) from error
    if code == "TransactionCanceledException":
        failures = {
            index: from_item(reason["Item"]) if reason.get("Item") else None
            for index, reason in enumerate(response.get("CancellationReasons", []))
            if reason.get("Code") == CONDITION_FAILED
        }
        if failures:
            raise TransactionRefused(failures) from error


def _conflicts(error: ClientError) -> bool:
    """Tell whether the call met another transaction, or its own was throttled, so that it may be repeated as it is."""
    if error.response["Error"]["Code"] in _CONFLICTS:
        return True
    reasons = {reason.get("Code") for reason in error.response.get("CancellationReasons", [])}
    return bool(reasons & _TRANSIENT_REASONS)


def _key(key: Key) -> dict[str, Any]:
    return to_values({"pk": key[0], "sk": key[1]})
