"""An office's day on the deployed system, in one run: door, counters, board, many quotas, and the staff's pages."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bench.day import board, bulk, counters, door, pages
from bench.day.office import Office, Town
from bench.day.times import percentile, row
from bench.report.section import Plot, Section, Table, figure
from bench.surroundings import deployed
from instruments.browser import chromium

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from bench.day.board import Hall
    from bench.day.bulk import Bulk
    from bench.day.counters import Rush, Shift
    from bench.day.door import Scans
    from bench.day.pages import Pages
    from deploy.progress import Step


@dataclass(frozen=True, slots=True)
class Day:
    """All that was measured, and how busy the machine was meanwhile."""

    scans: Scans
    shift: Shift
    rush: Rush
    board: Hall
    bulk: Bulk
    pages: Pages
    loads: Sequence[tuple[str, float]]
    """The machine's load over the last minute at the end of each part: with two cores, more than 2 is a crowd."""


def measure(step: Step) -> Section:
    """Start the system and measure one part after another; each has an office of its own."""
    step.note("starting the system")
    loads: list[tuple[str, float]] = []

    def loaded(part: str) -> None:
        loads.append((part, os.getloadavg()[0]))

    with deployed.running() as outputs, chromium.launched() as browser:
        town = Town(outputs)
        loaded("before")
        staff = pages.measure(browser, Office(town, "bogor"), step)
        loaded("pages")
        scans = door.measure(browser, Office(town, "bandung"), step)
        loaded("door")
        shift = counters.shift(browser, Office(town, "semarang"), step)
        loaded("one counter")
        rush = counters.rush(Office(town, "surabaya"), step)
        loaded("twenty counters")
        hall = board.measure(browser, Office(town, "medan"), step)
        loaded("board")
        many = bulk.measure(browser, town, step)
        loaded("many sessions")
    return section(Day(scans, shift, rush, hall, many, staff, loads))


def section(day: Day) -> Section:
    """Say what was found."""
    scan, screen = percentile(day.scans.all, 95), percentile(day.board.screen, 95)
    last, keys = max(day.rush.last[1:]), len(day.shift.keys) / day.shift.served
    cpu = max(day.rush.cpu[1:])
    return Section(
        title="An office's day",
        in_short=(
            f"An officer presses {figure(keys)} key for each citizen; of {counters.COUNTERS} counters that call at "
            f"once, {len(day.rush.last)} times, none gets a party twice and none is passed over; {board.PHONES} "
            f"telephones and a board are {figure(day.board.passed, 2)} readings of {figure(day.board.units)} "
            "read units a second."
        ),
        lead=(
            "The deployed system on this machine, its pages in Chromium, and its staff over HTTP. Each part has an "
            "office of its own, with people who booked for the day. Times are of a whole system on one machine: the "
            "embedded AWS, the functions, the website, the browser and who asks share its processors. So beside times "
            "by the clock stands the processor time of the system, which a busy machine changes little; what can be "
            "counted is claimed, and the rest tells that nothing on the way waits. The machine's load meanwhile is the "
            "last table: more than its cores is a crowd, and times are longer by that."
        ),
        tables=[
            _times(day),
            _counters(day.rush),
            _board(day.board),
            _bulk(day.bulk),
            _pages(day.pages),
            Table(("after", "load of the last minute"), [(name, figure(load, 2)) for name, load in day.loads], "Load"),
        ],
        plots=[
            Plot(
                "office-day.svg",
                "Two charts: how long scans took until their word, and calls until the board showed them",
                partial(_draw, day=day),
            )
        ],
        notes=_notes(day),
        aims=[
            ("keys for each citizen at a counter", "1", figure(keys)),
            ("scan to word at the door, p95", f"{door.AIM} ms", f"{figure(scan)} ms"),
            (
                f"{counters.COUNTERS} counters at once: last answer",
                f"{counters.LAST_ANSWER:.0f} s",
                f"{figure(last, 2)} s; {figure(cpu, 2)} s of processor",
            ),
            (
                f"call to screen with {board.PHONES} telephones, p95",
                f"{board.AIM:.0f} s",
                f"{figure(screen, 2)} s",
            ),
            (
                f"capacity of {day.bulk.sessions} sessions of {len(bulk.OFFICES)} offices, killed and resumed",
                f"{bulk.AIM:.0f} s",
                f"{figure(day.bulk.seconds, 2)} s",
            ),
        ],
    )


def _times(day: Day) -> Table:
    scans, hall = day.scans, day.board
    return Table(
        ("", "times", "p50", "p95", "longest"),
        [
            row("last key of a scan to the word, ms", scans.all),
            row("– by scanners that end with Enter", scans.ended),
            row("– by scanners that end with nothing", scans.unended),
            row("– of it until the API has answered", scans.requests),
            row("key to the next number at a counter, ms", day.shift.called),
            row("call to the screen of the hall, s", hall.screen),
            row("call to a telephone, s", hall.phones),
        ],
        "From a key to what people see",
    )


def _counters(rush: Rush) -> Table:
    return Table(
        ("round", "last answer, s", "sent again", "processor s of the system"),
        [
            (f"{number}{', environments begin' if number == 1 else ''}", figure(last), str(again), figure(cpu))
            for number, (last, again, cpu) in enumerate(zip(rush.last, rush.repeated, rush.cpu, strict=True), start=1)
        ],
        f"{counters.COUNTERS} counters press F2 at the same moment",
    )


