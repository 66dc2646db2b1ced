"""Where a local copy lives, and what tells a person that it cannot start there."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.errors import CommandError
from local.state.ports import in_use_message
from local.state.settings import Settings

ROOT = Path("/checkout")


def test_defaults() -> None:
    """Without variables it is .local, 4566 and 8080, on this machine only."""
    settings = Settings.read({}, ROOT)
    assert settings.state == ROOT / ".local"
    assert settings.endpoint_url == "http://127.0.0.1:4566"
    assert settings.website_url == "http://127.0.0.1:8080"
    assert settings.outputs_file == ROOT / ".local/outputs.json"


def test_variables_move_it() -> None:
    """A second copy has ports and a state folder of its own; an empty variable is none."""
    settings = Settings.read({"PORT_AWS": "5000", "PORT_WEB": "", "ANTREAN_STATE": ".local/second"}, ROOT)
    assert (settings.port_aws, settings.port_web) == (5000, 8080)
    assert settings.state == ROOT / ".local/second"
    assert Settings.read({"ANTREAN_STATE": "/elsewhere"}, ROOT).state == Path("/elsewhere")


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "4566.0", "٤٥٦٦"])
def test_what_is_no_port_is_refused(port: str) -> None:
    """The message names the variable and its value."""
    with pytest.raises(CommandError, match=f"PORT_WEB={port}"):
        Settings.read({"PORT_WEB": port}, ROOT)


def test_equal_ports_are_refused() -> None:
    """Two servers cannot share a port."""
    with pytest.raises(CommandError, match="both 9000"):
        Settings.read({"PORT_AWS": "9000", "PORT_WEB": "9000"}, ROOT)


def test_message_of_a_port_in_use() -> None:
    """It names the port and the command that takes another one."""
    message = in_use_message("PORT_AWS", 4566)
    assert "Port 4566 on 127.0.0.1 is in use" in message
    assert "make run PORT_AWS=4567" in message
