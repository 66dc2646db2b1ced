"""What Lambda has on its disk, built here: the functions, the layer as `sam build` makes it, and the runtime's SDK."""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from compileall import compile_dir
from dataclasses import dataclass
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Any

from deploy.errors import CommandError

ROOT = Path(__file__).resolve().parent.parent
PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"
HERE = {"x86_64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}[platform.machine()]
"""The architecture of this machine, by Lambda's name."""
_SDK = ("boto3", "botocore", "s3transfer", "urllib3", "dateutil", "jmespath", "six")
"""What a Python runtime of Lambda brings besides Python: boto3 and what it needs."""
_ENVIRONMENT = {
    "AWS_REGION": "ap-southeast-3",
    "AWS_DEFAULT_REGION": "ap-southeast-3",
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_SESSION_TOKEN": "token",
    "TABLE_NAME": "antrean",
    "SECRET_ID": "pepper",
    "RECEIPTS_BUCKET": "receipts",
    "POWERTOOLS_SERVICE_NAME": "bench",
}


def make_layer(folder: Path, settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Build the layer into `folder` as SAM does, for this Python and machine but for `settings` of the environment."""
    environment = {
        "ARTIFACTS_DIR": str(folder),
        "LAYER_PYTHON": PYTHON,
        "LAYER_ARCHITECTURE": HERE,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    }
    return subprocess.run(
        ["make", "--makefile", str(ROOT / "layers/core/Makefile"), "build-CoreLayer"],  # noqa: S607 - by its name
        cwd=folder,
        env=os.environ | environment | settings,
        capture_output=True,
        text=True,
        check=False,
    )


@dataclass(frozen=True, slots=True)
class LambdaLayout:
    """A folder with what Lambda would have: `opt/python`, `runtime`, and `task/<function>`."""

    folder: Path

    @classmethod
    def build(cls, folder: Path) -> LambdaLayout:
        """Build everything anew into `folder`; raises CommandError where the layer cannot be built."""
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "opt").mkdir(parents=True)
        made = make_layer(folder / "opt", {})
        if made.returncode:
            raise CommandError(f"The layer could not be built:\n{made.stderr}")
        (folder / "runtime").mkdir()
        for name in _SDK:
            _copy_package(name, folder / "runtime")
        # the runtime comes with byte code, functions are compiled at each cold start
        compile_dir(folder / "runtime", quiet=2, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)
        shutil.copytree(ROOT / "functions", folder / "task", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / "bench" / "baseline", folder / "task" / "baseline")
        return cls(folder)

    def run(self, program: str, function: str, request: dict[str, Any]) -> Any:  # noqa: ANN401 - what the program prints
        """Run `bench/<program>.py` in a fresh interpreter with the modules of `function`; what it prints is JSON.

        `-I -S`: nothing of this machine is on its path; `-B`: as on Lambda, nothing can be written beside the code.
        """
        where = [self.folder / "task" / function, self.folder / "opt" / "python", self.folder / "runtime"]
        # into a file, since a log must not wait until this process reads it
        with tempfile.TemporaryFile("w+") as printed:
            done = subprocess.run(
                [sys.executable, "-I", "-S", "-B", str(ROOT / "bench" / f"{program}.py")],
                input=json.dumps({"path": [str(path) for path in where], **request}),
                env={**_ENVIRONMENT, "HOME": str(self.folder), "PATH": os.environ["PATH"]},
                stdout=printed,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
            if done.returncode:
                raise CommandError(f"{function}, {program}:\n{done.stderr}")
            printed.seek(0)
            # the functions' logs come before
            *_, last = printed
        return json.loads(last)


def _copy_package(name: str, folder: Path) -> None:
    origin = Path(getattr(importlib.util.find_spec(name), "origin", None) or "")
    if origin.name == "__init__.py":
        shutil.copytree(origin.parent, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(origin, folder)