def _board(hall: Hall) -> Table:
    rows = [
        ("questions of telephones a second", figure(hall.asked)),
        ("of these and the board's, answered by the handler a second", figure(hall.passed)),
        (f"read units of a reading, for {board.COUNTERS} counters", figure(hall.units)),
        ("read units a second", figure(hall.units * hall.passed)),
        ("read units a second without a cache", figure(hall.units * hall.asked)),
        ("seconds for which a cache keeps a board", figure(hall.kept)),
        ("a telephone's question, p95 s", figure(percentile(hall.answered, 95))),
        ("questions without an answer", str(hall.failed)),
        ("a reading by the handler, p50 s", figure(percentile(hall.origin, 50))),
        ("boards a second that the embedded AWS answers at the most", figure(hall.most)),
    ]
    return Table(("", "found"), rows, f"A board and {board.PHONES} telephones")


def _bulk(found: Bulk) -> Table:
    return Table(
        ("", "sessions", "s"),
        [
            ("saved before the window was closed", str(found.before), figure(found.first)),
            ("saved, and the answer never came", str(found.unanswered), ""),
            ("looked again, in a new window", str(found.sessions), figure(found.look)),
            ("saved after that", str(found.sessions - found.before - found.unanswered), figure(found.second)),
            ("together", str(found.sessions), figure(found.seconds)),
        ],
        f"Another capacity for {len(bulk.OFFICES)} offices and {bulk.DAYS} days",
    )


def _pages(found: Pages) -> Table:
    return Table(
        ("page", "requests", "KB in all", "KB until it can be used", "rounds", "s at 400 kbit/s, computed"),
        [
            (
                name,
                str(one.requests),
                figure(one.transferred / 1000),
                figure(one.needed / 1000),
                str(one.rounds),
                figure(one.computed, 2),
            )
            for name, one in found.loaded
        ],
        "The pages of the staff in an empty browser",
    )


def _draw(drawn: Figure, day: Day) -> None:
    left, right = drawn.subplots(1, 2)
    looks = [
        (left, day.scans.ended, {"color": "#0b5394", "label": "ends with Enter"}),
        (left, day.scans.unended, {"color": "#e69138", "linestyle": "--", "label": "ends with nothing"}),
        (right, day.board.screen, {"color": "#0b5394", "label": "the screen of the hall"}),
    ]
    for axes, values, look in looks:
        shares = [100 * (number + 1) / len(values) for number in range(len(values))]
        axes.step([0, *sorted(values)], [0, *shares], where="post", linewidth=2, **look)
    for axes, aim, unit in ((left, door.AIM, "ms"), (right, board.AIM, "s")):
        axes.axvline(aim, color="#b3261e", linewidth=1.2)
        axes.axhline(95, color="#555555", linewidth=0.8, linestyle=":")
        axes.text(aim, 1.02, f"{aim:g} {unit}", color="#b3261e", ha="center", transform=axes.get_xaxis_transform())
        axes.set(ylim=(0, 101))
        axes.set_xlim(left=0)
        axes.legend(loc="lower right")
    left.set(xlabel="ms from a scan's last key to the word", ylabel="% of them")
    right.set(xlabel="s from call to screen")


def _notes(day: Day) -> Sequence[str]:
    hall, tries = day.board, counters.COUNTERS * (counters.COUNTERS + 1) // 2
    return (
        (
            f"A scan needs {figure(day.scans.cpu, 2)} ms of processor in the embedded AWS and the function; the first "
            f"scan, whose function had to begin, took {figure(day.scans.first / 1000, 2)} s. Where a scanner ends with "
            "nothing the page waits 120 ms whether more comes."
        ),
        (
            "Each round of the counters is compared with the order of the queue: exactly the next ones are called, "
            "each by one counter. A request that is told that the service is busy is sent again under its key, as the "
            f"pages do. All aim at the same party; one gets it, and the others try the next: up to {tries} "
            "transactions in a round, which this machine does one after another. Half of a round's processor time is "
            "the least that two quiet cores need for it."
        ),
        (
            "The website of this machine caches nothing, so the measurement has a cache of its own, which keeps what "
            "the handler allows (`s-maxage=2`) and lets one request through at a time, as CloudFront does. A board "
            "asks every two seconds, so a call is on the screen after four at the most, and what the answers take; how "
            "much of it is needed depends on how board and cache happen to keep time with one another."
        ),
        (
            f"Without a cache the embedded AWS would be measured and not the product: it answers {figure(hall.most)} "
            f"boards a second at the most, and {board.PHONES} telephones ask {figure(hall.asked)} while calls come. "
            "Tried once, it began a function for every question that waited, a hundred on two cores, and no board was "
            "on the screen after 30 s."
        ),
        (
            f"The decoder of pictures is {figure(day.pages.decoder / 1000)} KB, all other files of the staff's site "
            f"are {figure(day.pages.site / 1000)} KB. The door alone loads it, and not before its camera is started. "
            "`tests/browser/hall/test_weight.py` holds requests and bytes of the pages."
        ),
        "`python -m bench day` repeats all of this; with ANTREAN_OUTPUTS=<file> on a system that runs already.",
    )
