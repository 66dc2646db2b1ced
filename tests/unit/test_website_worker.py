"""The service worker: what it keeps on a device, and that it keeps one release, all of it."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import Any, Final

from deploy import site

ROOT: Final = Path(__file__).parents[2]
CONFIG: Final = site.Config(api="/api", identity="https://pool.invalid/", client_id="client", staff_client_id="counter")


def shell(worker: bytes | None) -> dict[str, Any]:
    """What the worker is told in its first line."""
    assert worker
    told: dict[str, Any] = json.loads(worker.partition(b"\n")[0].removeprefix(b"const SHELL = ").removesuffix(b";"))
    return told


def test_it_is_told_what_the_site_is(tmp_path: Path) -> None:
    """It keeps every file that a page needs without a connection, and can tell one of another release."""
    target = tmp_path / "site"
    site.build(ROOT, CONFIG, target)
    served = (target / "sw.js").read_bytes()
    assert served == site.content(ROOT, "sw.js")
    files = {f"/{path.relative_to(target).as_posix()}" for path in target.rglob("*.*") if path.is_file()}
    of_citizens = {name for name in files if not name.startswith("/petugas/")}
    pages = {name for name in of_citizens if name.endswith((".js", ".css", ".html"))} - {"/sw.js"}
    kept = shell(served)["files"]
    assert pages | {"/texts/id.json", "/texts/en.json", "/icon.svg"} <= kept.keys() <= of_citizens < files
    for name, digest in kept.items():
        assert hashlib.sha256((target / name.removeprefix("/")).read_bytes()).hexdigest().startswith(digest)


def test_any_change_is_a_new_release(tmp_path: Path) -> None:
    """The worker's own bytes change with every file that it keeps: that is how a browser notices."""
    shutil.copytree(ROOT / "website", tmp_path / "website")
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    before = shell(site.content(tmp_path, "sw.js"))
    text = tmp_path / "website" / "texts" / "en.json"
    text.write_text(text.read_text().replace("Back", "Return"))
    assert shell(site.content(tmp_path, "sw.js"))["version"] != before["version"]


def test_it_knows_every_page() -> None:
    """An address that app.js has a page for opens without a connection too."""
    routes = re.findall(r'path: "/([^/"]+)', (ROOT / "website" / "app.js").read_text())
    [listed] = re.findall(r"^const PAGES = (\[.*\]);$", (ROOT / "website" / "sw.js").read_text(), re.MULTILINE)
    assert json.loads(listed) == sorted(set(routes))
