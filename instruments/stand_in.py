"""Fakes in the place of botocore's clients."""

from __future__ import annotations

from typing import Any


def stand_in(fake: object) -> Any:
    """Return a fake as the client that it stands in for: it has the operations that are called, and not its type."""
    return fake
