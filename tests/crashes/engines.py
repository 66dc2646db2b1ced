"""The tables on which the matrix is played: one in memory, and one of a DynamoDB that is watched write by write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from instruments.dynamodb.expressions import Item
from instruments.dynamodb.memory_table import Key, MemoryClient, MemoryTable, key_of
from instruments.replay.calls import Recorder
from tests.interleavings.mix import TABLE

Engine = Callable[[Mapping[Key, Item]], tuple[MemoryTable, Any, str]]
"""Makes a table that holds these items: its memory, its client, and its name."""
_WRITES = frozenset({"put_item", "update_item", "transact_write_items"})
_BATCH = 25
"""Items that DynamoDB takes in one batch of writes."""


def in_memory(items: Mapping[Key, Item]) -> tuple[MemoryTable, Any, str]:
    """Make a table in memory."""
    table = MemoryTable(items)
    return table, MemoryClient(table), TABLE


def watched(client: Any, name: str) -> Engine:
    """Return the engine that plays on table `name` of a DynamoDB; nobody else may write there."""

    def begin(items: Mapping[Key, Item]) -> tuple[MemoryTable, Any, str]:
        table = _Watched(client, name, items)
        recorder = Recorder(client)

        def look(number: int) -> None:
            if recorder.calls[number] in _WRITES:
                table.look()

        recorder.after = look
        return table, recorder, name

    return begin


class _Watched(MemoryTable):
    """What is in a table elsewhere, and every write that it has seen."""

    def __init__(self, client: Any, name: str, items: Mapping[Key, Item]) -> None:
        """Make the table hold `items` and nothing else."""
        super().__init__(items)
        self._client, self._name = client, name
        there = self._scan()
        writes = [{"PutRequest": {"Item": item}} for key, item in items.items() if there.get(key) != item]
        writes += [{"DeleteRequest": {"Key": _key(key)}} for key in there.keys() - items.keys()]
        for start in range(0, len(writes), _BATCH):
            client.batch_write_item(RequestItems={name: writes[start : start + _BATCH]})

    def look(self) -> None:
        """See what was written since the last look."""
        found = self._scan()
        keys = self.items.keys() | found.keys()
        change = {key: (self.items.get(key), found.get(key)) for key in keys if self.items.get(key) != found.get(key)}
        if change:
            self._apply(change)

    def _scan(self) -> dict[Key, Item]:
        answer = self._client.scan(TableName=self._name, ConsistentRead=True)
        assert "LastEvaluatedKey" not in answer
        return {key_of(item): item for item in answer["Items"]}


def _key(key: Key) -> Item:
    return {"pk": {"S": key[0]}, "sk": {"S": key[1]}}
