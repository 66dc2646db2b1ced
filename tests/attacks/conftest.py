"""The functions, and cities to attack."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.attacks.attacked import Attacked
from tests.attacks.city import City, Functions

Cities = Callable[..., City]


@pytest.fixture(scope="module")
def functions() -> Iterator[Functions]:
    """The functions, with loggers of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POWERTOOLS_SERVICE_NAME", "attacks")
        yield Functions()


@pytest.fixture
def cities(functions: Functions) -> Iterator[Cities]:
    """Makes cities, each with nobody in it; one at a time."""
    with pytest.MonkeyPatch.context() as patch:
        yield lambda seats=10: City(functions, patch, seats)


@pytest.fixture
def attacked(functions: Functions, monkeypatch: pytest.MonkeyPatch) -> Attacked:
    """A city with nobody in it."""
    return Attacked(City(functions, monkeypatch))
