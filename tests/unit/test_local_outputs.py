"""The file that says that the system is ready, and where it is."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from local import deployment
from local.state import outputs
from local.state.outputs import Outputs

FOUND: Outputs = {
    "api_url": "http://127.0.0.1:4566/_aws/execute-api/abc/v1",
    "website_url": "http://127.0.0.1:8080",
    "endpoint_url": "http://127.0.0.1:4566",
    "region": "ap-southeast-3",
    "citizen_pool_id": "pool-1",
    "citizen_client_id": "client-1",
    "staff_pool_id": "pool-2",
    "staff_client_id": "client-2",
    "table_name": "table",
    "receipts_bucket": "bucket",
    "demo": {
        "operator": {"username": "operator", "password": "one"},
        "officer": {"username": "officer", "password": "two"},
        "administrator": {"username": "administrator", "password": "three"},
        "booking_today": {"code": "AP1X", "office_id": "bogor"},
    },
}


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """The file is the JSON of exactly these keys, for its owner only, and nothing else is left beside it."""
    path = tmp_path / "outputs.json"
    outputs.write(path, FOUND)
    assert json.loads(path.read_text()) == FOUND == outputs.read(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_half_written_file_is_never_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dying before the last step leaves the old file, and the next writer is not in its way."""
    path = tmp_path / "outputs.json"
    outputs.write(path, FOUND)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", die)
        with pytest.raises(KeyboardInterrupt):
            outputs.write(path, FOUND | {"region": "elsewhere"})
    assert outputs.read(path) == FOUND
    outputs.write(path, FOUND | {"region": "elsewhere"})
    assert outputs.read(path)["region"] == "elsewhere"


def test_forgetting_twice_is_fine(tmp_path: Path) -> None:
    """It is forgotten at the start and at the end."""
    path = tmp_path / "outputs.json"
    outputs.write(path, FOUND)
    outputs.forget(path)
    outputs.forget(path)
    assert not path.exists()


def test_the_apis_local_address() -> None:
    """The host of AWS in the template's output becomes ministack's path, without a slash at the end."""
    of_aws = "https://8cd5bb28.execute-api.ap-southeast-3.amazonaws.com/v1/"
    address = deployment.local_api_url(of_aws, "http://127.0.0.1:4566")
    assert address == "http://127.0.0.1:4566/_aws/execute-api/8cd5bb28/v1"
