"""The order of the integration tests."""

from __future__ import annotations

import pytest

_LAST = {"test_ledger.py", "test_privacy.py"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put those tests behind all others that look through what every test has left behind."""
    items.sort(key=lambda item: item.path.name in _LAST)
