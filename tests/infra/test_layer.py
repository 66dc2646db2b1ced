"""The built layer: what is in it, and that Lambda compiles none of it again. Builds it: needs pip and an index."""

from __future__ import annotations

import hashlib
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.cold_start.packing import DEPLOYED, LIMIT, function_sizes, zipped_size
from bench.surroundings.lambda_layout import HERE, make_layer
from tests.infra.conftest import MACHINES, build_layer
from tests.infra.stack import ROOT, source

pytestmark = pytest.mark.slow

UNZIPPED_LIMIT = 40_000_000
"""Bytes. Lambda's own limit is 250 MB; this one is about cold starts."""


def modules(layer: Path) -> Iterator[Path]:
    """The modules in the layer, which holds each as byte code."""
    return layer.rglob("*.pyc")


def test_layer_holds_the_package_and_its_data(layer: Path) -> None:
    """The package came along whole, with the files that the repository keeps in data/, and nothing is a link."""
    shipped = {path.name for path in (layer / "antrean/data").iterdir() if path.is_file()}
    assert shipped == {path.name for path in (ROOT / "data").iterdir() if path.is_file() and path.suffix != ".py"}
    package = ROOT / "layers/core/antrean"
    own = {path.relative_to(package).with_suffix(".pyc") for path in package.rglob("*.py")}
    own = {path for path in own if path.parts[0] != "data"}
    assert {path.relative_to(layer / "antrean") for path in modules(layer / "antrean")} == own
    assert not [path for path in layer.rglob("*") if path.is_symlink()]


def test_layer_leaves_out_what_nobody_needs(layer: Path) -> None:
    """No tracing, no tests, no command line tools, no packaging records, and of boto3 no resources."""
    top = {path.name for path in layer.iterdir()}
    assert {"botocore", "boto3"} <= top
    assert not {"aws_xray_sdk", "bin", "share", "pip"} & top
    assert not (layer / "boto3" / "data").exists()
    assert not [name for name in top if name.endswith(".dist-info")]
    assert not list(layer.rglob("tests"))
    assert sum(path.stat().st_size for path in layer.rglob("*") if path.is_file()) < UNZIPPED_LIMIT


def test_every_module_is_there_as_byte_code_alone(layer: Path) -> None:
    """Of this Python, in the place of its source, so that nothing is compiled or compared at a cold start."""
    assert not [path for path in layer.rglob("*") if path.suffix == ".py" or path.name == "__pycache__"]
    for path in modules(layer):
        header = path.read_bytes()[:8]
        assert header[:4] == importlib.util.MAGIC_NUMBER, path
        # PEP 552, bit 0: found by hash, not by time, so that the same sources give the same bytes
        assert int.from_bytes(header[4:], "little") == 0b01, path


def test_a_stack_trace_says_where(layer: Path) -> None:
    """It names the file as Lambda mounts it, the line and the function, though the source is not in the layer."""
    script = (
        f"import sys, traceback; sys.path[:0] = {[str(layer)]!r}\n"
        "from antrean.base.days import rfc3339\n"
        "try: rfc3339('no instant')\n"
        "except AttributeError as error:\n"
        "    [*_, last] = [each for each in traceback.extract_tb(error.__traceback__) if 'antrean' in each.filename]\n"
        "    print(last.filename, last.lineno, last.name)"
    )
    done = subprocess.run([sys.executable, "-I", "-S", "-c", script], check=True, capture_output=True, text=True)
    file, line, function = done.stdout.split()
    assert file == "/opt/python/antrean/base/days.py"
    lines = (ROOT / "layers/core/antrean/base/days.py").read_text(encoding="utf-8").splitlines()
    assert "astimezone" in lines[int(line) - 1]
    assert function == "rfc3339"


def test_layer_imports_with_nothing_else(layer: Path) -> None:
    """The layer is complete: its packages import where nothing is installed besides."""
    names = (
        "boto3, pydantic, segno, aws_lambda_powertools, antrean.wiring, antrean.changes.book, antrean.tickets.ticket"
    )
    script = f"import sys; sys.path[:0] = {[str(layer)]!r}; import {names}"
    # -I -S: no site-packages, no PYTHONPATH
    subprocess.run([sys.executable, "-I", "-S", "-c", script], check=True)


def test_same_sources_give_the_same_bytes(layer: Path, tmp_path: Path) -> None:
    """A layer that did not change is not deployed again."""
    again = tmp_path / "layer"
    again.mkdir()
    assert digest(build_layer(again, HERE)) == digest(layer)


def test_uploads_stay_small(layers: dict[str, Path]) -> None:
    """The layer and all functions, zipped for the architecture of the deployment, stay below the limit together."""
    assert zipped_size(layers[DEPLOYED].parent) + sum(function_sizes().values()) < LIMIT


@pytest.mark.parametrize("architecture", sorted(MACHINES))
def test_layer_is_built_for_the_architecture_asked_for(layers: dict[str, Path], architecture: str) -> None:
    """Whatever machine builds it, the compiled parts are for the processor of the deployment."""
    compiled = list(layers[architecture].rglob("*.so"))
    assert compiled
    assert all(MACHINES[architecture] in path.name for path in compiled)


@pytest.mark.parametrize("architecture", sorted(MACHINES))
@pytest.mark.parametrize("runtime", source()["Parameters"]["PythonRuntime"]["AllowedValues"])
def test_every_runtime_on_offer_has_wheels_of_all_packages(runtime: str, architecture: str, tmp_path: Path) -> None:
    """The locked packages install for each runtime and processor, whatever Python this machine has to build with."""
    version = runtime.removeprefix("python")
    subprocess.run(
        [
            *(ROOT / ".venv/uv/bin/python", "-P", ROOT / "local/setup/pinned_uv.py", "pip", "install", "--quiet"),
            *("--python", sys.executable, "--python-version", version, "--target", tmp_path),
            *("--python-platform", f"{MACHINES[architecture]}-manylinux2014", "--only-binary", ":all:"),
            *("--require-hashes", "--no-deps", "--requirement", ROOT / "requirements/layer.txt"),
        ],
        check=True,
    )
    compiled = [path.name for path in tmp_path.rglob("*.so")]
    assert compiled
    tag = f".cpython-{version.replace('.', '')}-{MACHINES[architecture]}-"
    assert not [name for name in compiled if tag not in name]


@pytest.mark.parametrize(
    ("variable", "value"), [("LAYER_ARCHITECTURE", "riscv"), ("LAYER_PYTHON", "python2.7"), ("ARTIFACTS_DIR", "")]
)
def test_build_says_what_is_wrong(variable: str, value: str, tmp_path: Path) -> None:
    """A wrong setting ends in one line that names it, not in a broken layer."""
    result = make_layer(tmp_path, {variable: value})
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
