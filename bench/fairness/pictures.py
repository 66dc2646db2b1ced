"""The plots: legible without colour too, on a ground of their own, so that they look the same in the dark."""

from __future__ import annotations

from statistics import mean
from typing import TYPE_CHECKING

from bench.fairness.assumptions import LINES
from bench.fairness.policies import SHORT, WORDS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from bench.fairness.found import Found

_HOLDERS = (
    ("honest", "honest people", "#0b5394", ""),
    ("bot", "the program", "#f6b26b", "//"),
    ("buyer", "its buyers", "#e6d5a8", "xx"),
    ("nobody", "nobody yet", "#eeeeee", ".."),
)
_GROUND = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
"""What stands behind a figure where lines or hatches would cross it."""
_WIDE = 8
"""Per cent of the seats from which on a bar has room for its figure."""


def shares(drawn: Figure, found: Found) -> None:
    """Draw who has the seats under each policy."""
    axes = drawn.subplots()
    names = [SHORT[policy] for policy in WORDS]
    begins = [0.0] * len(names)
    for holder, label, colour, hatch in _HOLDERS:
        widths = [mean(found.share(policy, holder).values) for policy in WORDS]
        if not any(widths):
            continue
        axes.barh(names, widths, 0.62, begins, label=label, color=colour, hatch=hatch, edgecolor="white", linewidth=0.5)
        for place, (begin, width) in enumerate(zip(begins, widths, strict=True)):
            if width >= _WIDE:
                ground, colour_of_text = (_GROUND, "black") if hatch else (None, "white")
                axes.text(
                    begin + width / 2,
                    place,
                    f"{width:.1f} %",
                    ha="center",
                    va="center",
                    color=colour_of_text,
                    bbox=ground,
                )
        begins = [begin + width for begin, width in zip(begins, widths, strict=True)]
    axes.invert_yaxis()
    axes.set(xlim=(0, 100), xlabel="% of the seats, a day after the opening")
    axes.grid(visible=False, axis="y")
    drawn.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=len(_HOLDERS))


def lines(drawn: Figure, found: Found) -> None:
    """Draw the chance of each line, in a race and in turns, with the spread of the seeds."""
    axes = drawn.subplots()
    looks = (("today_alone", "a race", "#f6b26b", "//", -0.19), ("levelled_alone", "in turns", "#0b5394", "", 0.19))
    for policy, label, colour, hatch, beside in looks:
        chances = found.chances_by_line(policy)
        middles = [mean(each.values) for each in chances]
        below = [middle - min(each.values) for middle, each in zip(middles, chances, strict=True)]
        above = [max(each.values) - middle for middle, each in zip(middles, chances, strict=True)]
        places = [place + beside for place in range(len(LINES))]
        axes.bar(places, middles, 0.36, label=label, color=colour, hatch=hatch, edgecolor="white", linewidth=0.5)
        axes.errorbar(places, middles, (below, above), fmt="none", ecolor="black", elinewidth=1, capsize=3)
        for place, each, high in zip(places, chances, above, strict=True):
            axes.text(
                place, mean(each.values) + high + 0.4, each.middle, ha="center", va="bottom", fontsize=8, bbox=_GROUND
            )
    axes.axhline(10, color="black", linewidth=1, linestyle=":", label="everybody's fair chance")
    axes.set(ylabel="% who have a seat")
    axes.set_xticks(range(len(LINES)), [f"{line.name}\n{1_000 * line.round_trip:.0f} ms" for line in LINES])
    axes.grid(visible=False, axis="x")
    drawn.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=3)


def opening(drawn: Figure, found: Found) -> None:
    """Draw the requests of each second, on a scale of powers of ten."""
    axes = drawn.subplots()
    arrivals = found.arrivals
    race = [count for count in arrivals["race"] if count]
    begin = next(second for second, count in enumerate(arrivals["race"]) if count)
    axes.plot(range(begin, begin + len(race)), race, color="#b45f06", linestyle="--", linewidth=2, label="a race")
    levelled = [count or None for count in arrivals["levelled"]]
    axes.plot(range(len(levelled)), levelled, color="#0b5394", linewidth=1.5, label="in turns of ten minutes")
    axes.axhline(found.even, color="black", linewidth=1, linestyle=":", label="people divided by seconds")
    axes.set(xlabel="seconds since the opening", ylabel="requests in the second", yscale="log", xlim=(-5, 640))
    axes.yaxis.set_major_formatter("{x:,.0f}")
    drawn.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=3)
