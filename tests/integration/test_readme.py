"""The README's walk, run as it is printed."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

from tests.support.deployed import Deployed

ROOT = Path(__file__).resolve().parents[2]


def test_the_walk_runs_as_printed(deployed: Deployed, tmp_path: Path) -> None:
    """Every command of the walk succeeds, and a newcomer sees what the README promises."""
    code, office_id = deployed.booking_today(deployed.citizen())
    # the demo's own booking may have been checked in by an earlier run
    booking_today = {"code": code, "office_id": office_id}
    fresh = {**deployed.outputs, "demo": {**deployed.outputs["demo"], "booking_today": booking_today}}
    outputs = tmp_path / "outputs.json"
    outputs.write_text(json.dumps(fresh))
    blocks = re.findall(r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text(), re.DOTALL | re.MULTILINE)
    walk = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(blocks)],
        cwd=ROOT,
        env={**os.environ, "OUTPUTS": str(outputs), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert walk.returncode == 0, walk.stdout + walk.stderr
    for promised in (
        '"nik_masked": "************',
        '"queue_number": "',
        "The QR code says AP1",
        "wrong_office",
        '"status": "checked_in"',
        "This booking was checked in already.",
    ):
        assert promised in walk.stdout
