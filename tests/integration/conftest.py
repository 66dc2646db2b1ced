"""The order of the integration tests."""

from __future__ import annotations

import pytest

_LATE = {
    # these look through what every other test has left behind
    "test_ledger.py": 1,
    "test_privacy.py": 1,
    # these restart the system, and with it begins a new log
    "test_local.py": 2,
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put some tests behind all others."""
    items.sort(key=lambda item: _LATE.get(item.path.name, 0))
