"""What the bench takes for granted of people, lines and programs; each with its source, or called an assumption.

All sizes are a tenth of those of the country's largest opening that the design looks at: 5,480 seats, ten times as many
people, and a program with 10,000 accounts. Rates of the service are a tenth too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from antrean.policy.bookings import OPENING_WINDOW

if TYPE_CHECKING:
    from random import Random

SEEDS = (1, 2, 3)
HOUR = 3_600.0


class Line(NamedTuple):
    """How somebody is connected: its name, and the seconds that a question and its answer are under way."""

    name: str
    round_trip: float

    @property
    def first(self) -> float:
        """Seconds until the first request is there: name, connection and TLS 1.3 are a round each, then half of one."""
        return 3.5 * self.round_trip


LINES = (
    Line("cable", 0.028),
    Line("LTE", 0.070),
    Line("4G", 0.170),
    Line("slow 3G", 0.400),
    Line("2G", 0.800),
)
"""Five speeds, each of which a fifth of the people has."""


@dataclass(frozen=True)
class Assumed:
    """Everything that the agents are made of; times in seconds."""

    seats: int = 548
    people: int = 5_480
    identities: int = 1_000
    known_people: int = 20
    """Identities that a program has where only real people could have an account: those of others that it borrows."""
    clients: int = 55
    """People for whom a broker asks, one of a hundred."""
    press: float = 2.65
    spread: float = 0.4
    """How long half of the people need to see that it is open, to aim and to press; and how much they differ."""
    jitter: float = 2.0
    """The longest that the website waits once a turn has come."""
    watching: float = 0.1
    """The part of those without a seat who look again and again for a day."""
    look: float = 60.0
    """How often these look."""
    cancels: float = 0.05
    """The part of honest people with a seat who give it back within the day."""
    connections: int = 50
    """Requests of a program that are under way at once."""
    program_trip: float = 0.01
    program_look: float = 1.0
    service: float = 0.1
    """How long an answer takes beside the line."""
    sold: float = 0.5
    """The part of its seats that a program sells within the day, each to a buyer with an account of their own."""
    first_sale: float = HOUR
    last_change: float = 18 * HOUR
    """Between these, after the opening, seats are sold and given back."""
    horizon: float = 24 * HOUR
    """When it is counted who has which seat."""
    rate: float = 100.0
    burst: float = 200.0
    """Requests a second that a route of the API takes, and how many at once."""
    environments: int = 4
    """Warm environments of the function, each of which remembers full slots by itself."""
    registered: float = 30 * 24 * HOUR
    """How long before the opening all accounts were registered."""

    def pressing(self, rng: Random) -> float:
        """Draw how long somebody needs to see, aim and press."""
        return self.press * math.exp(rng.gauss(0, self.spread))


def parameters(assumed: Assumed) -> list[tuple[str, str, str]]:
    """Return what is assumed, in rows: what, its value, and its source."""
    tenth = "a tenth of the design's"
    lines = ", ".join(f"{line.name} {1000 * line.round_trip:.0f} ms" for line in LINES)
    return [
        ("seats of the opening", f"{assumed.seats}", f"{tenth} 5,480; ten slots of one office, open at once"),
        ("honest people, of whom each wants one", f"{assumed.people:,}", f"{tenth} 54,800: ten times the seats"),
        ("accounts of the program", f"{assumed.identities:,}", f"{tenth} 10,000, registered 30 days before"),
        (
            "the same where only real people had accounts",
            f"{assumed.known_people}",
            "assumption: people whose data it borrows",
        ),
        ("people for whom a broker asks", f"{assumed.clients}", "assumption: one of a hundred"),
        ("round trips of five lines, a fifth of the people each", lines, "WebPageTest, `connectivity.ini`: profiles"),
        ("rounds until the first request is there", "3.5", "name, TCP and TLS 1.3 (RFC 8446) are one each"),
        (
            "to see, aim and press",
            f"{assumed.press} s in the middle",
            "Card, Moran and Newell 1980, keystroke-level model: 1.35 + 1.1 + 0.2 s",
        ),
        ("how much people differ in that", f"a factor of {math.exp(assumed.spread):.2f}", "assumption (log-normal)"),
        (
            "the page sends after its turn",
            f"0 to {assumed.jitter:.0f} s",
            "`website/lib/turns/turns.js`; after a 429 as `patience.js` does",
        ),
        ("those without a seat who look on for a day", f"{100 * assumed.watching:.0f} %", "assumption"),
        ("how often these look", f"every {assumed.look:.0f} s", "the page's own look in a window: 45 to 75 s"),
        ("how old what they see may be", "1 s", "`Cache-Control` of availability"),
        ("honest people who give their seat back", f"{100 * assumed.cancels:.0f} %", "assumption"),
        (
            "requests of the program at once",
            f"{assumed.connections}",
            "assumption: one machine, 500 connections, a tenth",
        ),
        ("round trip of the program", f"{1000 * assumed.program_trip:.0f} ms", "assumption: a machine in the region"),
        (
            "how often it looks",
            f"every {assumed.program_look:.0f} s",
            "what is shown is as old as that; asking oftener shows nothing newer",
        ),
        (
            "time of an answer beside the line",
            f"{1000 * assumed.service:.0f} ms",
            "assumption for a warm function in the region",
        ),
        (
            "time to resell: cancel, then book for the buyer",
            f"{1000 * (assumed.service + assumed.program_trip):.0f} ms",
            "those two; on one machine both took 68 ms",
        ),
        ("seats that it sells within the day", f"{100 * assumed.sold:.0f} %", "assumption"),
        (
            "when seats are sold and given back",
            f"{assumed.first_sale / HOUR:.0f} to {assumed.last_change / HOUR:.0f} h after the opening",
            "assumption; it is counted after 24 h",
        ),
        (
            "requests that the API takes",
            f"{assumed.rate:.0f} a second, {assumed.burst:.0f} at once",
            f"`ApiRateLimit`, `ApiBurstLimit`: {tenth}",
        ),
        ("warm environments", f"{assumed.environments}", "assumption; each remembers full slots for 2 s"),
        ("window of the turns", f"{OPENING_WINDOW} minutes", "`policy.bookings.OPENING_WINDOW`; 0 is none"),
    ]
