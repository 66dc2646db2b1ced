"""A new release of the website, on a device that keeps the one before."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from deploy import site
from instruments.ports import free_ports
from local.aws.mail import Mailbox
from local.website import Website
from tests.browser.visitor import Exactly, Visitor
from tests.support.system import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from local.state.outputs import Outputs
    from tests.browser.conftest import Visit


_KEEP = """import("/lib/device/offline.js").then(async ({ keepSite }) => {
  await keepSite();
  await navigator.serviceWorker.ready;
})"""
_UPDATE = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration.update();
  const found = registration.installing ?? registration.waiting;
  while (found.state === "installing") {
    await new Promise((done) => found.addEventListener("statechange", done, { once: true }));
  }
  return found.state;
}"""
"""What has become of a newer release that the browser looked for: "installed" waits, "redundant" was given up."""
_TAKEN_OVER = """async () => {
  for (let turn = 0; turn < 500; turn += 1) {
    const { active, waiting } = await navigator.serviceWorker.getRegistration();
    if (!waiting && active.state === "activated" && active === navigator.serviceWorker.controller) return true;
    await new Promise((done) => setTimeout(done, 20));
  }
  return false;
}"""
"""Whether the newest release is the one that shows pages, after ten seconds at most."""
_NEW = Exactly("Kantor mana yang Anda pilih?")


@pytest.fixture
def website(outputs: Outputs, tmp_path: Path) -> Iterator[str]:
    """The address of a copy of the site in `tmp_path`, whose files can be changed."""
    shutil.copytree(ROOT / "website", tmp_path / "website")
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    [port] = free_ports(1)
    config = site.Config(
        api="/api",
        identity=outputs["endpoint_url"],
        client_id=outputs["citizen_client_id"],
        staff_client_id=outputs["staff_client_id"],
    )
    mailbox = Mailbox(tmp_path / "mails.json", tmp_path / "sent.jsonl")
    with Website(port, tmp_path, outputs["api_url"], config, mailbox):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def she(visit: Visit, website: str) -> Visitor:
    """Somebody whose telephone keeps the site."""
    found = visit()
    found.opens(f"{website}/kantor")
    found.arrives("offices.title")
    found.page.evaluate(_KEEP)
    return found


def test_a_release_takes_over_between_two_pages(she: Visitor, tmp_path: Path) -> None:
    """What is kept is shown until all of the new release is there, and the page after that is all of the new one."""
    _change(she, tmp_path)
    assert she.page.evaluate(_UPDATE) == "installed"
    she.reloads()
    expect(she.heading("offices.title")).to_be_visible()
    _ends_idle_workers(she)
    assert she.page.evaluate(_TAKEN_OVER)
    she.page.evaluate("window.isOld = true")
    she.activates(she.page.locator(".ap-list a").first)
    expect(she.page.locator(".ap-days")).to_be_visible()
    assert she.page.evaluate("window.isOld") is None
    she.goes_back()
    expect(she.heading(_NEW)).to_be_visible()
    assert len(she.page.evaluate("caches.keys()")) == 1


def test_half_a_release_is_not_kept(she: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a file is of another release, the one before stays whole; the new one comes when all of it is there."""
    _change(she, tmp_path)
    file_of = site.file_of
    with monkeypatch.context() as half:
        half.setattr(
            site,
            "file_of",
            lambda path: file_of("/pages/bookings/move.js" if path == "/pages/bookings/cancel.js" else path),
        )
        assert she.page.evaluate(_UPDATE) == "redundant"
    she.reloads()
    expect(she.heading("offices.title")).to_be_visible()
    assert she.page.evaluate(_UPDATE) == "installed"


def test_the_staffs_site_is_of_the_newest_release(she: Visitor, website: str, tmp_path: Path) -> None:
    """Where the citizens' site is kept, the staff's pages run the scripts that are served, the shared ones too."""
    shared = tmp_path / "website" / "lib" / "frame" / "frame.js"
    shared.write_text(shared.read_text() + '\ndocument.body.dataset.release = "newest";\n')
    she.opens(f"{website}/kantor")
    expect(she.heading("offices.title")).to_be_visible()
    assert she.page.evaluate("document.body.dataset.release") is None, "the citizens' page is of the kept release"
    she.opens(f"{website}/petugas/masuk")
    expect(she.page.locator("#username")).to_be_visible()
    assert she.page.evaluate("document.body.dataset.release") == "newest"


def _ends_idle_workers(she: Visitor) -> None:
    """Let a worker that is about to be replaced end now: Chromium may let it idle for half a minute first."""
    session = she.page.context.new_cdp_session(she.page)
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")


def _change(she: Visitor, root: Path) -> None:
    """Publish a release in which the list of offices has another heading."""
    texts = root / "website" / "texts" / "id.json"
    found = texts.read_text()
    title = f'"title": "{she.text("offices.title")}"'
    assert found.count(title) == 1
    texts.write_text(found.replace(title, f'"title": "{_NEW}"'))
