"""Fixtures of the tests of template.yaml."""

from __future__ import annotations

import pytest

from local.stack import parameters
from tests.infra.stack import Stack


@pytest.fixture(scope="session")
def stack() -> Stack:
    """The stack with the default parameters: what a deployment to AWS makes."""
    return Stack()


@pytest.fixture(scope="session")
def one_machine() -> Stack:
    """The stack with the parameters of `make run`."""
    return Stack(parameters())
