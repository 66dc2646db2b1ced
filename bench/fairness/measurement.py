"""Plays every policy with every seed, and makes the section and the pages of what was found."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from bench.fairness import pages
from bench.fairness.assumptions import SEEDS, Assumed
from bench.fairness.found import found_of
from bench.fairness.openings import arrivals
from bench.fairness.playing import households, play
from bench.fairness.policies import LEVELLED_ALONE, POLICIES

if TYPE_CHECKING:
    from bench.report.section import Section
    from deploy.progress import Step

_MORE = {2: 300, 3: 300, 5: 300}
"""How many of the households have so many accounts, so few that a household has its chance among others with one."""


def measure(step: Step) -> Section:
    """Play everything, a tenth of the size; raises CommandError where seats do not add up."""
    assumed = Assumed()
    outcomes: dict[str, list[dict[str, Any]]] = {}
    for number, policy in enumerate(POLICIES):
        outcomes[policy.name] = []
        for seed in SEEDS:
            step.note(f"{policy.name}, {number + 1} of {len(POLICIES)} policies, seed {seed} of {len(SEEDS)}")
            outcomes[policy.name].append(play(policy, assumed, seed).data())
    homes = []
    for seed in SEEDS:
        step.note(f"households with several accounts, seed {seed}")
        homes.append(households(LEVELLED_ALONE, assumed, seed, _MORE))
    step.note("turns of half a million accounts")
    found = found_of(assumed, outcomes, homes, _MORE, arrivals(assumed, SEEDS[0]).data())
    return pages.section(found, partial(pages.write, found=found))
