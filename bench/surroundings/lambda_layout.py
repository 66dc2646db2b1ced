"""The files that Lambda has, built here: the functions, the layer as `sam build` makes it, and the runtime's SDK.

Beside them is what the functions are compared with: the stock trio, whole and untouched.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.surroundings.checkout import THIS, Checkout
from deploy.errors import CommandError
from instruments.replay.events import ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Iterable

PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"
HERE = {"x86_64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}[platform.machine()]
"""The architecture of this machine, by Lambda's name."""
BASELINE = "baseline"
"""The function that ours are compared with, in place of a logical id."""
_SDK = ("boto3", "botocore", "s3transfer", "urllib3", "python-dateutil", "jmespath", "six")
"""What a Python runtime of Lambda brings besides Python: boto3 and what it needs."""
_STOCK = (
    *_SDK,
    "aws-lambda-powertools",
    "pydantic",
    "pydantic-core",
    "annotated-types",
    "typing-extensions",
    "typing-inspection",
)
"""The stock trio, boto3, powertools and pydantic, and what they need. The layer holds the same versions."""
_ENVIRONMENT = {
    **ENVIRONMENT,
    "AWS_REGION": "ap-southeast-3",
    "AWS_DEFAULT_REGION": "ap-southeast-3",
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_SESSION_TOKEN": "token",
    "POWERTOOLS_SERVICE_NAME": "bench",
}


def make_layer(folder: Path, settings: dict[str, str], checkout: Checkout = THIS) -> subprocess.CompletedProcess[str]:
    """Build the layer of a checkout into `folder` as SAM does.

    It is for this Python and this machine, unless `settings` (variables of the environment) say otherwise.
    """
    environment = {
        "ARTIFACTS_DIR": str(folder),
        "LAYER_PYTHON": PYTHON,
        "LAYER_ARCHITECTURE": HERE,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    }
    return subprocess.run(
        ["make", "--makefile", str(checkout.root / "layers/core/Makefile"), "build-CoreLayer"],  # noqa: S607 - by its name
        cwd=folder,
        env=_without_cache_prefix() | environment | settings,
        capture_output=True,
        text=True,
        check=False,
    )


@dataclass(frozen=True, slots=True)
class LambdaLayout:
    """A folder with what Lambda would have: `opt/python`, `runtime`, and `task/<logical id of a function>`.

    The baseline has `stock` in place of the layer and the runtime.
    """

    folder: Path
    checkout: Checkout

    @classmethod
    def build(cls, name: str, checkout: Checkout = THIS) -> LambdaLayout:
        """Build everything of a checkout anew into `.local/bench/<name>` of this one.

        The runtime's SDK and the stock trio are this environment's in any case. Raises CommandError where the layer
        cannot be built.
        """
        folder = THIS.root / ".local" / "bench" / name
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "opt").mkdir(parents=True)
        made = make_layer(folder / "opt", {}, checkout)
        if made.returncode:
            raise CommandError(f"The layer could not be built:\n{made.stderr}")
        _install(_SDK, folder / "runtime")
        _install(_STOCK, folder / "stock")
        baseline = THIS.root / "bench" / "cold_start" / "baseline"
        for function, code in {**checkout.functions(), BASELINE: baseline}.items():
            shutil.copytree(code, folder / "task" / function, ignore=shutil.ignore_patterns("__pycache__"))
        return cls(folder, checkout)

    def modules(self) -> dict[str, str]:
        """Return the modules of the package that a program needs, by what they are for."""
        return {
            "runtime": self.checkout.module("runtime", "wiring"),
            # what makes clients was a part of the runtime module once
            "clients": self.checkout.module("clients", "runtime"),
            "clock": self.checkout.module("base/clock", "clock"),
        }

    def run(self, program: str, function: str, request: dict[str, Any]) -> Any:  # noqa: ANN401 - what the program prints
        """Run `bench/<program>.py` in a fresh interpreter with the modules of `function`; return what it prints.

        The program reads `request` as JSON, with the path to import from and the names of its `modules`;
        its last line is JSON too. `-I -S`: nothing of this machine is on its path. `-B`: it writes no byte code, since
        Lambda's disk is read-only.
        """
        packages = ("stock",) if function == BASELINE else ("opt/python", "runtime")
        where = [self.folder / "task" / function, *(self.folder / name for name in packages)]
        # A file and no pipe: a full pipe would make the program wait until this process reads it.
        with tempfile.TemporaryFile("w+") as printed:
            done = subprocess.run(
                [sys.executable, "-I", "-S", "-B", str(THIS.root / "bench" / f"{program}.py")],
                input=json.dumps({**request, **self.modules(), "path": [str(path) for path in where]}),
                env={**_ENVIRONMENT, "HOME": str(self.folder), "PATH": os.environ["PATH"]},
                stdout=printed,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
            if done.returncode:
                raise CommandError(f"{function}, {program}:\n{done.stderr}")
            printed.seek(0)
            # The log lines of the function come before the last line.
            *_, last = printed
        return json.loads(last)


def _without_cache_prefix() -> dict[str, str]:
    """Return the environment of this process without the variable that keeps byte code away from its sources.

    The Makefile of the project sets it. With it the stock trio, and the layer of an older checkout, would have no byte
    code, and every sample would compile all.
    """
    return {name: value for name, value in os.environ.items() if name != "PYTHONPYCACHEPREFIX"}


def _install(names: Iterable[str], folder: Path) -> None:
    """Copy distributions of this environment into `folder` as they are, and give them byte code.

    The byte code is never checked, as in our layer, where it stands in place of the sources. A stock function's own
    packages would have none and be compiled at each cold start, so this baseline is quicker than most.
    """
    for name in names:
        found = distribution(name)
        for file in found.files or ():
            # Programs are outside the folder of packages.
            if ".." not in file.parts and "__pycache__" not in file.parts:
                copied = folder / file
                copied.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(str(found.locate_file(file)), copied)
    # In a process of its own, for this one may have been told at its start to keep byte code elsewhere.
    compiling = [sys.executable, "-m", "compileall", "-qq", "--invalidation-mode", "unchecked-hash"]
    subprocess.run([*compiling, str(folder)], env=_without_cache_prefix(), check=False)
