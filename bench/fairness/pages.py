"""The pages of what was found: docs/fairness-bench.md, and the part of docs/fairness.md between two marks."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from bench.fairness import pictures
from bench.fairness.assumptions import LINES, Assumed, parameters
from bench.fairness.policies import SHORT, SIMULATED, SLOWEST_SIMULATED, WORDS
from bench.report import drawing
from bench.report.section import IMAGES, Plot, Section, Table, figure, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bench.fairness.found import Found

NAME = "fairness-bench.md"
FAIRNESS = "fairness.md"
BEGIN = "<!-- who gets the seats: written by `make bench fairness` -->"
END = "<!-- end of who gets the seats -->"
_SIZES = (1, 2, 3, 5)
_HEAD = """\
<!-- written by `make bench fairness` -->

The citizens' page is [fairness.md](fairness.md); the figures of each run: [fairness-bench.json](fairness-bench.json).
"""


def section(found: Found, write: Callable[[Path], Sequence[Path]] | None = None) -> Section:
    """Say what was found, with all figures and all that they take for granted."""
    return Section(
        title="Who gets the seats",
        in_short=(
            f"With ten times as many people as seats and a program of {found.assumed['identities']:,} accounts honest "
            f"people have {found.share('today', 'honest').percent} of the seats as it was, "
            f"{found.share('kept', 'honest').percent} with kept seats alone, "
            f"{found.share('levelled', 'honest').percent} with turns."
        ),
        lead=(
            "A date opens and a day passes, in virtual time, on a table in memory: honest people on lines of five "
            "speeds, a program with many accounts that cancels to resell, and a broker. Whether somebody gets a seat "
            "is decided by the product's own functions (`changes.book`, `changes.cancel`, `bookings.sweep`, "
            "`account.turn`, `slots.availability`, with a clock that is set), and by nothing that was written for it; "
            "policies that the product no longer has are a window of 0 minutes, and one function that gives seats back "
            "to those that are left (`bench/fairness/policies.py`). Everything is a tenth of the size of the design's "
            "example, rates too. Figures are the mean of three seeds, with the smallest and the largest. In the end "
            "the table is counted: capacity is what is left, kept, claimed and held, or the run fails."
        ),
        tables=_tables(found),
        plots=_plots(found),
        notes=_notes(found),
        write=write,
    )


def write(docs: Path, found: Found) -> list[Path]:
    """Write both pages, the figures and the plots into the folder of the documents, and return the pages."""
    for plot in _plots(found):
        drawing.write(plot, docs / IMAGES)
    page, citizens = docs / NAME, docs / FAIRNESS
    page.write_text(text(found))
    citizens.write_text(with_part(citizens.read_text(), part(found)))
    return [page, citizens, found.write(docs)]


def text(found: Found) -> str:
    """Return the page docs/fairness-bench.md."""
    return f"{_HEAD}\n{section(found).markdown()}\n".replace("## Who", "# Who", 1)


def with_part(page: str, written: str) -> str:
    """Return the citizens' page with the part between its marks written anew."""
    return re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: written, page, count=1, flags=re.DOTALL)


