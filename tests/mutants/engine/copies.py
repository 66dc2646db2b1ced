"""A copy of the tree, in which one file at a time is changed."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SECOND = 1_000_000_000


class Copy:
    """The files of a working tree as Git lists them, ignored ones left out, in a folder of their own."""

    def __init__(self, root: Path, tree: Path) -> None:
        """Copy the files of `root` to `tree`, which must not exist yet."""
        self.tree = tree
        self._writes = itertools.count(1)
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=root,
            check=True,
            capture_output=True,
        ).stdout
        for name in filter(None, listed.decode().split("\0")):
            file = root / name
            # A file that was removed is listed until that is committed.
            if file.is_file() or file.is_symlink():
                (tree / name).parent.mkdir(parents=True, exist_ok=True)
                # A link stays one: the package's `data` is a link to a folder of the tree.
                shutil.copy2(file, tree / name, follow_symlinks=False)
        if (root / "node_modules").exists():
            (tree / "node_modules").symlink_to(root / "node_modules")

    @contextmanager
    def changed(self, path: str, text: str) -> Iterator[None]:
        """Give the file at `path` another text, and its own again at the end.

        Python knows stale byte code by the second in which a source was written and by its length. Each text therefore
        has a second of its own.
        """
        file = self.tree / path
        own, stat = file.read_bytes(), file.stat()
        try:
            file.write_text(text, encoding="utf-8")
            os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns + next(self._writes) * _SECOND))
            yield
        finally:
            file.write_bytes(own)
            os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
