"""What is uploaded: the layer and the functions as zips, for the architecture of the deployment."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

from bench.report.section import Table, figure
from bench.surroundings.checkout import THIS
from bench.surroundings.lambda_layout import make_layer
from deploy.errors import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bench.surroundings.checkout import Checkout
    from deploy.progress import Step

LIMIT = 6_000_000
"""Bytes of all zips together."""
DEPLOYED = "arm64"
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes of the zips of one checkout."""

    layer: int
    in_layer: Mapping[str, int]
    """Of each package and module of the layer, if it were zipped alone."""
    functions: Mapping[str, int]
    """Of each function, by its logical id."""

    @property
    def together(self) -> int:
        """All that is uploaded."""
        return self.layer + sum(self.functions.values())


def zipped_size(folder: Path) -> int:
    """Return the bytes of a folder's zip as SAM makes it when it uploads: deflated, at zlib's default level."""
    return _zipped(folder, folder.rglob("*"))


def function_sizes(checkout: Checkout = THIS) -> dict[str, int]:
    """Return the bytes of each function's zip by its logical id.

    Byte code is left out: it is there only where the function was run from its own folder.
    """
    return {
        logical_id: _zipped(folder, (path for path in folder.rglob("*") if "__pycache__" not in path.parts))
        for logical_id, folder in checkout.functions().items()
    }


def sizes(checkout: Checkout) -> Sizes:
    """Build the layer for the deployment's architecture and zip it; raises CommandError where it cannot be built."""
    with tempfile.TemporaryDirectory() as temporary:
        made = make_layer(Path(temporary), {"LAYER_ARCHITECTURE": DEPLOYED}, checkout)
        if made.returncode:
            raise CommandError(f"The layer could not be built:\n{made.stderr}")
        in_layer = {
            path.name: zipped_size(path) if path.is_dir() else path.stat().st_size
            for path in (Path(temporary) / "python").iterdir()
        }
        return Sizes(zipped_size(Path(temporary)), in_layer, function_sizes(checkout))


def table(step: Step) -> Table:
    """Tell what is uploaded, and the largest parts of the layer."""
    step.note("zipping what is deployed")
    found = sizes(THIS)
    largest = sorted(found.in_layer.items(), key=lambda pair: -pair[1])[:4]
    rows = [
        *((f"{name}, in the layer", figure(size / _MEGABYTE)) for name, size in largest),
        ("the layer", figure(found.layer / _MEGABYTE)),
        ("all functions", figure(sum(found.functions.values()) / _MEGABYTE)),
        ("together", figure(found.together / _MEGABYTE)),
        ("limit", figure(LIMIT / _MEGABYTE)),
    ]
    return Table(["zip", "MB"], rows, f"What is uploaded, for {DEPLOYED}")


def _zipped(folder: Path, paths: Iterable[Path]) -> int:
    with tempfile.TemporaryFile() as file:
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            for path in sorted(paths):
                if path.is_file():
                    archive.write(path, path.relative_to(folder))
        return file.tell()