def part(found: Found) -> str:
    """Return what stands on the citizens' page, its marks included."""
    arrivals = found.arrivals
    race, turns = found.chances_by_line("today_alone")[-1], found.chances_by_line("levelled_alone")[-1]
    before, at_once = found.sales("today")
    tries, served = found.sales("levelled")
    others, for_buyers = found.sales("seller")
    clients = found.assumed["clients"]
    quick, client = (found.chance(policy, "client", clients) for policy in ("today_broker", "levelled_broker"))
    others_too = found.chance("levelled_broker", "honest", found.assumed["people"])
    sentences = (
        (
            "**A slow line** costs nothing. Without a program a tenth of the people can have a seat. On the slowest "
            f"fifth of lines {race.percent} have one in a race (simulated: {SLOWEST_SIMULATED['today_alone']} %), and "
            f"{turns.percent} in turns (simulated: {SLOWEST_SIMULATED['levelled_alone']} %)."
        ),
        (
            f"**Selling** nearly ends. As it was, {at_once} of {before} buyers for whom the program gave a seat back "
            f"had one. In turns {served} of {tries} have, and {for_buyers} of {others} where it lets all its other "
            f"accounts rest: then honest people have {found.share('seller', 'honest').percent}."
        ),
        (
            f"**A broker's clients**, who are real people, all had a seat as it was ({quick.middle} %). In turns "
            f"{client.percent} have, and of others {others_too.middle} %: at "
            "the opening both have the same chance, and after it the broker's program never stops looking."
        ),
        (
            f"**No stampede.** When a date opens for {arrivals['people']:,} people, {arrivals['race_most']:,} requests "
            f"come in the busiest second of a race, and {arrivals['levelled_most']:,} in turns: people divided by "
            f"seconds is {found.even:.0f}, and chance makes one second a little fuller than another."
        ),
        (
            "**A household** with several accounts has the best of their turns. Of those with 1, 2, 3 and 5 accounts, "
            f"among others that mostly have one, {', '.join(found.household(size).middle for size in _SIZES)} % have "
            "a seat."
        ),
    )
    return "\n\n".join(
        [
            BEGIN,
            _main(found).markdown(),
            f"![{_shares(found).shows}]({IMAGES}/{_shares(found).file})",
            listed(sentences),
            "Where the bench and the simulation differ, and why: [fairness-bench.md](fairness-bench.md).",
            END,
        ]
    )


def _main(found: Found) -> Table:
    return Table(
        ("what the service does", "honest people's seats, %", "three runs", "simulated before, %"),
        [
            (
                words,
                found.share(policy, "honest").middle,
                found.share(policy, "honest").spread,
                f"{SIMULATED.get(policy, '–')}",
            )
            for policy, words in WORDS.items()
        ],
    )


def _differences(found: Found) -> Sequence[str]:
    lost = found.share("levelled", "honest", when="opening")
    return (
        (
            "*As it was*: the assumptions of the simulation name no limit of the service. Here the API takes a "
            "thousand requests a second from all together (a tenth of it in the bench), so the program cannot take "
            "everything before people have pressed. "
            f"Without that limit honest people have {found.share('unlimited', 'honest').percent}."
        ),
        (
            "*Kept seats alone* change nothing for honest people here: a program that looks each second takes what "
            "comes back, when it is given back as well as when it is released, and people look once a minute. It only "
            "waits for the release before it can sell. Why the simulation found less than without them is not known: "
            "it was not kept."
        ),
        (
            f"*Turns*: of the opening itself honest people have {lost.percent}, and lose some of it in the day after. "
            "In the simulation what comes back was part of the next opening, for everybody; here one of ten people "
            "looks on, and a program does with every account it has."
        ),
        (
            "*Only real people* is not what the product does today. A registry raises who it knows, but who it does "
            f"not know still books for themselves: with it and `FamilyLevel` 1 honest people have "
            f"{found.share('registry', 'honest').percent}, and without it, where the program books a made-up family "
            f"with each account, {found.share('families', 'honest').percent}. The last row takes "
            f"{found.assumed['known_people']} accounts for given, of people whose data the program borrows."
        ),
    )


