"""What was found: the outcomes of all seeds, written beside the page, and the figures that the page is made of."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from statistics import mean
from typing import TYPE_CHECKING, Any

from antrean.policy.bookings import OPENING_WINDOW
from bench.fairness.assumptions import LINES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from bench.fairness.assumptions import Assumed

FILE = "fairness-bench.json"


@dataclass(frozen=True)
class Range:
    """A figure of several runs: the mean, and the smallest and the largest."""

    values: Sequence[float]

    @property
    def middle(self) -> str:
        """The mean, with one decimal."""
        return f"{mean(self.values):.1f}"

    @property
    def spread(self) -> str:
        """From the smallest to the largest."""
        return f"{min(self.values):.1f} to {max(self.values):.1f}"

    @property
    def percent(self) -> str:
        """The same in a sentence."""
        return f"{self.middle} % ({self.spread})"

    def __str__(self) -> str:
        """Return the mean, and the spread where there is one."""
        return f"{self.middle} ({self.spread})" if min(self.values) != max(self.values) else self.middle


@dataclass(frozen=True)
class Found:
    """All figures, as they are written down: `outcomes` by policy, each with one outcome for each seed."""

    assumed: Mapping[str, Any]
    outcomes: Mapping[str, Sequence[Mapping[str, Any]]]
    households: Sequence[Mapping[str, int]]
    """For each seed, how many households with so many accounts have a seat."""
    more: Mapping[str, int]
    """How many households have so many accounts; all others have one."""
    arrivals: Mapping[str, Any]

    def write(self, docs: Path) -> Path:
        """Write it into the folder of the documents."""
        path = docs / FILE
        path.write_text(json.dumps(asdict(self), indent=1) + "\n")
        return path

    @property
    def even(self) -> float:
        """First requests in each second where people come evenly over the window of the turns."""
        return float(self.arrivals["people"] / (OPENING_WINDOW * 60))

    def share(self, policy: str, *holders: str, when: str = "end") -> Range:
        """Return how many per cent of the seats some holders have."""
        return self._of(
            policy, lambda one: 100 * sum(one[when].get(each, 0) for each in holders) / self.assumed["seats"]
        )

    def chance(self, policy: str, holder: str, people: int) -> Range:
        """Return how many per cent of so many people have a seat, each of whom has one at most."""
        return self._of(policy, lambda one: 100 * one["end"].get(holder, 0) / people)

    def chances_by_line(self, policy: str) -> list[Range]:
        """Return how many per cent of the people of each line have a seat."""
        people = self.assumed["people"] / len(LINES)
        return [
            self._of(policy, lambda one, place=place: 100 * one["lines"][place] / people)  # type: ignore[misc]
            for place in range(len(LINES))
        ]

    def sales(self, policy: str) -> tuple[int, int]:
        """Return for how many buyers seats were given back in all runs, and how many had one in the end."""
        runs = self.outcomes[policy]
        return sum(one["sales"] for one in runs), sum(one["end"].get("buyer", 0) for one in runs)

    def household(self, size: int) -> Range:
        """Return how many per cent of the households with so many accounts have a seat."""
        homes = self.more.get(str(size)) or self.assumed["people"] - sum(self.more.values())
        return Range([100 * seats[str(size)] / homes for seats in self.households])

    def _of(self, policy: str, figure: Callable[[Mapping[str, Any]], float]) -> Range:
        return Range([figure(one) for one in self.outcomes[policy]])


def found_of(
    assumed: Assumed,
    outcomes: Mapping[str, Sequence[Mapping[str, Any]]],
    households: Sequence[Mapping[int, int]],
    more: Mapping[int, int],
    arrivals: Mapping[str, Any],
) -> Found:
    """Return figures as they look once they were written and read again."""
    text = json.dumps(asdict(Found(asdict(assumed), outcomes, households, more, arrivals)))  # type: ignore[arg-type]
    return Found(**json.loads(text))


def read(docs: Path) -> Found:
    """Return the figures that were written into a folder."""
    return Found(**json.loads((docs / FILE).read_text()))
