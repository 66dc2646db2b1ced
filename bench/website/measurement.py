"""The website's weight, and how long a cheap telephone on a slow line waits for its front page."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from bench.report.section import Section, Table, figure
from bench.surroundings.checkout import THIS
from deploy import site
from instruments.browser import chromium
from instruments.browser.loading import BITS_A_SECOND, DELAY, load, weight
from instruments.ports import free_ports
from local.aws.mail import Mailbox
from local.state.settings import HOST
from local.website import Website

if TYPE_CHECKING:
    from deploy.progress import Step
    from instruments.browser.loading import Loading


FIRST_PAGE, EVERYTHING, USABLE = 60_000, 190_000, 3.0
"""Budgets: bytes of the front page and of the whole site, compressed; seconds until the front page can be read."""
_KINDS = {
    ".js": "scripts",
    ".css": "styles",
    ".html": "pages",
    ".json": "texts",
    ".svg": "pictures",
    ".png": "pictures",
}
_NOBODY = "http://127.0.0.1:9"
"""An address where nothing answers: the front page asks neither the API nor the user pool."""


def measure(step: Step) -> Section:
    """Weigh every file, and load the front page in Chromium."""
    with tempfile.TemporaryDirectory() as folder:
        site.build(THIS.root, _config(), Path(folder) / "site")
        sent = weight(Path(folder) / "site", apart=site.STAFF)
    step.note("the front page")
    front = _front_page()
    total = sum(sent.values())
    line = f"{BITS_A_SECOND // 1000} kbit/s with {1000 * DELAY:.0f} ms of delay"
    return Section(
        title="The website on a slow line",
        in_short=(
            f"The front page takes {_kilobytes(front.transferred)} KB of the line and can be read after "
            f"{figure(front.computed, 2)} s at {line}; the whole site is {_kilobytes(total)} KB."
        ),
        lead=(
            "The files of the website as they are served, compressed where CloudFront compresses, and "
            f"the front page in an empty browser, with Chromium's own throttling set to {line}. A round is a request "
            "that had to wait for the answer to another one. The time is computed from rounds and bytes, which do not "
            "depend on the machine, and measured beside it."
        ),
        tables=[_loading(front), _kinds(sent)],
        notes=[
            "Bytes are those of this server, which speaks HTTP/1.1; HTTP/2 packs the headers of the answers too.",
            (
                "Chromium's throttling delays each request, and neither the connection nor TLS: both together would "
                f"add two rounds, {2 * DELAY:.1f} s, to the very first page."
            ),
            "`tests/browser/test_weight.py` holds the budgets, also of the list of offices as the first page.",
        ],
        aims=[
            (
                "the website's front page, compressed",
                f"at most {_kilobytes(FIRST_PAGE)} KB",
                f"{_kilobytes(front.transferred)} KB",
            ),
            ("the whole website, compressed", f"at most {_kilobytes(EVERYTHING)} KB", f"{_kilobytes(total)} KB"),
            (f"front page at {line}", f"at most {USABLE:.0f} s", f"{figure(front.computed, 2)} s"),
        ],
    )


def _front_page() -> Loading:
    [port] = free_ports(1)
    mailbox = Mailbox(THIS.root / "no such file", THIS.root / "no such file")
    with Website(port, THIS.root, _NOBODY, _config(), mailbox), chromium.launched() as browser:
        return load(browser, f"http://{HOST}:{port}/", "h1")


def _config() -> site.Config:
    return site.Config(api="/api", identity=f"{_NOBODY}/", client_id="nobody", staff_client_id="nobody")


def _loading(front: Loading) -> Table:
    cells = [
        str(front.requests),
        _kilobytes(front.transferred),
        _kilobytes(front.needed),
        str(front.rounds),
        figure(front.computed, 2),
        figure(front.measured, 2),
    ]
    columns = ["requests", "KB in all", "KB until it can be read", "rounds until then", "s, computed", "s, measured"]
    return Table(["", *columns], [["front page", *cells]])


def _kinds(sent: dict[str, int]) -> Table:
    kinds: Counter[str] = Counter()
    files: Counter[str] = Counter()
    for name, size in sent.items():
        kind = "from npm" if name.startswith("vendor/") else _KINDS.get(PurePosixPath(name).suffix, "others")
        kinds[kind] += size
        files[kind] += 1
    rows = [[kind, str(files[kind]), _kilobytes(size)] for kind, size in kinds.most_common()]
    return Table(["", "files", "KB, compressed"], [*rows, ["together", str(len(sent)), _kilobytes(sum(sent.values()))]])


def _kilobytes(size: int) -> str:
    return figure(size / 1000)
