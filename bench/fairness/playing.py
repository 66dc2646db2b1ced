"""Playing an opening and the day after it: who has the seats in the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from random import Random
from typing import TYPE_CHECKING, Any

from bench.fairness.assumptions import LINES
from bench.fairness.city import City
from bench.fairness.people import Crowd, household
from bench.fairness.programs import BOT, BUYER, CLIENT, Program
from bench.fairness.virtual_time import VirtualTime
from deploy.errors import CommandError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench.fairness.assumptions import Assumed
    from bench.fairness.city import Balance
    from bench.fairness.policies import Policy
    from bench.fairness.virtual_time import Steps

OPENING = 660.0
"""Seconds after which the opening itself is over under every policy: the turns, and those who were late."""


@dataclass(frozen=True)
class Outcome:
    """Who has how many seats after the opening, and in the end; `nobody` are those that are left or kept."""

    opening: Mapping[str, int]
    end: Mapping[str, int]
    lines: Sequence[int]
    """Honest people with a seat in the end, by line."""
    released: int
    """How often kept seats of a slot were released."""
    sales: int
    """For how many buyers a program gave a seat back."""

    def data(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self)


def play(policy: Policy, assumed: Assumed, seed: int) -> Outcome:
    """Play one opening and its day; raises CommandError where the seats do not add up."""
    city = City(policy, assumed, seed)
    time = VirtualTime(city.at)
    crowd = Crowd(city, time, assumed, Random(f"crowd {seed}"))
    rng = Random(f"day {seed}")
    program = None
    if policy.against != "nobody":
        accounts = _accounts(policy, assumed)
        program = Program(city, time, assumed, Random(f"program {seed}"), accounts, policy.party)
    buyers = [f"{BUYER}-{number}" for number in range(assumed.seats)]
    city.register(buyers)
    city.publish()
    city.appeared = [crowd.seats_appeared, *([program.seats_appeared] if program else [])]
    if program:
        # What happens at one instant happens in this order: a program is not slower than people.
        program.come()
    crowd.come()
    time.run(OPENING)
    opening = checked(city.balance())
    for who in crowd.people:
        if who.booking_id and rng.random() < assumed.cancels:
            time.start(crowd.gives_back(who, _some_time(assumed, rng)))
    sales = round(assumed.sold * len(program.holds)) if program and policy.against != "broker" else 0
    for buyer in buyers[:sales]:
        if program:
            time.start(program.sell(_some_time(assumed, rng), buyer))
    released: list[int] = []
    time.start(_sweeps(city, assumed, rng.uniform(0, 60), released))
    time.run(assumed.horizon)
    lines = Counter(who.line for who in crowd.people if who.booking_id)
    return Outcome(
        opening=opening,
        end=checked(city.balance()),
        lines=[lines[line] for line in LINES],
        released=sum(released),
        sales=sales,
    )


def households(policy: Policy, assumed: Assumed, seed: int, more: Mapping[int, int]) -> dict[int, int]:
    """Return how many households with so many accounts have a seat, of `more` of them; all others have one account.

    A household asks once, with the account whose turn comes first, which books for whoever of them needs it.
    """
    city = City(policy, assumed, seed)
    time = VirtualTime(city.at)
    rng = Random(f"households {seed}")
    sizes = [size for size, number in more.items() for _ in range(number)]
    sizes += [1] * (assumed.people - len(sizes))
    homes = [[f"home-{number}-{size}-{each}" for each in range(size)] for number, size in enumerate(sizes)]
    city.register([account for home in homes for account in home])
    city.publish()
    for number, home in enumerate(homes):
        time.start(household(city, assumed, rng, home, LINES[number % len(LINES)]))
    time.run(OPENING)
    seated = Counter(int(account.split("-")[2]) for account in city.holders())
    return {size: seated[size] for size in sorted({1, *more})}


def _accounts(policy: Policy, assumed: Assumed) -> list[str]:
    name, number = {
        "bot": (BOT, assumed.identities),
        "few": (BOT, assumed.known_people),
        "broker": (CLIENT, assumed.clients),
    }[policy.against]
    return [f"{name}-{each}" for each in range(number)]


def _some_time(assumed: Assumed, rng: Random) -> float:
    return rng.uniform(assumed.first_sale, assumed.last_change)


def _sweeps(city: City, assumed: Assumed, second: float, released: list[int]) -> Steps:
    """Let the sweeper run as it does each minute, at the same second of each."""
    for minute in city.release_minutes(assumed.horizon - 60):
        yield minute + second
        released.append(city.sweep())


def checked(balance: Balance) -> dict[str, int]:
    """Return who has how many seats; raises CommandError where they do not add up."""
    if not balance.adds_up:
        message = f"The seats do not add up: {balance}."
        raise CommandError(message)
    return {**balance.held, "nobody": balance.left + balance.kept + balance.claimed}
