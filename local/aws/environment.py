"""Environment variables of everything that talks to the embedded AWS: none of them leads to a real AWS account."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from local.state.settings import HOST, REGION

if TYPE_CHECKING:
    from collections.abc import Mapping

# Ministack takes these for the root user of its account. They give access to nothing but a port on this machine.
ACCESS_KEY: Final = "test"
SECRET_KEY: Final = "test"  # noqa: S105 - not a secret, see above

# Beginnings of variables that are left out. Most name an account, a profile, an endpoint or another emulator of the
# person who runs us. Those of Python change what handlers import: with PYTHONPATH it would be the source tree instead
# of the deployed layer.
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

    Profiles, credentials, regions, endpoints and config files of the person are left out: a forgotten AWS_PROFILE must
    not send a deployment to a real account. Proxies stay, because `sam build` may need one to download packages, but
    calls to this machine go without. The folder of this Python comes first in PATH, so that `sam build` finds a
    `python3.x` of the same version.
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
    """Replace the environment of this process by its `isolated` copy, for boto3 here and for all children."""
    own = isolated(os.environ, endpoint_url)
    os.environ.clear()
    os.environ.update(own)
