"""`make run` itself: what it leaves for others to read, what it serves, and what it refuses."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from antrean.tickets.qr import PREFIX
from instruments.system import System
from local.state.outputs import Demo, Outputs
from tests.support.client import Answer, fetch, fetch_url
from tests.support.deployed import Deployed, eventually
from tests.support.system import ROOT


def local(command: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m local <command>`."""
    return subprocess.run(
        [sys.executable, "-m", "local", command],
        cwd=ROOT,
        env={**os.environ, **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def ports(outputs: Outputs) -> dict[str, str]:
    """The ports of the running system, as variables."""
    return {
        "PORT_AWS": str(urlsplit(outputs["endpoint_url"]).port),
        "PORT_WEB": str(urlsplit(outputs["website_url"]).port),
    }


def web(outputs: Outputs, path: str, host: str | None = None) -> Answer:
    """GET a page of the website, exactly this path; `host` is the Host header of another name."""
    address = urlsplit(outputs["website_url"])
    return fetch(str(address.hostname), address.port, "GET", path, None, {"Host": host or address.netloc})


def test_outputs_have_exactly_the_agreed_keys(outputs: Outputs) -> None:
    """Scripts of others read this file: no key less, none more, and no empty value."""
    assert outputs.keys() == get_type_hints(Outputs).keys()
    assert outputs["demo"].keys() == get_type_hints(Demo).keys()
    assert all(outputs.values())
    demo = outputs["demo"]
    for part in (demo["operator"], demo["officer"], demo["booking_today"]):
        assert all(part.values())


def test_everything_is_on_this_machine_only(outputs: Outputs) -> None:
    """No address names anything but the loopback interface."""
    for address in (outputs["api_url"], outputs["website_url"], outputs["endpoint_url"]):
        assert urlsplit(address).hostname == "127.0.0.1"


def test_the_page_is_served_with_safe_headers(outputs: Outputs) -> None:
    """A reader finds the page; a browser may load and call nothing but this copy."""
    page = web(outputs, "/")
    assert page.status == 200
    assert '<html lang="id"' in page.text
    assert outputs["endpoint_url"] in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"


def test_pages_learn_where_the_api_is_and_no_password(outputs: Outputs) -> None:
    """/config.json has what a page must know and nothing else, least of all the demo people."""
    assert web(outputs, "/config.json").body == {
        "api": "/api",
        "identity": outputs["endpoint_url"] + "/",
        "client_id": outputs["citizen_client_id"],
    }


def test_the_api_is_on_the_origin_of_the_website(outputs: Outputs) -> None:
    """The same answer comes from /api as from the API itself, so no page has to cross origins."""
    answer = web(outputs, "/api/offices?limit=1&near=-6.2,106.8")
    assert answer.status == 200
    assert answer.body == fetch_url(outputs["api_url"] + "/offices?limit=1&near=-6.2,106.8").body


@pytest.mark.parametrize("path", ["/../pyproject.toml", "/%2e%2e/pyproject.toml", "/no-such.html", "/../local/run.py"])
def test_nothing_outside_the_website_is_served(outputs: Outputs, path: str) -> None:
    """A path cannot climb out of the folder."""
    assert web(outputs, path).status == 404


@pytest.mark.parametrize("path", ["/", "/config.json", "/mail", "/mail.json"])
def test_another_name_for_this_machine_gets_nothing(outputs: Outputs, path: str) -> None:
    """A foreign site that points its name here (DNS rebinding) cannot read the mails."""
    assert web(outputs, path, host="foreign.example").status == 421


def test_mails_can_be_read(deployed: Deployed, outputs: Outputs, system: System) -> None:
    """The code of a sign-up is on the page, in the JSON and in `make mail`."""
    citizen = deployed.citizen()
    for text in (
        web(outputs, "/mail").text,
        web(outputs, "/mail.json").text,
        local("mail", ANTREAN_STATE=system.environ["ANTREAN_STATE"]).stdout,
    ):
        assert citizen.email in text


def test_ports_in_use_are_told(outputs: Outputs, tmp_path: Path) -> None:
    """A second start on the same ports ends with status 1 and the way out; the first one goes on."""
    second = local("run", ANTREAN_STATE=str(tmp_path), **ports(outputs))
    assert second.returncode == 1
    assert f"make run PORT_AWS={int(ports(outputs)['PORT_AWS']) + 1}" in second.stderr
    assert "Traceback" not in second.stderr
    assert fetch_url(outputs["website_url"] + "/").status == 200


def test_a_state_folder_is_used_once(system: System) -> None:
    """A second start on the same state ends with status 1 and does not take the first one's outputs away."""
    second = local("run", ANTREAN_STATE=system.environ["ANTREAN_STATE"], PORT_AWS="1", PORT_WEB="2")
    assert (second.returncode, "is in use" in second.stderr) == (1, True)
    assert (Path(system.environ["ANTREAN_STATE"]) / "outputs.json").exists()


def test_deploying_to_nothing_is_told(tmp_path: Path) -> None:
    """`make deploy-local` without a running system says what to start."""
    refused = local("deploy", ANTREAN_STATE=str(tmp_path))
    assert (refused.returncode, "make run" in refused.stderr) == (1, True)


def _told_again(deployed: Deployed, outputs: Outputs, started: Outputs) -> None:
    """A start tells what the one before told; only the booking for today is another one once its day is over."""
    made = outputs["demo"]["booking_today"]
    booking = deployed.table.get(f"BOOKING#{made['code'].removeprefix(PREFIX)}", "BOOKING")
    assert booking
    if booking["date"] < f"{datetime.now(ZoneInfo(booking['timezone'])):%Y-%m-%d}":
        assert started["demo"]["booking_today"] != made
        started["demo"]["booking_today"] = made
    assert started == outputs


def test_state_survives_a_restart(deployed: Deployed, outputs: Outputs, system: System) -> None:
    """After Ctrl-C and another start: same addresses, people, booking, receipt and mails, and the stream goes on."""
    citizen = deployed.citizen()
    made = deployed.book(citizen, deployed.slots()[0], people=2)
    assert deployed.api.get(f"/bookings/{made['booking_id']}/receipt", citizen.token).status == 200
    receipts = deployed.receipt_keys()
    assert receipts

    assert system.stop() == 0
    assert not (Path(system.environ["ANTREAN_STATE"]) / "outputs.json").exists()
    _told_again(deployed, outputs, system.start())

    token = deployed.log_in(citizen.email)
    assert deployed.api.get(f"/bookings/{made['booking_id']}", token).body == made
    assert deployed.receipt_keys() >= receipts
    assert deployed.book(deployed.citizen(), deployed.slots()[0])
    eventually(lambda: deployed.receipt_keys() - receipts, "receipt from the stream")
    assert citizen.email in web(outputs, "/mail").text


def test_a_killed_runner_leaves_nothing_behind(deployed: Deployed, outputs: Outputs, system: System) -> None:
    """Even when the runner is killed, ministack ends by itself and keeps its state, and the next start works."""
    citizen = deployed.citizen()
    system.kill()
    state = Path(system.environ["ANTREAN_STATE"])
    eventually(lambda: local("stopped", ANTREAN_STATE=str(state)).returncode == 0, "end of ministack")
    (state / "outputs.json").unlink()
    _told_again(deployed, outputs, system.start())
    assert deployed.log_in(citizen.email)
