"""What the bench of policies rests on: the same run for a seed, seats that add up, policies that have their effect."""

from __future__ import annotations

import os
import random
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from antrean.policy.bookings import OPENING_WINDOW
from bench.fairness import found, pages, policies
from bench.fairness.assumptions import HOUR, LINES, Assumed, parameters
from bench.fairness.city import City
from bench.fairness.openings import arrivals
from bench.fairness.people import citizens
from bench.fairness.playing import checked, households, play
from bench.fairness.policies import LEVELLED, LEVELLED_ALONE, POLICIES, SHORT, TODAY, WORDS, Policy
from bench.report import drawing
from bench.report.section import Plot
from deploy.errors import CommandError

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
SMALL = Assumed(
    seats=20,
    people=60,
    identities=24,
    known_people=1,
    clients=4,
    connections=4,
    rate=8,
    burst=8,
    first_sale=HOUR,
    last_change=2 * HOUR,
    horizon=4 * HOUR,
)
"""Few of everything, and hours in place of the day; with a rate so small that all are told to come again."""
SLOT_SEATS = 2


def _city(policy: Policy) -> tuple[City, str]:
    """A city whose slots are full, with a buyer, and a booking of `somebody-0`."""
    city = City(policy, replace(SMALL, rate=10**6, burst=10**6, environments=1), 1)
    city.register([f"somebody-{number}" for number in range(SMALL.seats)] + ["buyer-1"])
    city.publish()
    city.at(60 * OPENING_WINDOW)
    made = [city.book(f"somebody-{each}", city.slots[each // SLOT_SEATS]) for each in range(SMALL.seats)]
    assert all(each.code == "done" for each in made)
    return city, made[0].booking_id


def test_a_seed_plays_the_same_run_each_time() -> None:
    """Whoever repeats the bench gets its figures, and another seed is another run."""
    first, again, other = (play(LEVELLED, SMALL, seed).data() for seed in (1, 1, 2))
    assert first == again
    assert first != other


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
def test_seats_add_up_under_every_policy(policy: Policy) -> None:
    """Each seat is somebody's or nobody's, after the opening and in the end; a line has what its people have."""
    outcome = play(policy, SMALL, 1)
    assert sum(outcome.opening.values()) == sum(outcome.end.values()) == SMALL.seats
    assert sum(outcome.lines) == outcome.end.get("honest", 0)
    assert set(outcome.end) <= {"honest", "bot", "buyer", "client", "nobody"}


def test_a_seat_that_is_lost_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: where giving back gives nothing back, the seats do not add up, and nobody gets a figure."""
    city, booking_id = _city(TODAY)
    assert city.balance().adds_up
    monkeypatch.setattr("bench.fairness.policies.to_left", _without_seats)
    city.cancel("somebody-0", booking_id)
    assert not city.balance().adds_up
    with pytest.raises(CommandError, match="do not add up"):
        checked(city.balance())


def _without_seats(action: dict[str, Any]) -> dict[str, Any]:
    action["Update"]["ExpressionAttributeValues"][":n"] = {"N": "0"}
    return action


@pytest.mark.parametrize(
    ("policy", "code", "left", "kept"),
    [(TODAY, "done", 0, 0), (policies.KEPT, "slot_full", 0, 1), (LEVELLED, "slot_full", 0, 1)],
    ids=["as it was", "kept", "turns"],
)
def test_what_is_given_back_is_anybodys_as_it_was_and_kept_today(
    policy: Policy, code: str, left: int, kept: int
) -> None:
    """The one function that is replaced has its effect, and no other policy has it."""
    city, booking_id = _city(policy)
    city.at(7_200)
    city.cancel("somebody-0", booking_id)
    assert city.book("buyer-1", city.slots[0]).code == code
    found = city.balance()
    assert (found.left, found.kept) == (left, kept)
    assert found.adds_up


def test_a_window_of_no_minutes_is_a_race() -> None:
    """Without turns whoever asks first has a seat; with them an account is refused until its own, which it is told."""
    race, turns = City(TODAY, SMALL, 1), City(LEVELLED, SMALL, 1)
    for city in (race, turns):
        city.register(["somebody-1"])
        city.publish()
        city.at(-60)
    told = turns.turn(turns.place("somebody-1", 0), 0, 600)
    for city in (race, turns):
        assert city.book("somebody-1", city.slots[0]).code == "slot_not_yet_open"
        city.at(0)
    assert race.book("somebody-1", race.slots[0]).code == "done"
    refused = turns.book("somebody-1", turns.slots[0])
    assert (refused.code, refused.turn) == ("not_your_turn", told)
    turns.at(told)
    assert turns.book("somebody-1", turns.slots[0]).code == "done"


def test_policies_have_their_effect() -> None:
    """A program has nearly all of a race without a limit, and its share of accounts in turns."""
    quick = replace(SMALL, connections=40)
    race = play(policies.UNLIMITED, quick, 1).opening
    turns = [play(LEVELLED, quick, seed).opening["honest"] for seed in (1, 2, 3)]
    assert race["bot"] >= 0.9 * SMALL.seats
    assert sum(turns) / (3 * SMALL.seats) > 0.5


def test_a_made_up_family_is_refused_where_a_level_is_asked_for() -> None:
    """With a registry accounts that it does not know book themselves alone; without one, five with each."""
    for policy, people in ((policies.FAMILIES, 2), (policies.REGISTRY, 1)):
        city = City(replace(policy, window=0), replace(SMALL, seats=100), 1)
        city.register(["bot-1"])
        city.publish()
        city.at(1)
        answer = city.book("bot-1", city.slots[0], 2)
        assert answer.code == ("done" if people == 2 else "identity_unverified")


def test_the_api_takes_what_its_limit_says() -> None:
    """So many at once, and then as many as come in a second."""
    city = City(TODAY, SMALL, 1)
    city.register(["somebody-1"])
    city.publish()
    city.at(1)
    codes = [city.book("somebody-1", city.slots[0]).code for _ in range(20)]
    assert codes.count("throttled") == 20 - SMALL.burst
    city.at(1.5)
    codes = [city.book("somebody-1", city.slots[0]).code for _ in range(20)]
    assert codes.count("throttled") == 20 - SMALL.rate / 2


def test_people_are_of_five_lines_in_equal_parts() -> None:
    """A fifth each, and their round trips are those of the page."""
    people = citizens(SMALL, random.Random(1))
    assert [sum(each.line == line for each in people) for line in LINES] == [SMALL.people // 5] * 5
    assert LINES[-1].first == pytest.approx(2.8)


def test_a_household_has_the_best_of_its_turns() -> None:
    """Five accounts have a seat oftener than one, and all seats are given."""
    small = replace(SMALL, rate=1_000, burst=1_000)
    seated = households(LEVELLED_ALONE, small, 1, {5: 20})
    assert seated[5] / 20 > seated[1] / 40
    assert sum(seated.values()) == SMALL.seats


def test_turns_spread_an_opening_over_the_window() -> None:
    """Nobody is lost, and no second has much more than its part; a race is over in a few."""
    found = arrivals(SMALL, 1, people=6_000)
    assert sum(found.turns) == sum(found.levelled) == sum(found.race) == 6_000
    assert max(found.turns) < 4 * 6_000 / (60 * OPENING_WINDOW)
    assert max(found.race) > 6_000 / 5


def test_the_pages_say_what_was_found() -> None:
    """Both pages are what the report writes of the figures beside them, so no figure on them was typed."""
    known = found.read(DOCS)
    assert (DOCS / pages.NAME).read_text() == pages.text(known), "run `make bench fairness`"
    page = (DOCS / pages.FAIRNESS).read_text()
    assert pages.part(known) in page, "run `make bench fairness`"
    assert pages.with_part(page, pages.part(known)) == page


def test_the_figures_are_of_todays_policies_and_assumptions() -> None:
    """A policy or a parameter that was changed since is measured anew."""
    known = found.read(DOCS)
    assert [*known.outcomes] == [policy.name for policy in POLICIES]
    assert Assumed(**known.assumed) == Assumed()
    assert {*WORDS} == {policy.name for policy in (*policies.MAIN, policies.FAMILIES)}
    assert {*SHORT} <= {*known.outcomes}
    assert all(all(row) for row in parameters(Assumed()))


def test_a_plot_says_what_it_shows(tmp_path: Path) -> None:
    """A picture that is opened alone has a title and a description, and is the same bytes each time."""
    plot = Plot("made-up.svg", "A line & more", lambda drawn: drawn.clear(), title="Made up")
    for _ in range(2):
        drawing.write(plot, tmp_path)
    text = (tmp_path / "made-up.svg").read_text()
    assert "<title id='title'>Made up</title>" in text
    assert "<desc id='shows'>A line &amp; more</desc>" in text
    assert re.search(r'<svg[^>]* role="img" aria-labelledby="title shows"', text)


def _make(*goals: str) -> subprocess.CompletedProcess[str]:
    """What make would do, as in a shell of its own: this test may run below make."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", "--dry-run", *goals], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_make_takes_names_of_measurements_behind_bench() -> None:
    """`make bench fairness` makes one alone, and there is no target of that name otherwise."""
    assert re.search(r"python -m bench fairness$", _make("bench", "fairness").stdout, re.MULTILINE)
    assert re.search(r"python -m bench *$", _make("bench").stdout, re.MULTILINE)
    alone = _make("fairness")
    assert alone.returncode
    assert "No rule to make target" in alone.stderr
