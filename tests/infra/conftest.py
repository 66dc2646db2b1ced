"""Fixtures of the tests of template.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.surroundings.lambda_layout import HERE, make_layer
from local.deployment import parameters
from tests.infra.stack import SITE_ADDRESS, Stack, usual


@pytest.fixture(scope="session")
def stack() -> Stack:
    """The stack with the default parameters: what a deployment to AWS makes."""
    return usual()


@pytest.fixture(scope="session")
def one_machine() -> Stack:
    """The stack with the parameters of `make run`."""
    return Stack(parameters(SITE_ADDRESS))


MACHINES = {"x86_64": "x86_64", "arm64": "aarch64"}
"""Architectures by Lambda's name, and as names of compiled modules have them."""


def build_layer(folder: Path, architecture: str) -> Path:
    """Build the layer into `folder` the way SAM does and return its `python` folder."""
    result = make_layer(folder, {"LAYER_ARCHITECTURE": architecture})
    assert result.returncode == 0, result.stderr
    return folder / "python"


@pytest.fixture(scope="session")
def layers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The layer for each architecture."""
    return {name: build_layer(tmp_path_factory.mktemp(f"layer-{name}"), name) for name in MACHINES}


@pytest.fixture(scope="session")
def layer(layers: dict[str, Path]) -> Path:
    """The layer for this machine."""
    return layers[HERE]
