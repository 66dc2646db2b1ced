"""What a booking's status means: one table, which nothing else repeats."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from antrean.bookings.model import HOLD_SEATS, STATUSES

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "layers/core/antrean/bookings/model.py"


def test_what_each_status_means() -> None:
    """Seats, the counter, who may change the booking, and whether that counts, for all four."""
    assert {
        status: (meaning.holds_seats, meaning.good_at_counter, set(meaning.changed_by), meaning.counts)
        for status, meaning in STATUSES.items()
    } == {
        "confirmed": (True, True, {"account", "people", "counter", "office"}, True),
        "cancelled": (False, False, set(), True),
        "offered": (True, False, {"account", "schedule"}, True),
        "displaced": (False, False, {"account", "people", "office", "schedule"}, False),
    }
    assert HOLD_SEATS == ("confirmed", "offered")


def test_nothing_else_compares_statuses() -> None:
    """No comparison with a status stands anywhere else in the product: a status that is added is added to the table."""
    files = [*(ROOT / "layers/core/antrean").rglob("*.py"), *(ROOT / "functions").rglob("*.py")]
    assert len(files) > 50
    assert [f"{path.name}:{line}" for path in files if path != TABLE for line in comparisons(path.read_text())] == []


def test_a_comparison_would_be_found() -> None:
    """Each way to compare is one that the test above finds."""
    for text in (
        'booking.status == "confirmed"',
        'item["status"] != other',
        'item.get("status") in {"cancelled"}',
        '"offered" == status',
        'booking.status is "x"',
    ):
        assert list(comparisons(text)) == [1], text
    assert list(comparisons('answer.status_code == 200\nreplace(old, status="cancelled")')) == []


def comparisons(text: str) -> Iterator[int]:
    """Yield the lines of comparisons with a booking's status, but for the look into the table's own lists."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Compare):
            continue
        sides = [node.left, *node.comparators]
        if any(isinstance(side, ast.Name) and side.id == "HOLD_SEATS" for side in sides):
            continue
        if any(_is_status(part) for side in sides for part in ast.walk(side)):
            yield node.lineno


def _is_status(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(attr="status") | ast.Constant(value="confirmed" | "cancelled" | "offered" | "displaced"):
            return True
        case ast.Subscript(slice=ast.Constant(value="status")):
            return True
        case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value="status"), *_]):
            return True
    return False
