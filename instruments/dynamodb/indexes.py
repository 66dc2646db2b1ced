"""The indexes of our table, said once more without the product's code: what each lists, and in which order."""

from __future__ import annotations

from instruments.dynamodb.expressions import Item

INDEXES = {"by_day": "by_number"}
"""Index, which is also the name of the attribute that it lists by -> the attribute that it is ordered by. Both are
texts, and an index holds nothing but keys, of those items that have both attributes."""


def entry_of(index: str, item: Item | None) -> Item | None:
    """Return what an index holds of an item; None where it does not list it."""
    names = (index, INDEXES[index])
    if not item or any(name not in item for name in names):
        return None
    return {name: item[name] for name in ("pk", "sk", *names)}


def place_in(index: str, entry: Item) -> tuple[str, ...]:
    """Return the place of an entry among those that an index lists under the same value."""
    return tuple(entry[name]["S"] for name in (INDEXES[index], "pk", "sk"))
