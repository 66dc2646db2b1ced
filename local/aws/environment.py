"""Environment of everything that talks to the embedded AWS: never the AWS account of the person who runs it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from local.state.settings import HOST, REGION

if TYPE_CHECKING:
    from collections.abc import Mapping

# Ministack takes these as the account's root user. They open nothing but a port on this machine.
ACCESS_KEY: Final = "test"
SECRET_KEY: Final = "test"  # noqa: S105 - not a secret, see above

# What names an account, a profile, an endpoint or an emulator of the person who runs us, and what bends Python: with
# PYTHONPATH the handlers would import the source tree, with PYTHONPYCACHEPREFIX nobody would see the layer's byte code.
_FOREIGN: Final = ("AWS_", "SAM_", "BOTO", "LAMBDA_", "LOCALSTACK_", "MINISTACK_", "PYTHON")


def without_accounts(environ: Mapping[str, str]) -> dict[str, str]:
    """Return a copy of `environ` that leads to no AWS account: no credentials, no config files, no metadata service."""
    return {name: value for name, value in environ.items() if not name.startswith(_FOREIGN)} | {
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def isolated(environ: Mapping[str, str], endpoint_url: str) -> dict[str, str]:
    """Return a copy of `environ` in which SAM, boto3 and ministack can only reach `endpoint_url`.

    Profiles, credentials, regions and endpoints of the person are left out, and so are their config files: a
    forgotten AWS_PROFILE must not send a deployment to a real account. Proxies stay (packages may need them), but not
    for this machine. This Python's folder leads PATH, so that `sam build` finds `python3.x` of the very version.
    """
    own = without_accounts(environ)
    for name in ("NO_PROXY", "no_proxy"):
        own[name] = ",".join(filter(None, [environ.get(name), HOST, "localhost"]))
    own["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environ.get("PATH", os.defpath)])
    return own | {
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": endpoint_url,
        "SAM_CLI_TELEMETRY": "0",
        # SAM asks for the newest version of itself; a local start needs no one outside.
        "SAM_CLI_CHECK_VERSION": "0",
    }


def isolate(endpoint_url: str) -> None:
    """Make the environment of this process `isolated`, for boto3 in the process itself."""
    own = isolated(os.environ, endpoint_url)
    os.environ.clear()
    os.environ.update(own)
