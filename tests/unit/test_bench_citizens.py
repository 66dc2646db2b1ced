"""What the bench says of the citizens' site: the lowest of all scores, what was taken off, and minutes against aims."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bench import __main__ as bench
from bench.report.section import Section
from bench.website import citizens, lighthouse
from bench.website.lighthouse import Judged
from deploy.errors import CommandError
from instruments.browser import chromium
from instruments.browser.newcomer import Stage, Way

_PERFECT = {"performance": [98, 100, 99], "accessibility": [100] * 3, "best-practices": [100] * 3, "seo": [100] * 3}


def _way(people: int, words: int) -> Way:
    return Way(people, [Stage("Depan", words, presses=1), Stage("Surat", 100, elsewhere=3), Stage("Nomor", 200)])


def test_the_worst_page_is_what_is_told() -> None:
    """Each score is the middle one of three runs; of the pages the lowest counts, and its faults are named."""
    pages = [
        Judged("/", _PERFECT, [], [1.1] * 3, [0.0] * 3),
        Judged("/masuk", {**_PERFECT, "seo": [90] * 3}, ["meta-description (seo)"], [1.2] * 3, [0.1] * 3),
    ]
    found = citizens.section([_way(1, 600), _way(4, 1200)], pages)
    aims = {name: (aim, figure) for name, aim, figure in found.aims}
    assert aims["minutes to a QR code, alone"] == ("under 3", "1.2")
    assert aims["minutes to a QR code, for 4"] == ("under 5", "2.2")
    assert aims["Lighthouse, performance, the five main pages"] == ("at least 97", "99")
    assert aims["Lighthouse, SEO, the five main pages"] == ("at least 100", "90")
    assert "Lighthouse took points off /masuk for: meta-description (seo)." in found.markdown().replace("\n  ", " ")
    assert "98–100" in found.markdown()


def test_a_page_that_misses_an_aim_is_named() -> None:
    """Page, category, scores and aim; 97 is enough for performance, and for the others nothing but 100."""

    def judged(path: str, **scores: list[int]) -> Judged:
        return Judged(path, {**_PERFECT, **scores}, [], [1.1] * 3, [0.0] * 3)

    ways = [_way(1, 600), _way(4, 1200)]
    assert citizens.section(ways, [judged("/", performance=[97, 90, 99])]).missed == []
    pages = [judged("/"), judged("/kantor", performance=[96, 99, 95]), judged("/masuk", seo=[99, 100, 99])]
    assert citizens.section(ways, pages).missed == [
        "Lighthouse gives /kantor 96 of 100 for performance (runs: 96, 99, 95), and the aim is at least 97.",
        "Lighthouse gives /masuk 99 of 100 for seo (runs: 99, 100, 99), and the aim is at least 100.",
    ]


@pytest.mark.parametrize(("missed", "status"), [((), 0), (("The aim of / is missed.",), 1)])
@pytest.mark.parametrize("names", [[], ["availability"]])
def test_a_missed_aim_ends_the_bench_with_an_error(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    names: list[str],
    missed: tuple[str, ...],
    status: int,
) -> None:
    """All of it or one measurement alone, whichever missed; of all the page is written before. Without one it is 0."""

    def measured(name: str) -> Section:
        aims = [("what", "at least 97", "96")]
        return Section(name, "In short.", "A lead.", aims=aims, missed=missed if name == "availability" else ())

    monkeypatch.setattr(bench, "_measured", measured)
    monkeypatch.setattr(bench, "DOCS", tmp_path)
    monkeypatch.setattr(chromium, "find", lambda: "/nowhere")
    monkeypatch.setattr("sys.argv", ["bench", *names])
    assert bench.main() == status
    assert capsys.readouterr().err.strip() == "".join(missed)
    assert (tmp_path / "performance.md").exists() == (not names)


def test_what_lighthouse_took_points_off_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Audits that count and are not met, but for performance and for what does not apply to the page."""

    def audit(score: float | None, mode: str = "binary") -> dict[str, Any]:
        return {"score": score, "scoreDisplayMode": mode, "numericValue": 1500}

    report = {
        "categories": {name: {"score": 1, "auditRefs": []} for name in lighthouse.AIMS},
        "audits": {
            "largest-contentful-paint": audit(0.5, "numeric"),
            "cumulative-layout-shift": audit(1, "numeric"),
            "color-contrast": audit(0),
            "video-caption": audit(None, "notApplicable"),
            "hidden": audit(0),
        },
    }
    weights = {"color-contrast": 7, "video-caption": 10, "hidden": 0}
    report["categories"]["accessibility"] = {
        "score": 0.93,
        "auditRefs": [{"id": name, "weight": weight} for name, weight in weights.items()],
    }
    report["categories"]["performance"]["auditRefs"] = [{"id": "largest-contentful-paint", "weight": 25}]
    monkeypatch.setattr(lighthouse, "_npm", lambda *_: json.dumps(report))
    found = lighthouse.judge("http://127.0.0.1:1", "/")
    assert found.faults == ["color-contrast (accessibility)"]
    assert found.score("accessibility") == 93
    assert found.paints == [1.5] * 3


def test_time_follows_from_words_letters_and_presses() -> None:
    """A third of 300 words takes 30 seconds, six letters two, a field and a press two; the last page none."""
    stage = Stage("a page", words=300, presses=1, fields=1, letters=6)
    assert stage.seconds == pytest.approx(34)
    assert Way(1, [stage, stage, stage]).minutes == pytest.approx(68 / 60)


def test_what_failed_is_told_by_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation that fails does not say that a page could not be judged."""
    monkeypatch.setattr(chromium, "find", lambda: "/nowhere")
    failed = subprocess.CompletedProcess([], 1, stdout="", stderr="no such package\n")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(CommandError, match=r"^`lighthouse --version` failed: no such package$"):
        lighthouse.install()
