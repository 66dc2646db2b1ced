"""The policies that are compared: what the product does is its own code, what it no longer does is put back here.

- Without turns: the window of the office is 0, which is a setting.
- Seats back to everybody at once: `GivenToAll`, the one function that is replaced. The product had this rule before and
  has no setting for it, because nobody should choose it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from antrean.policy.bookings import OPENING_WINDOW
from antrean.policy.people import REGISTRY_LEVEL
from antrean.slots.store import Quotas
from instruments.naive import to_left

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from antrean.aws.table import Action
    from antrean.slots.model import HeldSeats, Slot

Against = Literal["nobody", "bot", "few", "broker"]
"""Who asks beside honest people: a program with all its accounts, the same with few, or a broker for clients."""


class GivenToAll(Quotas):
    """Quotas as they were before seats were kept: what is given back can be claimed by whoever asks next."""

    def give_back_action(self, slot: Slot, seats: Sequence[HeldSeats], now: datetime) -> Action:
        """Return the action that gives seats back to those that are left."""
        return to_left(super().give_back_action(slot, seats, now))


@dataclass(frozen=True, slots=True)
class Policy:
    """What the service does, and who asks it."""

    name: str
    window: int = OPENING_WINDOW
    """Minutes of the office's turns; 0 for none."""
    at_once: bool = False
    """Whether what is given back can be claimed at once, by anybody."""
    against: Against = "bot"
    party: int = 1
    """For how many people the program books with each account: itself, and made-up ones."""
    family_level: int = 0
    """The level of identity from which an account books for others, as a deployment with a registry sets it."""
    hoards: bool = True
    """Whether a program asks with all its accounts for what comes back, or only with those of its buyers."""
    limited: bool = True
    """Whether the API refuses what is above its rate."""


TODAY = Policy("today", window=0, at_once=True)
KEPT = Policy("kept", window=0)
LEVELLED = Policy("levelled")
CHECKED = Policy("checked", against="few")
MAIN = (TODAY, KEPT, LEVELLED, CHECKED)
"""The four policies of the design."""
TODAY_ALONE = Policy("today_alone", window=0, at_once=True, against="nobody")
LEVELLED_ALONE = Policy("levelled_alone", against="nobody")
TODAY_BROKER = Policy("today_broker", window=0, at_once=True, against="broker")
LEVELLED_BROKER = Policy("levelled_broker", against="broker")
FAMILIES = Policy("families", party=5)
REGISTRY = Policy("registry", party=5, family_level=REGISTRY_LEVEL)
SELLER = Policy("seller", hoards=False)
UNLIMITED = Policy("unlimited", window=0, at_once=True, limited=False)
POLICIES = (
    *MAIN,
    TODAY_ALONE,
    LEVELLED_ALONE,
    TODAY_BROKER,
    LEVELLED_BROKER,
    FAMILIES,
    REGISTRY,
    SELLER,
    UNLIMITED,
)
"""Everything that is played."""

WORDS = {
    "today": "As it was: for whoever is quickest, and what is given back is anybody's at once",
    "kept": "Seats that are given back are kept, and nothing else",
    "levelled": "The product without its waiting list: kept, and claimed in turns",
    "families": "The product without a registry, if each of the program's accounts takes a made-up family along",
    "checked": "The product, if only real people could have an account",
}
"""The four policies of the design, and what the product still lets a program do."""
SHORT = {
    "today": "as it was",
    "kept": "kept seats alone",
    "levelled": "turns (the product)",
    "checked": "turns, real people only",
    "families": "… and made-up families",
    "registry": "… that, and FamilyLevel 1",
    "seller": "… asking for its buyers only",
    "unlimited": "as it was, API without limit",
}
SIMULATED = {"today": 13.7, "kept": 2.6, "levelled": 83.5, "checked": 99.6}
"""Per cent of the seats that went to honest people, by the simulation of the design."""
SLOWEST_SIMULATED = {"today_alone": 0.0, "levelled_alone": 9.6}
"""Per cent of those with the slowest fifth of lines who had a seat where there is no program."""
