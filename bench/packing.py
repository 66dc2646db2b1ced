"""What is uploaded: the layer and the functions as zips, for the architecture of the deployment."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

from bench.lambda_layout import ROOT, make_layer
from bench.report import Table, figure
from deploy.errors import CommandError

if TYPE_CHECKING:
    from deploy.progress import Step

LIMIT = 8_500_000
"""Bytes of all zips together."""
DEPLOYED = "arm64"
_MEGABYTE = 1_000_000


def zipped_size(folder: Path) -> int:
    """Return the bytes of a folder's zip as SAM makes it when it uploads: deflated, at zlib's default level."""
    with tempfile.TemporaryFile() as file:
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    archive.write(path, path.relative_to(folder))
        return file.tell()


def functions_size() -> int:
    """Return the bytes of the zips of all functions."""
    return sum(zipped_size(path.parent) for path in (ROOT / "functions").glob("*/app.py"))


def table(step: Step) -> Table:
    """Build the layer for the deployment's architecture and tell what is uploaded."""
    step.note("zipping what is deployed")
    with tempfile.TemporaryDirectory() as temporary:
        made = make_layer(Path(temporary), {"LAYER_ARCHITECTURE": DEPLOYED})
        if made.returncode:
            raise CommandError(f"The layer could not be built:\n{made.stderr}")
        sizes = {
            f"{path.name}, in the layer": zipped_size(path) if path.is_dir() else path.stat().st_size
            for path in (Path(temporary) / "python").iterdir()
        }
        layer = zipped_size(Path(temporary))
    functions = functions_size()
    largest = sorted(sizes.items(), key=lambda pair: -pair[1])[:4]
    rows = [
        *((name, figure(size / _MEGABYTE)) for name, size in largest),
        ("the layer", figure(layer / _MEGABYTE)),
        ("all functions", figure(functions / _MEGABYTE)),
        ("together", figure((layer + functions) / _MEGABYTE)),
        ("limit", figure(LIMIT / _MEGABYTE)),
    ]
    return Table(["zip", "MB"], rows, f"What is uploaded, for {DEPLOYED}")