def _tables(found: Found) -> list[Table]:
    variants = ("today", "kept", "levelled", "checked", "families", "registry", "seller", "unlimited")
    clients, people = found.assumed["clients"], found.assumed["people"]
    race, turns = found.chances_by_line("today_alone"), found.chances_by_line("levelled_alone")
    return [
        _main(found),
        Table(
            ("policy", "honest, opening", "honest, in the end", "program", "its buyers", "nobody", "sold of tried"),
            [
                (
                    SHORT[policy],
                    str(found.share(policy, "honest", when="opening")),
                    str(found.share(policy, "honest")),
                    str(found.share(policy, "bot")),
                    str(found.share(policy, "buyer")),
                    str(found.share(policy, "nobody")),
                    "{1} of {0}".format(*found.sales(policy)),
                )
                for policy in variants
            ],
            "Per cent of the seats, by who has them",
        ),
        Table(
            ("line", "round trip, ms", "as it was, %", "in turns, %"),
            [
                (line.name, f"{1_000 * line.round_trip:.0f}", str(race[place]), str(turns[place]))
                for place, line in enumerate(LINES)
            ],
            "Without a program: how many have a seat, by line; 10 % is everybody's fair chance",
        ),
        Table(
            ("", "a client, %", "honest people, %"),
            [
                (
                    SHORT[shown],
                    str(found.chance(policy, "client", clients)),
                    str(found.chance(policy, "honest", people)),
                )
                for policy, shown in (("today_broker", "today"), ("levelled_broker", "levelled"))
            ],
            f"A broker who asks by a program for {clients} clients in their own names: how many have a seat",
        ),
        Table(
            ("accounts of a household", "has a seat, %"),
            [(str(size), str(found.household(size))) for size in _SIZES],
            "In turns, without a program: households with several accounts, most others with one",
        ),
        Table(
            ("", "requests in the busiest second"),
            [
                ("a race", f"{found.arrivals['race_most']:,}"),
                ("turns of ten minutes, as the website sends", f"{found.arrivals['levelled_most']:,}"),
                ("turns of ten minutes, sent in the very second", f"{found.arrivals['turns_most']:,}"),
                ("people divided by seconds", f"{found.even:.0f}"),
            ],
            f"When a date opens for {found.arrivals['people']:,} people, each by `turns.places.turn_of`",
        ),
        Table(("what", "value", "source"), parameters(Assumed(**found.assumed)), "What is taken for granted"),
    ]


def _notes(found: Found) -> Sequence[str]:
    return (
        *_differences(found),
        (
            "The program's best choice in turns is shown twice: asking with all its accounts for what comes back takes "
            "the most from others, and leaves its own buyers the chance of one account each; asking for buyers only "
            "sells more and takes less. Honest people who stay away leave both to it: the waiting list, "
            "which is not played here, offers these seats to who waits before anything is released."
        ),
        (
            "A broker's clients are real people, with one turn each at the opening. What they have beyond everybody's "
            "chance is that a program never stops looking."
        ),
        (
            "Not played: the waiting list, families of honest people, moves, people who come late, clocks that are "
            "wrong, lines that lose packets, and a program that changes its ways when it learns. Requests are decided "
            "one after another; what happens between their steps is what `tests/interleavings` and `tests/crashes` are "
            "for."
        ),
        f"`make bench fairness` repeats all of it; {figure(len(found.outcomes))} policies with three seeds each.",
    )


def _shares(found: Found) -> Plot:
    shares = ", ".join(f"{SHORT[policy]} {found.share(policy, 'honest').middle} %" for policy in WORDS)
    return Plot(
        "fairness-shares.svg",
        f"Bars: who has the seats under each policy. Honest people: {shares}",
        partial(pictures.shares, found=found),
        (7.2, 3.3),
        title="Who has the seats",
    )


def _plots(found: Found) -> list[Plot]:
    return [
        _shares(found),
        Plot(
            "fairness-lines.svg",
            "Bars: how many people of each of five lines have a seat, in a race and in turns, without a program",
            partial(pictures.lines, found=found),
            (7.2, 2.9),
            title="A seat by the speed of the line",
        ),
        Plot(
            "fairness-opening.svg",
            "Two lines on a scale of powers of ten: requests by second, tens of thousands in a race, hundreds in turns",
            partial(pictures.opening, found=found),
            (7.2, 2.9),
            title="Requests a second when a date opens",
        ),
    ]
