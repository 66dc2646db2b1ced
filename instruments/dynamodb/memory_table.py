"""A table in memory that answers the calls of `antrean.aws.table` as DynamoDB does, quickly and in known steps.

What matters for races is kept: single writes are atomic; a transaction checks and locks first and writes later, item
by item, and what meets its lock is refused with TransactionConflict; plain reads may come in between, and those of many
items (batch, query, scan) are not one instant; a repeated transaction with the same token does nothing once it was
written. Every write is kept in `history`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from zlib import crc32

from botocore.exceptions import ClientError

from instruments.dynamodb import expressions
from instruments.dynamodb.expressions import Invalid, Item
from instruments.dynamodb.indexes import entry_of, place_in

Key = tuple[str, str]
Change = dict[Key, tuple[Item | None, Item | None]]
"""One atomic write: the items it touched, as they were and as they are."""
_CONFLICT = "Transaction is ongoing for the item"
_FAILED = "The conditional request failed"


class _Items(dict[Key, Item]):
    """Items by their keys, and which keys each partition has, so that a query need not look at every item."""

    _keys: dict[str, set[Key]] | None = None
    """None until it is asked for, and again once many items were changed together."""

    def of(self, partition: str) -> Iterable[Key]:
        """Return the keys of a partition, in no order."""
        if self._keys is None:
            self._keys = {}
            for key in [*self]:
                self._keys.setdefault(key[0], set()).add(key)
        return self._keys.get(partition, ())

    def __setitem__(self, key: Key, item: Item) -> None:
        if self._keys is not None:
            self._keys.setdefault(key[0], set()).add(key)
        super().__setitem__(key, item)

    def __delitem__(self, key: Key) -> None:
        self._forget(key)
        super().__delitem__(key)

    def pop(self, key: Key, *default: Any) -> Any:
        self._forget(key)
        return super().pop(key, *default)

    def clear(self) -> None:
        self._keys = None
        super().clear()

    def update(self, *others: Any, **more: Any) -> None:
        self._keys = None
        super().update(*others, **more)

    def _forget(self, key: Key) -> None:
        if self._keys is not None:
            self._keys.get(key[0], set()).discard(key)


class MemoryTable:
    """The items of one table, the locks of transactions under way, and what was written since the beginning."""

    def __init__(self, items: Mapping[Key, Item] | None = None) -> None:
        """Begin with these items; values are never changed in place, so they may be shared."""
        self.items = _Items(items or {})
        self.history: list[Change] = []
        self.index_lags: Callable[[], bool] | None = None
        """Whether a change has not come to the index yet, asked each time that it is read; None where none is late."""
        self._late: dict[Key, list[Item | None]] = {}
        self._locked: set[Key] = set()
        self._tokens: set[str] = set()

    def write(self, operation: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Do a single `put_item` or `update_item`."""
        kind = {"put_item": "Put", "update_item": "Update"}[operation]
        key, old, new = self._evaluate(operation, kind, arguments)
        if key in self._locked:
            raise error("TransactionConflictException", operation, _CONFLICT)
        if new is None:
            returned = {"Item": old} if old and _wants_old(arguments) else {}
            raise error("ConditionalCheckFailedException", operation, _FAILED, **returned)
        self._apply({key: (old, new[0])})
        return _returned(arguments, old or arguments.get("Key", {}), new[0] or {})

    def prepare(self, actions: Sequence[dict[str, Any]], token: str | None) -> Change | None:
        """Check and lock the items of a transaction, or raise; None if it was written before."""
        if token in self._tokens:
            return None
        operation = "transact_write_items"
        change: Change = {}
        reasons: list[dict[str, Any]] = []
        for action in actions:
            [(kind, arguments)] = action.items()
            key, old, new = self._evaluate(operation, kind, arguments)
            if key in change:
                raise error("ValidationException", operation, "Transaction request cannot include multiple operations")
            change[key] = (old, new[0] if new else None)
            reason: dict[str, Any] = {"Code": "None"}
            if key in self._locked:
                reason = {"Code": "TransactionConflict", "Message": _CONFLICT}
            elif new is None:
                reason = {"Code": "ConditionalCheckFailed", "Message": _FAILED}
                if old and _wants_old(arguments):
                    reason["Item"] = old
            reasons.append(reason)
        if any(reason["Code"] != "None" for reason in reasons):
            raise _cancelled(operation, reasons)
        self._locked |= change.keys()
        return change

    def finish(self, change: Change, token: str | None, between: Callable[[], None] = lambda: None) -> None:
        """Write a prepared transaction, its items in an order that nobody can rely on; reads may come `between`."""
        for number, key in enumerate(sorted(change, key=lambda key: crc32(f"{token} {key}".encode()))):
            if number:
                between()
            self._put(key, change[key][1])
        self._locked -= change.keys()
        if token:
            self._tokens.add(token)
        self.history.append(change)

    def read_together(self, keys: Sequence[Key]) -> list[Item | None]:
        """Return items as they are, or refuse where a transaction is under way on one of them."""
        if any(key in self._locked for key in keys):
            codes = ["TransactionConflict" if key in self._locked else "None" for key in keys]
            raise _cancelled("transact_get_items", [{"Code": code, "Message": _CONFLICT} for code in codes])
        return [self.items.get(key) for key in keys]

    def listed(self, index: str, value: str) -> list[Item]:
        """Return the keys of the items that an index lists under `value`, in order, as far as changes came to it.

        Each item's changes come to it in their order, and those of different items independently of each other.
        """
        found = []
        for key in {**self.items, **self._late}:
            entry = entry_of(index, self._as_indexed(key))
            if entry and entry[index]["S"] == value:
                found.append(entry)
        return sorted(found, key=lambda entry: place_in(index, entry))

    def _as_indexed(self, key: Key) -> Item | None:
        """Return an item as it is for the indexes by now."""
        late = self._late.get(key, [])
        while late and not (self.index_lags and self.index_lags()):
            late.pop(0)
        return late[0] if late else self.items.get(key)

    def _apply(self, change: Change) -> None:
        for key, (_, new) in change.items():
            self._put(key, new)
        self.history.append(change)

    def _put(self, key: Key, item: Item | None) -> None:
        if self.index_lags:
            self._late.setdefault(key, []).append(self.items.get(key))
        if item is None:
            self.items.pop(key, None)
        else:
            self.items[key] = item

    def _evaluate(
        self, operation: str, kind: str, arguments: Mapping[str, Any]
    ) -> tuple[Key, Item | None, tuple[Item | None] | None]:
        """Return the key, the item as it is, and what it would become; None in place of that if it may not."""
        names = arguments.get("ExpressionAttributeNames", {})
        values = arguments.get("ExpressionAttributeValues", {})
        key = key_of(arguments["Item"] if kind == "Put" else arguments["Key"])
        old = self.items.get(key)
        text = arguments.get("ConditionExpression")
        condition = expressions.condition(text) if text else None
        update = expressions.update(arguments["UpdateExpression"]) if kind == "Update" else None
        _check_placeholders(operation, arguments, *(each for each in (condition, update) if each))
        if condition and not condition.evaluate(old or {}, names, values):
            return key, old, None
        if kind == "Put":
            return key, old, (arguments["Item"],)
        if update is None:
            return key, old, (old if kind == "ConditionCheck" else None,)
        try:
            return key, old, (update.evaluate(old or arguments["Key"], names, values),)
        except Invalid as invalid:
            raise error("ValidationException", operation, str(invalid)) from invalid


