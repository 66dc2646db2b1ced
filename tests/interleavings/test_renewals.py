"""Accounts go on to a newer key of NIKs beside all else: nobody loses the NIK, the level, or the right to be erased."""

from __future__ import annotations

import pytest

from antrean.account import store as erasures
from antrean.people import renewals
from antrean.people import store as people
from tests.interleavings.renewals import every_order, judge
from tests.support import proof

SCENES = {
    "two requests at once": ("renew", "renew"),
    "a counter": ("renew", "rise"),
    "a stranger whose function knows the old key": ("renew", "register under the old key"),
    "a stranger whose function knows both": ("renew", "register under both"),
    "the eraser": ("renew", "erase"),
}


@pytest.mark.parametrize("name", SCENES)
def test_every_order_ends_well(name: str) -> None:
    """In every order, with a death anywhere, the NIK has one owner, found by any of its hashes."""
    wishes, orders = SCENES[name], 0
    for place in every_order(*wishes):
        orders += 1
        assert not judge(place, wishes), name
    assert orders > 1
    proof.found(
        proof.Engine.MEMORY, f"accounts that go on to a newer key, {name}: {orders} orders, all of which end well"
    )


CONTROLS = {
    "a copy of an old level": (
        "a counter",
        renewals,
        "LEFT_CONDITIONS",
        "not changed since it was read",
        "version = :version OR version = :never",
    ),
    "a NIK for a stranger": (
        "a stranger whose function knows the old key",
        people,
        "REGISTRATION_CONDITIONS",
        "one account for each NIK",
        "account_id = :account",
    ),
    "an eraser that read the old hash": (
        "the eraser",
        erasures,
        "GONE_CONDITIONS",
        "with the keyed hash that was read",
        "nik_key = :nik",
    ),
}
"""Clauses that are taken out, and the scene in which that must be seen."""


@pytest.mark.parametrize("name", CONTROLS)
def test_a_clause_that_is_taken_out_is_seen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without the clause some order ends badly."""
    scene, store, conditions, clause, uses = CONTROLS[name]
    always = f"(attribute_exists(pk) OR attribute_not_exists(pk) OR {uses})"
    monkeypatch.setitem(getattr(store, conditions), clause, always)
    assert any(judge(place, SCENES[scene]) for place in every_order(*SCENES[scene]))
