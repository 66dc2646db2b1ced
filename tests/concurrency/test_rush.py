"""The rush: many citizens want the same seats at the same moment, through the deployed API."""

from __future__ import annotations

import random
import secrets
from functools import partial
from typing import TYPE_CHECKING

import pytest

from instruments.at_once import at_once
from instruments.dynamodb import referee
from tests.support.citizens import family, person
from tests.support.rush import insist

if TYPE_CHECKING:
    from tests.support.deployed import Deployed
    from tests.support.slots import Slot

CLIENTS = 64
SEATS = 50
LARGEST_FAMILY = 5
pytestmark = pytest.mark.usefixtures("few_environments")


@pytest.fixture
def slot(deployed: Deployed) -> Slot:
    """An open slot of 50 seats in which nobody has booked."""
    return deployed.slot_of(SEATS)


def test_a_rush_sells_exactly_the_seats(deployed: Deployed, slot: Slot) -> None:
    """64 families want 50 seats at once: every seat is sold once, nobody is refused who would have fitted."""
    seed = secrets.randbelow(1_000_000)
    print(f"seed of the families: {seed}")
    sizes = random.Random(seed).choices(range(1, LARGEST_FAMILY + 1), k=CLIENTS)
    citizens = deployed.citizens(CLIENTS)
    calls = [
        partial(
            insist,
            deployed.api,
            "/bookings",
            citizen.token,
            secrets.token_hex(8),
            {**slot.choice, "service": "new", "applicants": family(size)},
        )
        for citizen, size in zip(citizens, sizes, strict=True)
    ]
    answers = at_once(calls)
    rush = referee.Rush()
    for answer, size in zip(answers, sizes, strict=True):
        if answer.status == 201:
            rush.booked.append(answer.body)
        else:
            assert answer.outcome == (409, "slot_full"), answer.text
            rush.refused.append(size)
    assert referee.problems(deployed.table.bookings_and_guards(), deployed.table.quota(slot), rush) == []
    assert [len(booking["applicants"]) for booking in rush.booked] == [
        size for answer, size in zip(answers, sizes, strict=True) if answer.status == 201
    ]


def test_one_key_sent_eight_times_at_once_books_once(deployed: Deployed, slot: Slot) -> None:
    """Eight requests with one key and body get one booking, and all are told the same numbers."""
    citizen = deployed.citizen()
    body = {**slot.choice, "service": "renewal", "applicants": family(3)}
    key = secrets.token_hex(8)
    answers = at_once([partial(insist, deployed.api, "/bookings", citizen.token, key, body)] * 8)
    assert {answer.status for answer in answers} == {201}, [answer.text for answer in answers]
    assert len({answer.text for answer in answers}) == 1
    rush = referee.Rush(booked=[answers[0].body])
    assert referee.problems(deployed.table.bookings_and_guards(), deployed.table.quota(slot), rush) == []
    assert deployed.table.quota(slot)["seats_left"] == SEATS - 3


def test_two_accounts_cannot_both_book_one_child(deployed: Deployed, slot: Slot) -> None:
    """Both parents book the same child at once, in different keys: one family gets its seats, the other nothing."""
    parents = deployed.citizens(2)
    child = person("Anak Berdua").applicant()
    body = {**slot.choice, "service": "new", "applicants": [{"relation": "self"}, child]}
    answers = at_once(
        [partial(insist, deployed.api, "/bookings", parent.token, secrets.token_hex(8), body) for parent in parents]
    )
    booked, refused = sorted(answers, key=lambda answer: answer.status)
    assert booked.status == 201
    assert refused.outcome == (409, "nik_already_booked")
    # the child is a stranger to the account that was refused
    assert "applicants" not in refused.body
    rush = referee.Rush(booked=[booked.body])
    assert referee.problems(deployed.table.bookings_and_guards(), deployed.table.quota(slot), rush) == []
    assert deployed.table.quota(slot)["seats_left"] == SEATS - 2
