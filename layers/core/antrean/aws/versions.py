"""Versions of stored items, so that what is stored can grow.

Each kind of item has forms, numbered from 1, and `v` names the form of an item; items of before have no `v` and are of
form 1. (A tombstone, which holds nothing but the mark of a fence, has no form.) Whoever reads an item brings it up to
the newest form, one upgrade after the other, and maps only that one.

A release reads the form that the next one writes, so that a deployment can go back: the commit that adds an upgrade
comes before the commit that writes its form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from antrean.aws.attributes import Item

    Upgrade = Callable[[Item], Item]
    """Returns an item of one form in the next; the item that it is given stays as it is."""


def newest(item: Item, upgrades: Sequence[Upgrade]) -> Item:
    """Return an item in its kind's newest form; `upgrades` lead from form 1 to the last, in order.

    Raises ValueError for a form that is newer than this program knows, rather than guess what it says.
    """
    form: int = item.get("v", 1)
    if form > len(upgrades) + 1:
        message = f"an item of form {form} where {len(upgrades) + 1} is the newest that is known: {item['sk']}"
        raise ValueError(message)
    for upgrade in upgrades[form - 1 :]:
        item = upgrade(item)
    return item
