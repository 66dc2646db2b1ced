"""The walks that documents print, run as they are printed."""

from __future__ import annotations

import json
import os
import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from antrean.waiting.model import rank_of
from tests.support.deployed import Deployed
from tests.support.deployed_turns import seed_of, turn_of

ROOT = Path(__file__).resolve().parents[2]


def test_the_walk_runs_as_printed(deployed: Deployed, tmp_path: Path) -> None:
    """Every command of the walk succeeds, and a newcomer sees what the README promises."""
    code, office_id = deployed.booking_today(deployed.citizen())
    # the demo's own booking may have been checked in by an earlier run
    booking_today = {"code": code, "office_id": office_id}
    fresh = {**deployed.outputs, "demo": {**deployed.outputs["demo"], "booking_today": booking_today}}
    outputs = tmp_path / "outputs.json"
    outputs.write_text(json.dumps(fresh))
    walked = walk("README.md", outputs, tmp_path)
    for promised in (
        '"nik_masked": "************',
        '"queue_number": "',
        "The QR code says AP1",
        "wrong_office",
        '"status": "checked_in"',
        "This booking was checked in already.",
    ):
        assert promised in walked


def test_fairness_is_checked_as_printed(deployed: Deployed, tmp_path: Path) -> None:
    """Every command of the page on fairness succeeds; turn and rank are those of the contract's formulas.

    Yesterday's secret is put there as its publisher drew it, where the system did not run yet.
    """
    outputs = tmp_path / "outputs.json"
    outputs.write_text(json.dumps(deployed.outputs))
    jakarta = ZoneInfo("Asia/Jakarta")
    yesterday = datetime.now(jakarta).replace(hour=23, minute=0, second=0, microsecond=0) - timedelta(days=1)
    begin = yesterday.astimezone(UTC)
    seed_of(deployed, begin)
    walked = walk("docs/fairness.md", outputs, tmp_path)
    assert "The fingerprint of tomorrow is " in walked
    assert re.search(r"^Every minute of [1-9]\d* slots follows from the seed\.$", walked, re.MULTILINE)
    turn, rank = walked.splitlines()[-2:]
    assert datetime.fromisoformat(turn) == turn_of(deployed, "somebody", begin, begin + timedelta(minutes=10))
    assert int(rank) == rank_of(seed_of(deployed, begin), "somebody")


def walk(document: str, outputs: Path, folder: Path) -> str:
    """Run the commands of a document, and return what they print."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", (ROOT / document).read_text(), re.DOTALL | re.MULTILINE)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(blocks)],
        cwd=ROOT,
        env={**os.environ, "OUTPUTS": str(outputs), "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
