"""The lock files: exact versions, hashes, no index, and one version of what is deployed and tested."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "requirements"
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[^ ;\\]+)(?P<marker> ; [^\\]+)? \\$")


def pins(name: str) -> dict[str, set[str]]:
    """Package -> its versions (more than one where markers decide)."""
    found: dict[str, set[str]] = {}
    for line in (FOLDER / f"{name}.txt").read_text().splitlines():
        if match := PIN.match(line):
            found.setdefault(match["name"], set()).add(match["version"])
    return found


@pytest.mark.parametrize("name", ["uv", "dev", "layer", "ministack", "node", "clients"])
def test_every_line_is_a_pin_a_hash_or_a_comment(name: str) -> None:
    """Nothing in a lock file names an index, a link or a path."""
    for line in (FOLDER / f"{name}.txt").read_text().splitlines():
        assert PIN.match(line) or re.match(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$|^ *#|^$", line), line


def test_what_is_deployed_is_what_is_tested() -> None:
    """Every package of the layer has the same version in the environment of the tests."""
    layer, dev = pins("layer"), pins("dev")
    assert layer
    assert {name: dev.get(name) for name in layer} == layer


def test_the_embedded_aws_is_the_version_that_is_known_to_work() -> None:
    """Ministack is pinned on purpose, not by the resolver's taste."""
    assert pins("ministack")["ministack"] == {"1.5.33"}
