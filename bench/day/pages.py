"""The pages of the staff: requests and bytes until each can be used, in an empty browser on a slow line."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.day import screens
from bench.surroundings.checkout import THIS
from deploy import site
from deploy.errors import CommandError
from instruments.browser.loading import load, weight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser

    from bench.day.office import Office
    from deploy.progress import Step
    from instruments.browser.loading import Loading

DECODER: Final = "/vendor/zxing/"
"""Where the decoder of pictures is, which only the door loads, and only when its camera is started."""
PAGE: Final = 110_000
"""Budgets of a page of the staff in an empty browser: bytes of its files, compressed, and requests."""
REQUESTS: Final = 60


@dataclass(frozen=True, slots=True)
class _Place:
    name: str
    path: str
    usable: str
    """What is to be seen when the page can be used."""
    who: str = "officers"
    """The group of who is logged in; "" for nobody."""


PLACES: Final = (
    _Place("log in", "/petugas/masuk", "#username", ""),
    _Place("first page", "/petugas", "h1"),
    _Place("door", "/petugas/pintu", "#code"),
    _Place("counter", "/petugas/loket", "#counter"),
    _Place("numbers at the door", "/petugas/nomor", "main h1"),
    _Place("today", "/petugas/hari-ini", "main h1"),
    _Place("board", "/petugas/papan/{office}", ".pd-board", ""),
    _Place("quotas", "/petugas/kuota", "main h1", "operators"),
    _Place("many sessions", "/petugas/kuota/banyak", "#capacity", "operators"),
    _Place("closings", "/petugas/penutupan", "main h1", "operators"),
    _Place("the office", "/petugas/kantor", "main h1", "operators"),
)


@dataclass(frozen=True, slots=True)
class Pages:
    """How each page came, and what the files weigh."""

    loaded: Sequence[tuple[str, Loading]]
    site: int
    """Bytes of all files of the staff's site but for the decoder, compressed."""
    decoder: int
    """Bytes of the decoder, compressed."""


def measure(browser: Browser, office: Office, step: Step) -> Pages:
    """Load each page; raises CommandError where one loads the decoder without a camera."""
    members = {group: office.member(group) for group in ("officers", "operators")}
    loaded = []
    for place in PLACES:
        step.note(f"the page: {place.name}")
        url = office.town.outputs["website_url"] + place.path.format(office=office.office_id)
        before = screens.logged_in(members[place.who]) if place.who else ""
        found = load(browser, url, place.usable, before)
        if any(DECODER in address for address in found.addresses):
            message = f"{place.name} loads the decoder of pictures, although nobody has started a camera."
            raise CommandError(message)
        loaded.append((place.name, found))
    with tempfile.TemporaryDirectory() as folder:
        nowhere = "https://pool.invalid/"
        config = site.Config(api="/api", identity=nowhere, client_id="nobody", staff_client_id="nobody")
        site.build(THIS.root, config, Path(folder) / "site")
        sent = weight(Path(folder) / "site" / site.STAFF, apart="nothing")
    decoder = sum(size for name, size in sent.items() if DECODER in f"/{name}")
    return Pages(loaded, sum(sent.values()) - decoder, decoder)
