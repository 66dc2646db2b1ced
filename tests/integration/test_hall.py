"""An office's day over HTTP: people arrive, two counters call them once, and a board announces both."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.client import Answer
from tests.support.deployed import Deployed

LANES = ["booked"]


class Hall:
    """An office on its day, as its officers see it."""

    def __init__(self, deployed: Deployed, office_id: str) -> None:
        """Work at an office."""
        self._deployed = deployed
        self._path = f"/staff/offices/{office_id}"
        self.office_id = office_id
        self.officer = deployed.staff("officers", office_id)

    def does(self, path: str, body: object = None, token: str | None = None, key: str | None = None) -> Answer:
        """Do something at the door or a counter."""
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        token = token or self.officer
        return self._deployed.api.request("POST", f"{self._path}/{path}", token=token, headers=headers, body=body)

    def sees(self, path: str) -> Answer:
        """Look at a list."""
        return self._deployed.api.get(f"{self._path}/{path}", self.officer)


@pytest.fixture
def arrived(deployed: Deployed) -> tuple[Hall, list[str]]:
    """Two bookings of one office whose people have arrived, by their ids; the office may have other parties too."""
    codes = [deployed.booking_today(citizen) for citizen in deployed.citizens(2)]
    [office_id] = {office for _, office in codes}
    hall = Hall(deployed, office_id)
    for code, _ in codes:
        answer = hall.does("arrivals", {"code": code, "early": True})
        assert answer.status == 200, answer.body
        assert answer.body["state"] == "waiting"
    return hall, [code.removeprefix("AP1") for code, _ in codes]


def counters_of(hall: Hall, first: int) -> list[tuple[int, str]]:
    """Two counters that nobody uses, each opened by an officer of its own for the lane of bookings."""
    found = []
    for number in (first, first + 1):
        token = hall._deployed.staff("officers", hall.office_id)  # noqa: SLF001 - another officer
        assert hall.does(f"counters/{number}/open", {"lanes": LANES}, token).status == 200
        found.append((number, token))
    return found


def test_two_counters_that_call_at_once_call_two_parties(deployed: Deployed, arrived: tuple[Hall, list[str]]) -> None:
    """Both press at once, both get a party, not the same; a repetition answers the same; the board announces both."""
    hall, _ = arrived
    counters = counters_of(hall, 71)

    def press(which: tuple[int, str]) -> Answer:
        number, token = which
        return hall.does(f"counters/{number}/next", {}, token, key=f"press-{number}-{hall.officer[-8:]}")

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(press, counters))
    assert [answer.status for answer in answers] == [200, 200]
    called = [answer.body["party"]["party_id"] for answer in answers]
    assert len(set(called)) == 2
    assert press(counters[0]).body == answers[0].body
    board = deployed.api.get(f"/board/{hall.office_id}").body
    shown = {each["counter"]: each["number"] for each in board["counters"] if each["counter"] in {71, 72}}
    assert shown == {answer.body["counter"]["counter"]: answer.body["party"]["number"] for answer in answers}
    assert {call["number"] for call in board["last"]} >= set(shown.values())
    assert "full_name" not in str(board)
    for number, token in counters:
        assert hall.does(f"counters/{number}/finish", None, token).status == 200
        assert hall.does(f"counters/{number}/close", None, token).status == 200
    states = {each["party_id"]: each["state"] for each in hall.sees("queue").body["parties"]}
    assert {states[each] for each in called} == {"served"}


def test_today_s_list_and_the_queue_show_who_came(deployed: Deployed, arrived: tuple[Hall, list[str]]) -> None:
    """Both show names, and that this officer has looked is recorded once; nobody else's day can be seen."""
    hall, ids = arrived
    queue = hall.sees("queue").body
    assert queue["changed"]
    assert {each["party_id"] for each in queue["parties"]} >= set(ids)
    day = deployed.table.booking(ids[0])["date"]
    listed = {each["booking_id"]: each for each in hall.sees(f"days/{day}").body["bookings"]}
    assert listed[ids[0]]["people"][0]["full_name"]
    looks = [look["sk"] for look in deployed.table.partition(f"SEEN#{hall.office_id}")]
    assert len([look for look in looks if look.endswith(("#queue", "#list"))]) >= 2
    assert hall.sees("days/2020-01-01").outcome == (409, "wrong_day")
    stranger = Hall(deployed, "depok" if hall.office_id != "depok" else "bogor")
    answer = hall.does("arrivals", {"code": ids[0]}, stranger.officer)
    assert answer.outcome == (403, "forbidden")


def test_a_number_at_the_door_is_called_like_every_other(deployed: Deployed, arrived: tuple[Hall, list[str]]) -> None:
    """A person with a lost passport gets a number, the same for a retry, waits in that lane, and is called there."""
    hall, _ = arrived
    key = str(uuid.uuid4())
    first = hall.does("walkins", {"lane": "bap"}, key=key)
    again = hall.does("walkins", {"lane": "bap"}, key=key)
    assert (first.status, first.body) == (200, again.body)
    token = deployed.staff("officers", hall.office_id)
    assert hall.does("counters/73/open", {"lanes": ["bap"]}, token).status == 200
    numbers = set[str]()
    while first.body["number"] not in numbers:
        answer = hall.does("counters/73/next", {}, token)
        assert answer.body.get("party"), "the number was never called"
        numbers.add(answer.body["party"]["number"])
    undone = hall.does("counters/73/undo", None, token)
    assert undone.status == 200
    assert undone.body.get("party", {}).get("number") != first.body["number"]
