"""The referee of the rush tests sees every kind of wrong, each put into a slot that is right."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from instruments.dynamodb.referee import Rush, problems

FAMILY = "B" * 16
SINGLE = "S" * 16
STAMP = 1_796_094_000 * 1_000_000


@dataclass
class Ledger:
    """Ten seats: a family of three holds 1 to 3, somebody holds 5, two more are claimed, four are left."""

    quota: dict[str, Any] = field(
        default_factory=lambda: {
            "pk": "OFFICE#bogor",
            "sk": "QUOTA#2026-12-08#morning",
            "capacity": 10,
            "seats_left": 4,
            "next_number": 8,
            "claims": {f"{'C' * 16}CLAIM2": STAMP + 6},
        }
    )
    family: dict[str, Any] = field(default_factory=lambda: _booking(FAMILY, [1, 2, 3]))
    single: dict[str, Any] = field(default_factory=lambda: _booking(SINGLE, [5]))
    rush: Rush = field(default_factory=lambda: Rush([_answer(FAMILY, [1, 2, 3]), _answer(SINGLE, [5])], []))
    guards_of: list[str] = field(default_factory=lambda: [FAMILY, SINGLE])

    def found(self, *, is_over: bool) -> list[str]:
        """What the referee finds, during the rush or after it (then the claim was settled and its seats are back)."""
        if is_over and self.quota["claims"]:
            self.quota["claims"].clear()
            self.quota["seats_left"] += 2
        bookings = [self.family, self.single]
        guards = [
            {"pk": f"NIK#{person['k']}", "sk": "ACTIVE", "booking_id": booking["pk"].removeprefix("BOOKING#")}
            for booking in bookings
            if booking["pk"].removeprefix("BOOKING#") in self.guards_of
            for person in booking["people"]
        ]
        return problems([*bookings, *guards], self.quota, self.rush if is_over else None)


def _booking(booking_id: str, numbers: list[int]) -> dict[str, Any]:
    return {
        "pk": f"BOOKING#{booking_id}",
        "sk": "BOOKING",
        "status": "confirmed",
        "office": "bogor",
        "date": "2026-12-08",
        "session": "morning",
        "ranges": [{"c": f"{booking_id}CLAIM{len(numbers)}", "f": numbers[0], "n": len(numbers), "t": 1_796_094_000}],
        "people": [
            {"r": "child", "f": "Anak", "k": f"v1.{booking_id}{number}", "l": "0001", "n": number} for number in numbers
        ],
    }


def _answer(booking_id: str, numbers: list[int]) -> dict[str, Any]:
    return {"booking_id": booking_id, "applicants": [{"queue_number": f"A-{number:03d}"} for number in numbers]}


def test_a_slot_that_is_right() -> None:
    """Nothing is found, neither in the middle of a rush nor after it."""
    assert Ledger().found(is_over=False) == []
    assert Ledger().found(is_over=True) == []


def test_an_offer_holds_seats_and_guards_nobody() -> None:
    """Until it is accepted: then its people are guarded as those of every booking."""
    slot = Ledger(guards_of=[FAMILY])
    slot.single["status"] = "offered"
    assert slot.found(is_over=False) == []


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        (lambda it: it.quota.update(seats_left=-1, capacity=5), "oversold"),
        (lambda it: it.quota.update(seats_left=0, capacity=5), "oversold"),
        (lambda it: it.quota.update(seats_left=3), "unbalanced"),
        (lambda it: it.quota["claims"].clear(), "unbalanced"),
        (lambda it: it.single.update(status="cancelled"), "unbalanced"),
        (lambda it: it.single.update(_booking(SINGLE, [3])), "numbers given twice"),
        (lambda it: it.quota.update(next_number=5), "numbers out of order"),
        (lambda it: it.single["people"][0].__setitem__("n", 6), "numbers outside"),
        (lambda it: it.guards_of.remove(SINGLE), "not guarded"),
    ],
)
def test_what_is_wrong_at_any_time(wrong: Callable[[Ledger], object], word: str) -> None:
    """Oversold, lost seats, numbers twice or out of place, people without a guard: each is named."""
    ledger = Ledger()
    wrong(ledger)
    assert any(word in problem for problem in ledger.found(is_over=False))


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        (lambda it: it.rush.booked.append(_answer("X" * 16, [9])), "is missing"),
        (lambda it: it.rush.booked.pop(), "nobody was told of"),
        (lambda it: it.rush.booked[0].update(_answer(FAMILY, [2, 3, 4])), "other numbers"),
        (lambda it: it.rush.booked[0].update(_answer(FAMILY, [1, 2, 4])), "not consecutive"),
        (lambda it: it.rush.refused.extend([5, 6]), "refused a family of 5 with 6 seats left"),
    ],
)
def test_what_is_wrong_after_a_rush(wrong: Callable[[Ledger], object], word: str) -> None:
    """Promises that were not kept, bookings that nobody knows of, and refusals that were not needed are named."""
    ledger = Ledger()
    wrong(ledger)
    assert any(word in problem for problem in ledger.found(is_over=True))


def test_a_rush_that_is_not_over() -> None:
    """A claim in flight after the last answer is a seat that is neither sold nor for sale."""
    ledger = Ledger()
    quota = copy.deepcopy(ledger.quota)
    assert any("in flight" in problem for problem in problems([], quota, Rush()))
