"""One hot slot where transactions lock it, simulated: both protocols at 64 to 5,000 clients."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Any

from bench.report.section import Plot, Section, Table, figure
from bench.seats.lock_simulation import Assumptions, Rush

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from matplotlib.figure import Figure

    from bench.seats.lock_simulation import Outcome
    from deploy.progress import Step


CLIENTS = (64, 125, 250, 500, 1_000, 2_500, 5_000)
TOLD = (64, 1_000, 5_000)
SEEDS = range(3)
PAUSES = (0.4, 1.6, 6.4)
"""Ceilings of the textbook's pauses in seconds; for each number of clients only its best ceiling counts."""
_PERCENTILE = 0.99


@dataclass(frozen=True, slots=True)
class _Found:
    """The rushes of one protocol with one number of clients: an outcome for each seed."""

    outcomes: Sequence[Outcome]
    longest_pause: float | None = None

    def median(self, of: Callable[[Outcome], float]) -> float:
        return median(map(of, self.outcomes))

    @property
    def per_second(self) -> float:
        return self.median(lambda one: one.per_second)

    def within(self, share: float) -> float:
        """Return the seconds within which this share had a booking, or all the time there is if fewer ever had."""
        return self.median(lambda one: one.percentile(share) or Assumptions.patience)


def measure(step: Step) -> Section:
    """Simulate all rushes."""
    ours, textbook = {}, {}
    for clients in CLIENTS:
        step.note(f"{clients} clients")
        ours[clients] = _Found([Rush(clients, seed).claims() for seed in SEEDS])
        tried = [
            _Found([Rush(clients, seed, longest_pause=pause).transactions() for seed in SEEDS], pause)
            for pause in PAUSES
        ]
        textbook[clients] = max(tried, key=lambda found: found.per_second)
    most = CLIENTS[-1]
    ratio = ours[most].per_second / textbook[most].per_second
    return Section(
        title="Simulation: one hot slot whose transactions lock it",
        in_short=(
            f"Simulated with the lock that DynamoDB's transactions take and {most:,} clients, the claim sells "
            f"{figure(ratio, 2)} times as many seats a second as the textbook's transaction with the pauses that suit "
            "it best."
        ),
        lead=_LEAD.format(assumed=Assumptions(), lock=[1000 * each for each in Assumptions.lock], seeds=len(SEEDS)),
        tables=[_table(ours, textbook)],
        plots=[
            Plot(
                file="bench-locked-slot.svg",
                shows="Two charts of the simulation: how long half of the clients and 99 of 100 wait, by their number",
                draw=partial(_draw, ours=ours, textbook=textbook),
            )
        ],
        notes=_NOTES,
    )


def _table(ours: Mapping[int, _Found], textbook: Mapping[int, _Found]) -> Table:
    return Table(
        columns=(
            "clients",
            "protocol",
            "bookings a second, first 95 %",
            "half within, s",
            "99 of 100 within, s",
            "conflicts a booking",
            "quota's write units a booking",
        ),
        rows=[
            (
                f"{clients:,}",
                name,
                figure(found.per_second),
                figure(found.within(0.5)),
                figure(found.within(_PERCENTILE)),
                figure(found.median(lambda one: (one.conflicts + one.late) / one.clients), 2),
                figure(found.median(lambda one: one.units / one.clients), 2),
            )
            for clients in TOLD
            for name, found in (
                ("claim, commit, settle", ours[clients]),
                (f"textbook, pauses up to {textbook[clients].longest_pause} s", textbook[clients]),
            )
        ],
    )


def _draw(drawn: Figure, ours: Mapping[int, _Found], textbook: Mapping[int, _Found]) -> None:
    panels = drawn.subplots(1, 2, sharey=True)
    lines: list[tuple[str, Mapping[int, _Found], dict[str, Any]]] = [
        ("claim, commit, settle", ours, {"color": "#0b5394", "marker": "o"}),
        ("textbook transaction", textbook, {"color": "#e69138", "marker": "s", "linestyle": "--"}),
    ]
    for axes, (title, share) in zip(panels, (("half of the clients", 0.5), ("99 of 100", _PERCENTILE)), strict=True):
        for name, found, look in lines:
            axes.plot(CLIENTS, [found[clients].within(share) for clients in CLIENTS], label=name, linewidth=2, **look)
        axes.set(title=f"until {title} have theirs", xlabel="clients at once", xscale="log", yscale="log")
        axes.set_xticks(TOLD, [f"{clients:,}" for clients in TOLD])
        axes.minorticks_off()
    panels[0].set(ylabel="seconds")
    panels[0].yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    drawn.legend(*panels[0].get_legend_handles_labels(), loc="outside upper center", ncols=2)


_LEAD = """\
A model in virtual time, not a measurement; `bench/seats/lock_simulation.py`, the middle of {seeds} seeds. All \
clients come within {assumed.arrive} s and want a booking each; there are seats for all. What is taken for granted: \
a transaction holds the quota for {lock[0]:g} to {lock[1]:g} ms, and every other write that comes meanwhile is \
refused and repeated after a pause with jitter; the item takes {assumed.units_per_second:,} write units a second and \
can save those of one; what is more is throttled and comes back after a second or two; a read takes {assumed.read} \
s, a plain write {assumed.write} s, a transaction {assumed.transaction} s. With either protocol an older booking is \
cancelled for one in twenty that are made, which is a transaction on the quota too."""

_NOTES = (
    (
        "What is not known of DynamoDB is decided for the textbook: a write that meets a lock uses no units, and its "
        "pauses are the best of three ceilings for each number of clients."
    ),
    (
        "The claim has a ceiling too: two plain writes for each booking and 1,000 write units a second for "
        "one item are 500 bookings a second for one slot. A slot has some dozens of seats."
    ),
    (
        "Each number is sold once by both, which `tests/unit/test_bench.py` holds, with a simulation without locks as "
        "its control. Lock times of 8 to 15 ms are an assumption; only a run on AWS can show them."
    ),
)
