"""The built layer: what is in it, and that Lambda compiles none of it again. Builds it: needs pip and an index."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.infra.stack import ROOT

pytestmark = pytest.mark.slow

PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"
HERE = {"x86_64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}[platform.machine()]
MACHINES = {"x86_64": "x86_64", "arm64": "aarch64"}
UNZIPPED_LIMIT = 40_000_000
"""Bytes. Lambda's own limit is 250 MB; this one is about cold starts."""


def build(folder: Path, architecture: str) -> Path:
    """Build the layer into `folder` the way SAM does and return its `python` folder."""
    result = make(folder, {"LAYER_ARCHITECTURE": architecture})
    assert result.returncode == 0, result.stderr
    return folder / "python"


def make(folder: Path, settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the layer's Makefile for this Python and machine, with `settings` of its environment."""
    environment = {
        "ARTIFACTS_DIR": str(folder),
        "LAYER_PYTHON": PYTHON,
        "LAYER_ARCHITECTURE": HERE,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    }
    return subprocess.run(
        ["make", "--makefile", str(ROOT / "layers/core/Makefile"), "build-CoreLayer"],
        cwd=folder,
        env=os.environ | environment | settings,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def layer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The layer for this machine."""
    return build(tmp_path_factory.mktemp("layer"), HERE)


def modules(layer: Path) -> Iterator[Path]:
    """Source files in the layer."""
    return layer.rglob("*.py")


def test_layer_holds_the_package_and_its_data(layer: Path) -> None:
    """The package came along whole, with the files that the repository keeps in data/, and nothing is a link."""
    shipped = {path.name for path in (layer / "antrean/data").iterdir() if path.is_file()}
    assert shipped == {path.name for path in (ROOT / "data").iterdir() if path.is_file() and path.suffix != ".py"}
    package = ROOT / "layers/core/antrean"
    own = {path.relative_to(package) for path in package.rglob("*.py")}
    own = {path for path in own if path.parts[0] != "data"}
    assert {path.relative_to(layer / "antrean") for path in modules(layer / "antrean")} == own
    assert not [path for path in layer.rglob("*") if path.is_symlink()]


def test_layer_leaves_out_what_lambda_has_or_nobody_needs(layer: Path) -> None:
    """No SDK (the runtime has one), no tests, no command line tools, no packaging records."""
    top = {path.name for path in layer.iterdir()}
    assert not {"botocore", "boto3", "bin", "share", "pip"} & top
    assert not [name for name in top if name.endswith(".dist-info")]
    assert not list(layer.rglob("tests"))
    assert sum(path.stat().st_size for path in layer.rglob("*") if path.is_file()) < UNZIPPED_LIMIT


def test_every_module_is_compiled_and_never_compiled_again(layer: Path) -> None:
    """Byte code is of this Python, and marked as trusted whatever the time or hash of its source (PEP 552)."""
    # beside the module: where Lambda looks, whatever this machine's own Python is told
    compiled = {
        path.parent / "__pycache__" / f"{path.stem}.{sys.implementation.cache_tag}.pyc" for path in modules(layer)
    }
    assert compiled == set(layer.rglob("*.pyc"))
    for path in compiled:
        header = path.read_bytes()[:8]
        assert header[:4] == importlib.util.MAGIC_NUMBER, path
        # bit 0: found by hash, not by time; bit 1, clear: the hash is not checked
        assert int.from_bytes(header[4:], "little") == 0b01, path


def test_layer_imports_with_nothing_but_the_sdk(layer: Path, tmp_path: Path) -> None:
    """The layer is complete: its packages import where only what Lambda's runtime brings is installed besides."""
    for name in ("botocore", "urllib3", "dateutil", "six"):
        origin = getattr(importlib.util.find_spec(name), "origin", "")
        found = Path(origin).parent if origin.endswith("__init__.py") else Path(origin)
        (tmp_path / found.name).symlink_to(found)
    names = "pydantic, segno, aws_lambda_powertools, antrean.runtime, antrean.booking, antrean.ticket"
    script = f"import sys; sys.path[:0] = {[str(layer), str(tmp_path)]!r}; import {names}"
    # -I -S: no site-packages, no PYTHONPATH
    subprocess.run([sys.executable, "-I", "-S", "-c", script], check=True)


def test_same_sources_give_the_same_bytes(layer: Path, tmp_path: Path) -> None:
    """A layer that did not change is not deployed again, and can be checked by anybody."""
    assert digest(build(tmp_path, HERE)) == digest(layer)


@pytest.mark.parametrize("architecture", sorted(MACHINES))
def test_layer_is_built_for_the_architecture_asked_for(layer: Path, architecture: str, tmp_path: Path) -> None:
    """Whatever machine builds it, the compiled parts are for the processor of the deployment."""
    compiled = list((layer if architecture == HERE else build(tmp_path, architecture)).rglob("*.so"))
    assert compiled
    assert all(MACHINES[architecture] in path.name for path in compiled)


@pytest.mark.parametrize(
    ("variable", "value"), [("LAYER_ARCHITECTURE", "riscv"), ("LAYER_PYTHON", "python2.7"), ("ARTIFACTS_DIR", "")]
)
def test_build_says_what_is_wrong(variable: str, value: str, tmp_path: Path) -> None:
    """A wrong setting ends in one line that names it, not in a broken layer."""
    result = make(tmp_path, {variable: value})
    assert result.returncode
    assert (value or variable) in result.stderr
    assert not list(tmp_path.iterdir())


def digest(layer: Path) -> str:
    """SHA-256 over names and contents of the layer's files."""
    whole = hashlib.sha256()
    for path in sorted(layer.rglob("*")):
        if path.is_file():
            whole.update(f"{path.relative_to(layer)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()
