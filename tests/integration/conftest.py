"""The order of the integration tests."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of privacy behind all others: they look through what every test has left behind."""
    items.sort(key=lambda item: item.path.name == "test_privacy.py")
