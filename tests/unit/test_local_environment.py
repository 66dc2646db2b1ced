"""The environment in which SAM, boto3 and ministack run."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from local.aws.environment import isolated, without_accounts

MINE = {
    "HOME": "/home/siti",
    "PATH": "/usr/bin",
    "AWS_PROFILE": "production",
    "AWS_SESSION_TOKEN": "real",
    "AWS_ENDPOINT_URL_DYNAMODB": "https://elsewhere.example",
    "AWS_ACCESS_KEY_ID": "real",
    "SAM_CLI_POLL_DELAY": "5",
    "PYTHONPATH": "/somewhere",
    "HTTPS_PROXY": "http://proxy.example",
    "no_proxy": "internal.example",
}


def test_nothing_of_the_persons_account_is_left() -> None:
    """Profiles, keys, tokens, endpoints and config files of a real account do not get through."""
    own = isolated(MINE, "http://127.0.0.1:4566")
    assert not {"AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_DYNAMODB", "PYTHONPATH"} & own.keys()
    assert own["AWS_ACCESS_KEY_ID"] == own["AWS_SECRET_ACCESS_KEY"] == "test"
    assert own["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4566"
    assert own["AWS_CONFIG_FILE"] == own["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull
    assert own["SAM_CLI_TELEMETRY"] == "0"


def test_the_rest_stays() -> None:
    """Home and proxies stay, but no proxy stands before this machine."""
    own = isolated(MINE, "http://127.0.0.1:4566")
    assert own["HOME"] == "/home/siti"
    assert own["HTTPS_PROXY"] == "http://proxy.example"
    assert own["no_proxy"] == "internal.example,127.0.0.1,localhost"


def test_this_python_leads_path() -> None:
    """`sam build` finds the Python of the runtime's very version first."""
    own = isolated(MINE, "http://127.0.0.1:4566")
    assert own["PATH"] == f"{Path(sys.executable).parent}{os.pathsep}/usr/bin"


def test_without_accounts_names_no_endpoint() -> None:
    """Tests that need no stack get an environment that leads nowhere."""
    own = without_accounts(MINE)
    assert {name for name in own if name.startswith("AWS_")} == {
        "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE",
        "AWS_EC2_METADATA_DISABLED",
    }
