"""The table in memory with one mistake: what a comparison with a real engine must find, or it is worth nothing."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import pytest

from instruments.dynamodb import expressions, memory_table
from instruments.dynamodb.expressions import Action
from instruments.dynamodb.memory_table import Change, MemoryTable

Patch = pytest.MonkeyPatch


def more_for_at_least(patch: Patch) -> None:
    """Compare `>=` as `>`."""
    patch.setitem(expressions._COMPARISONS, ">=", operator.gt)  # noqa: SLF001 - what is broken


def what_is_not_there_is_equal(patch: Patch) -> None:
    """Let a comparison with a missing attribute hold."""
    compare = expressions._comparison  # noqa: SLF001 - what is broken

    def lenient(left: Any, sign: str, right: Any) -> expressions.Condition:
        evaluate = compare(left, sign, right)
        return lambda *given: left(*given) is None or evaluate(*given)

    patch.setattr(expressions, "_comparison", lenient)


def nothing_is_removed(patch: Patch) -> None:
    """Do nothing for REMOVE."""

    def remove(self: Any) -> Action:
        self._path()
        return lambda *_given: None

    patch.setattr(expressions._Parser, "_remove", remove)  # noqa: SLF001 - what is broken


def sets_are_replaced(patch: Patch) -> None:
    """Put a set in the place of another in place of adding to it."""

    def add(self: Any) -> Action:
        action: Action = self._set_action(lambda _there, given: given)
        return action

    patch.setattr(expressions._Parser, "_add", add)  # noqa: SLF001 - what is broken


def half_a_transaction(patch: Patch) -> None:
    """Write the first item of a transaction only."""
    finish = MemoryTable.finish

    def finish_half(self: MemoryTable, change: Change, token: str | None, *between: Any) -> None:
        finish(self, dict([*change.items()][:1]), token, *between)
        self._locked.clear()

    patch.setattr(MemoryTable, "finish", finish_half)


def nobody_stands_in_the_way(patch: Patch) -> None:
    """Refuse without the item that refused."""
    patch.setattr(memory_table, "_wants_old", lambda _arguments: False)


def a_cancellation_without_its_reasons(patch: Patch) -> None:
    """Cancel a transaction and say the same of each action."""
    cancelled = memory_table._cancelled  # noqa: SLF001 - what is broken

    def cancel(operation: str, reasons: list[dict[str, Any]]) -> Any:
        worst = next(reason for reason in reasons if reason["Code"] != "None")
        return cancelled(operation, [worst for _ in reasons])

    patch.setattr(memory_table, "_cancelled", cancel)


def placeholders_that_nobody_counts(patch: Patch) -> None:
    """Take placeholders that are not used."""
    patch.setattr(memory_table, "_check_placeholders", lambda *_given: None)


def an_update_returns_what_was(patch: Patch) -> None:
    """Return the old attributes for the new ones."""
    returned = memory_table._returned  # noqa: SLF001 - what is broken
    patch.setattr(memory_table, "_returned", lambda arguments, old, new: returned(arguments, new, old))


def among_the_first_only(patch: Patch) -> None:
    """Look at the first of the values of IN only."""
    arguments = expressions._Parser._arguments  # noqa: SLF001 - what is broken

    def first(self: Any) -> list[expressions.Operand]:
        # `if_not_exists` and `contains` parse their two by the same function.
        is_among = self._tokens[self._at - 1] == "IN"
        found = arguments(self)
        return found[:1] if is_among else found

    patch.setattr(expressions._Parser, "_arguments", first)  # noqa: SLF001 - what is broken


def never_there(patch: Patch) -> None:
    """Take the other value of `if_not_exists` whatever is there."""
    operand = expressions._Parser._operand  # noqa: SLF001 - what is broken

    def other(self: Any) -> expressions.Operand:
        if self._peek() != "if_not_exists":
            return operand(self)
        self._next()
        _there, otherwise = self._arguments()
        return otherwise  # type: ignore[no-any-return]

    patch.setattr(expressions._Parser, "_operand", other)  # noqa: SLF001 - what is broken


def maps_by_their_names(patch: Patch) -> None:
    """Take maps to be equal that have the same names."""
    equal = expressions._COMPARISONS["="]  # noqa: SLF001 - what is broken

    def same(one: Any, other: Any) -> bool:
        both_maps = isinstance(one, dict) and isinstance(other, dict)
        return one.keys() == other.keys() if both_maps else equal(one, other)

    patch.setitem(expressions._COMPARISONS, "=", same)  # noqa: SLF001 - what is broken


WRONG_TABLES: tuple[Callable[[Patch], None], ...] = (
    more_for_at_least,
    what_is_not_there_is_equal,
    nothing_is_removed,
    sets_are_replaced,
    half_a_transaction,
    nobody_stands_in_the_way,
    a_cancellation_without_its_reasons,
    placeholders_that_nobody_counts,
    an_update_returns_what_was,
    among_the_first_only,
    never_there,
    maps_by_their_names,
)