class MemoryClient:
    """A look-alike of botocore's DynamoDB client; `between` is called inside the calls that are not one instant."""

    def __init__(self, table: MemoryTable, between: Callable[[], None] = lambda: None) -> None:
        """Serve the calls of the store from `table`."""
        self._table = table
        self._between = between

    def get_item(self, **arguments: Any) -> dict[str, Any]:
        """Read one item."""
        item = self._table.items.get(key_of(arguments["Key"]))
        return {"Item": item} if item else {}

    def batch_get_item(self, **arguments: Any) -> dict[str, Any]:
        """Read items one after the other; others may write in between."""
        [(name, request)] = arguments["RequestItems"].items()
        found = []
        for number, key in enumerate(request["Keys"]):
            if number:
                self._between()
            if item := self._table.items.get(key_of(key)):
                found.append(item)
        return {"Responses": {name: found}, "UnprocessedKeys": {}}

    def transact_get_items(self, **arguments: Any) -> dict[str, Any]:
        """Read items at one instant at which no transaction is under way on them."""
        items = self._table.read_together([key_of(action["Get"]["Key"]) for action in arguments["TransactItems"]])
        return {"Responses": [{"Item": item} if item else {} for item in items]}

    def query(self, **arguments: Any) -> dict[str, Any]:
        """Read a page of a partition, in order of sort keys; a page of an index is as it was at one instant."""
        partition = arguments["ExpressionAttributeValues"][":pk"]["S"]
        if index := arguments.get("IndexName"):
            return self._page_of(index, partition, arguments)
        # A copy, made at once: the publisher reads and writes in threads.
        return self._page("query", arguments, list(self._table.items.of(partition)), lambda key: key)

    def scan(self, **arguments: Any) -> dict[str, Any]:
        """Read a page of a segment, in the order of hashed partition keys."""
        segment, segments = arguments.get("Segment", 0), arguments.get("TotalSegments", 1)

        def place(key: Key) -> tuple[Any, ...] | None:
            hashed = crc32(key[0].encode())
            return (hashed, *key) if hashed % segments == segment else None

        return self._page("scan", arguments, [*self._table.items], place)

    def put_item(self, **arguments: Any) -> dict[str, Any]:
        """Write an item."""
        return self._table.write("put_item", arguments)

    def update_item(self, **arguments: Any) -> dict[str, Any]:
        """Change an item."""
        return self._table.write("update_item", arguments)

    def transact_write_items(self, **arguments: Any) -> dict[str, Any]:
        """Check and lock, let others act, then write."""
        token = arguments.get("ClientRequestToken")
        change = self._table.prepare(arguments["TransactItems"], token)
        if change is not None:
            try:
                self._between()
            finally:
                # the client may be dead by now, DynamoDB is not
                self._table.finish(change, token, self._between)
        return {}

    def _page_of(self, index: str, value: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Read at most `Limit` entries of an index under `value`, after those of the page before."""
        if arguments.get("ConsistentRead"):
            raise error("ValidationException", "query", "Consistent reads are not supported on global indexes")
        _check_placeholders("query", arguments, expressions.condition(arguments["KeyConditionExpression"]))
        start, limit = arguments.get("ExclusiveStartKey"), arguments.get("Limit")
        after = place_in(index, start) if start else ()
        found = [item for item in self._table.listed(index, value) if place_in(index, item) > after][:limit]
        if not found or len(found) != limit:
            return {"Items": found}
        return {"Items": found, "LastEvaluatedKey": found[-1]}

    def _page(
        self,
        operation: str,
        arguments: Mapping[str, Any],
        keys: Sequence[Key],
        place: Callable[[Key], tuple[Any, ...] | None],
    ) -> dict[str, Any]:
        """Read at most `Limit` items that have a place, which ends with the key, in this order; others may write."""
        names, values = (arguments.get(f"ExpressionAttribute{each}", {}) for each in ("Names", "Values"))
        texts = (arguments.get("KeyConditionExpression"), arguments.get("FilterExpression"))
        conditions = [expressions.condition(text) for text in texts if text]
        chosen = arguments.get("ProjectionExpression")
        projections = [expressions.projection(chosen)] if chosen else []
        _check_placeholders(operation, arguments, *conditions, *projections)
        start, limit = arguments.get("ExclusiveStartKey"), arguments.get("Limit")
        after = (place(key_of(start)) if start else None) or ()
        places = sorted(at for at in map(place, keys) if at and at > after)[:limit]
        found = []
        for number, (*_, pk, sk) in enumerate(places):
            if number:
                self._between()
            item = self._table.items.get((pk, sk))
            if item and all(condition.evaluate(item, names, values) for condition in conditions):
                found.append(projections[0].evaluate(item, names) if projections else item)
        if not places or len(places) != limit:
            return {"Items": found}
        *_, pk, sk = places[-1]
        return {"Items": found, "LastEvaluatedKey": {"pk": {"S": pk}, "sk": {"S": sk}}}


def key_of(item: Mapping[str, Any]) -> Key:
    """Return the key of an item, or of a key, in wire format."""
    return item["pk"]["S"], item["sk"]["S"]


def error(code: str, operation: str, message: str, **more: Any) -> ClientError:
    """Return an error as botocore raises it."""
    response: Any = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": 400}, **more}
    return ClientError(response, operation)


def _cancelled(operation: str, reasons: list[dict[str, Any]]) -> ClientError:
    codes = ", ".join(reason["Code"] for reason in reasons)
    return error("TransactionCanceledException", operation, f"cancelled [{codes}]", CancellationReasons=reasons)


def _wants_old(arguments: Mapping[str, Any]) -> bool:
    return arguments.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD"


def _returned(arguments: Mapping[str, Any], old: Item, new: Item) -> dict[str, Any]:
    match arguments.get("ReturnValues", "NONE"):
        case "ALL_NEW":
            return {"Attributes": new}
        case "UPDATED_NEW":
            return {"Attributes": {name: value for name, value in new.items() if old.get(name) is not value}}
    return {}


def _check_placeholders(operation: str, arguments: Mapping[str, Any], *used: expressions.Compiled[Any]) -> None:
    """Refuse, as DynamoDB does, placeholders that are given and not used, or used and not given."""
    given = {*arguments.get("ExpressionAttributeNames", {}), *arguments.get("ExpressionAttributeValues", {})}
    wanted = {placeholder for each in used for placeholder in each.placeholders}
    if given != wanted:
        raise error("ValidationException", operation, f"placeholders that do not match: {sorted(given ^ wanted)}")
