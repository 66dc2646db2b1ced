"""Lighthouse, the usual judge of web pages: run on a page of the deployed site, by this machine's Chromium."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from statistics import median_low
from typing import TYPE_CHECKING, Any, Final

from bench.surroundings.checkout import THIS
from deploy.errors import CommandError
from instruments.browser import chromium

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

AIMS: Final[Mapping[str, int]] = {"performance": 97, "accessibility": 100, "best-practices": 100, "seo": 100}
"""By category the least that each of the main pages is held to."""
_RUNS: Final = 3
_SECONDS: Final = 180
_FOLDER: Final = "bench/website"


@dataclass(frozen=True, slots=True)
class Judged:
    """What Lighthouse said of a page in several runs."""

    path: str
    scores: Mapping[str, Sequence[int]]
    """By category, of 100, one for each run."""
    faults: Sequence[str]
    """What it took points off for, outside performance, by the names of its audits."""
    paints: Sequence[float]
    """Seconds until the largest part of the page is painted, on the slow line that Lighthouse simulates."""
    jumps: Sequence[float]
    """How much of the page jumped while it came: Cumulative Layout Shift."""

    def score(self, category: str) -> int:
        """Return the middle one of the scores."""
        return median_low(self.scores[category])

    def missed(self) -> list[str]:
        """Return a sentence for each aim that the page misses, with the scores of all runs."""
        return [
            f"Lighthouse gives {self.path} {self.score(category)} of 100 for {category} (runs: "
            f"{', '.join(map(str, self.scores[category]))}), and the aim is at least {aim}."
            for category, aim in AIMS.items()
            if self.score(category) < aim
        ]


def judge(url: str, path: str) -> Judged:
    """Let Lighthouse judge a page as it always does: as a telephone on a slow line. Raises CommandError."""
    reports = [_report(url + path) for _ in range(_RUNS)]
    scores = {name: [round(100 * report["categories"][name]["score"]) for report in reports] for name in AIMS}
    return Judged(
        path,
        scores,
        faults=sorted({fault for report in reports for fault in _faults(report)}),
        paints=[report["audits"]["largest-contentful-paint"]["numericValue"] / 1000 for report in reports],
        jumps=[report["audits"]["cumulative-layout-shift"]["numericValue"] for report in reports],
    )


def install() -> None:
    """Install what package-lock.json beside this file names. Raises CommandError."""
    _npm("lighthouse", "--version")


def _faults(report: Mapping[str, Any]) -> list[str]:
    return [
        f"{entry['id']} ({name})"
        for name in AIMS
        if name != "performance"
        for entry in report["categories"][name]["auditRefs"]
        if entry["weight"]
        and (report["audits"][entry["id"]]["score"] or 0) < 1
        and report["audits"][entry["id"]]["scoreDisplayMode"] not in {"notApplicable", "manual", "informative"}
    ]


def _report(url: str) -> Any:  # noqa: ANN401 - Lighthouse's own JSON
    flags = [*chromium.FLAGS, "--headless", *([] if chromium.sandboxed() else ["--no-sandbox"])]
    return json.loads(
        _npm(
            "lighthouse",
            url,
            "--output=json",
            "--quiet",
            "--no-enable-error-reporting",
            f"--only-categories={','.join(AIMS)}",
            f"--chrome-flags={' '.join(flags)}",
        )
    )


def _shown(command: Sequence[str]) -> str:
    """Return the beginning of a command, which says what was to be done: a page to be judged, or the version."""
    return " ".join(command[:2])


def _npm(*command: str) -> str:
    """Run one of the programs that are installed beside this file, and return what it said."""
    try:
        done = subprocess.run(
            [THIS.root / "local/setup/npm.sh", "--in", _FOLDER, *command],
            cwd=THIS.root,
            env={**os.environ, "CHROME_PATH": chromium.find()},
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        message = f"`{_shown(command)}` did not end within {_SECONDS} s."
        raise CommandError(message) from late
    if done.returncode:
        said = done.stderr.strip() or done.stdout.strip() or f"it ended with status {done.returncode}"
        message = f"`{_shown(command)}` failed: {said}"
        raise CommandError(message)
    return done.stdout
