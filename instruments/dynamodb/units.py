"""What calls cost on DynamoDB: bytes of items and units of reads and writes, by its published rules.

The sources are pages of the Amazon DynamoDB Developer Guide: "Item sizes and formats", and "Read and write operations".
Where they say "approximately", this counts the larger number.
"""

from __future__ import annotations

import math

from instruments.dynamodb.expressions import Item, Value
from instruments.dynamodb.indexes import INDEXES, entry_of

READ_UNIT = 4096
"""Bytes that a read unit reads, strongly consistent; an eventually consistent read costs half."""
WRITE_UNIT = 1024
"""Bytes that a write unit writes."""
EVENTUALLY, STRONGLY, TRANSACTIONAL = 0.5, 1, 2
"""What a read costs by its consistency; a transaction does everything twice, to prepare and to commit."""


def item_size(item: Item | None) -> int:
    """Return the bytes of an item as they are billed; none for no item."""
    return sum(len(name.encode()) + _value_size(value) for name, value in (item or {}).items())


def read_units(size: int, factor: float) -> float:
    """Return the units of reading this many bytes at once; an item that does not exist costs as much as a small one."""
    return max(1, math.ceil(size / READ_UNIT)) * factor


def write_units(before: Item | None, after: Item | None) -> int:
    """Return the units of a write, billed by the larger of the item before and after.

    A write whose condition fails is billed the same: by the larger of what stands there and what would.
    """
    return max(1, math.ceil(max(item_size(before), item_size(after)) / WRITE_UNIT))


def index_units(before: Item | None, after: Item | None) -> int:
    """Return the units of a write in the indexes: one for each entry that goes, and one for each that comes.

    An entry whose keys change goes and comes (same guide, "Using global secondary indexes"); ours are far smaller than
    a unit. The indexes follow the table by plain writes, whether or not the write was part of a transaction.
    """
    units = 0
    for index in INDEXES:
        old, new = entry_of(index, before), entry_of(index, after)
        if old != new:
            units += len([entry for entry in (old, new) if entry])
    return units


def _value_size(value: Value) -> int:
    [(kind, content)] = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "B":
            return len(content)
        case "N":
            return (len(content.strip("-0")) + 1) // 2 + 1
        case "BOOL" | "NULL":
            return 1
        case "M":
            return 3 + sum(1 + len(name.encode()) + _value_size(member) for name, member in content.items())
        case "L":
            return 3 + sum(1 + _value_size(member) for member in content)
        case "SS":
            # the guide is silent on sets: as a list
            return 3 + sum(1 + len(member.encode()) for member in content)
    raise AssertionError(kind)
