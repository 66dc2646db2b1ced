"""A digest of all files that are deployed. If it differs from that of the running stack, a deployment is needed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_DEPLOYED: Final = ("template.yaml", "functions", "layers", "data", "requirements/layer.txt")
_NOT_DEPLOYED: Final = ("__pycache__", ".DS_Store")


def digest(root: Path, parameters: Mapping[str, str]) -> str:
    """Return the SHA-256 over names and contents of what is deployed from `root`, and over the stack's parameters."""
    whole = hashlib.sha256()
    for name, value in sorted(parameters.items()):
        _add(whole, name.encode(), value.encode())
    for path in sorted(_files(root)):
        _add(whole, path.relative_to(root).as_posix().encode(), path.read_bytes())
    return whole.hexdigest()


def layer_digest(root: Path, runtime: str, architecture: str) -> str:
    """Return a digest of what decides the layer from outside its folder, where SAM's cache does not look."""
    whole = hashlib.sha256()
    _add(whole, runtime.encode(), architecture.encode(), (root / "requirements" / "layer.txt").read_bytes())
    return whole.hexdigest()


def _add(whole: hashlib._Hash, *parts: bytes) -> None:
    # Without the lengths, ("ab", "c") and ("a", "bc") would have the same digest.
    for part in parts:
        whole.update(len(part).to_bytes(8) + part)


def _files(root: Path) -> Iterator[Path]:
    for name in _DEPLOYED:
        start = root / name
        if start.is_file():
            yield start
        # Links are not followed: what they point to is under `root` too, and listed by its own name.
        for path in start.rglob("*"):
            if path.is_file() and not any(part in _NOT_DEPLOYED for part in path.relative_to(root).parts):
                yield path
