"""The citizens' site as it is deployed: its main pages by Lighthouse, and how long a newcomer takes to a QR code."""

from __future__ import annotations

import json
import urllib.request
from statistics import median_low
from typing import TYPE_CHECKING

from bench.report.section import Section, Table, figure
from bench.surroundings import deployed
from bench.website import lighthouse
from instruments.browser import chromium, newcomer
from instruments.browser.newcomer import LONGEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.website.lighthouse import Judged
    from deploy.progress import Step
    from instruments.browser.newcomer import Way

_CATEGORIES = {
    "performance": "performance",
    "accessibility": "accessibility",
    "best-practices": "best practices",
    "seo": "SEO",
}


def measure(step: Step) -> Section:
    """Start the system, go a newcomer's way alone and for four, and let Lighthouse judge the five main pages."""
    step.note("Lighthouse")
    lighthouse.install()
    step.note("starting the system")
    with deployed.running() as outputs:
        url = outputs["website_url"]
        step.note("a newcomer's way")
        with chromium.launched() as browser:
            ways = [newcomer.walk(browser, url, people) for people in LONGEST]
        judged = []
        for path in _main_pages(outputs["api_url"]):
            step.note(f"Lighthouse on {path}")
            judged.append(lighthouse.judge(url, path))
    return section(ways, judged)


def section(ways: Sequence[Way], judged: Sequence[Judged]) -> Section:
    """Say what was found."""
    alone, *_, family = ways
    lowest = {name: min(page.score(name) for page in judged) for name in lighthouse.AIMS}
    found = "/".join(map(str, lowest.values()))
    return Section(
        title="The citizens' site, as people meet it",
        in_short=(
            f"Somebody new has a QR code in {figure(alone.minutes, 2)} minutes alone and in "
            f"{figure(family.minutes, 2)} for {family.people}, at human speed; Lighthouse gives the five main pages "
            f"{found} at least."
        ),
        lead=(
            "The deployed site in Chromium. A newcomer goes from the front page to the QR code without a mistake, and "
            f"what stands on the pages and is typed is counted: {newcomer.LETTERS_A_SECOND} letters a second, "
            f"{newcomer.WORDS_A_MINUTE} words a minute of a third of all words that can be seen, with headers, footers "
            "and the mail, and a second for each press and to begin with each field, until the page with the code is "
            "there. Waiting for the line, the service and the mail is not in it. Lighthouse judges each page three "
            "times as it does by default, as a telephone on a slow line, simulated; the score is the middle one."
        ),
        tables=[_ways(ways), _stages(family), _judged(judged)],
        notes=[
            *(
                f"Lighthouse took points off {page.path} for: {', '.join(page.faults)}."
                for page in judged
                if page.faults
            ),
            (
                "Lighthouse's performance depends on the machine and on what else runs there; the other categories do "
                "not. A page that misses an aim of Lighthouse ends the bench with an error that names page and aim, "
                "after this page is written; on a crowded machine it is to be measured again before the site is blamed."
            ),
            (
                "The words change by a few with the dates. `tests/journeys/test_newcomer.py` holds the minutes, and "
                "that pages, presses and fields are as many as here."
            ),
        ],
        aims=[
            (f"minutes to a QR code, {_people(way)}", f"under {figure(LONGEST[way.people])}", figure(way.minutes, 2))
            for way in ways
        ]
        + [
            (f"Lighthouse, {_CATEGORIES[name]}, the five main pages", f"at least {aim}", str(lowest[name]))
            for name, aim in lighthouse.AIMS.items()
        ],
        missed=[sentence for page in judged for sentence in page.missed()],
    )


def _main_pages(api: str) -> list[str]:
    """Return the pages that most people see: an office is one of those with seats, with its next day."""
    with urllib.request.urlopen(f"{api}/offices/seats?people=1", timeout=30) as answer:  # noqa: S310 - http only
        offices = json.load(answer)["offices"]
    office = next(each for each in offices if each["days"])
    of_office = f"/kantor/{office['office_id']}"
    return ["/", "/kantor", of_office, f"{of_office}/{office['days'][0]['date']}", "/masuk"]


def _people(way: Way) -> str:
    return "alone" if way.people == 1 else f"for {way.people}"


def _ways(ways: Sequence[Way]) -> Table:
    rows = [
        [
            _people(way),
            figure(way.minutes, 2),
            figure(way.minutes_read, 2),
            *map(str, (way.pages, way.presses, way.fields, way.letters, way.words)),
        ]
        for way in ways
    ]
    return Table(
        ["", "minutes", "minutes, the last page read too", "pages", "presses", "fields", "letters typed", "words"],
        rows,
        "A newcomer's way",
    )


def _stages(way: Way) -> Table:
    rows = [
        [stage.name, figure(stage.seconds), str(stage.words), str(stage.letters), str(stage.presses), str(stage.fields)]
        for stage in way.all
    ]
    return Table(["page", "seconds", "words", "letters", "presses", "fields"], rows, f"Its pages, {_people(way)}")


def _judged(judged: Sequence[Judged]) -> Table:
    rows = []
    for page in judged:
        runs = page.scores["performance"]
        shown = f"{page.score('performance')} ({min(runs)}–{max(runs)})"
        others = (str(page.score(name)) for name in lighthouse.AIMS if name != "performance")
        rows.append([page.path, shown, *others, figure(median_low(page.paints), 2), figure(median_low(page.jumps), 2)])
    columns = ["page", *_CATEGORIES.values(), "s until the largest paint, simulated", "layout shift"]
    return Table(columns, rows, "Lighthouse")
