"""What all tests share."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from instruments.system import System
from local.aws.environment import without_accounts
from tests.support import proof
from tests.support.deployed import LIVE, Deployed
from tests.support.system import running_system

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.state.outputs import Outputs

# no test may ever meet the AWS account of the person who runs it
_ENVIRON = without_accounts(os.environ)
os.environ.clear()
os.environ.update(_ENVIRON)

_ENVIRONMENTS = 8
"""Function environments at a time: each costs half a second of processor to begin, and here are two processors."""

# Thousands of tests leave much behind until the end of a run, and Python would look through it again and again.
gc.set_threshold(100_000, 20, 100)

# examples are not timed: machines are noisy, and a slow one must not fail a property that holds
settings.register_profile("antrean", deadline=None)
settings.load_profile("antrean")


def pytest_report_header() -> str:
    """Name the seed before anything can fail."""
    return f"proofs: {proof.told()}"


def pytest_collection_finish() -> None:
    """Let nobody look for garbage among what was collected: all of it stays until the end."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what the proofs found, by engine."""
    if not proof.FINDINGS:
        return
    terminalreporter.section(f"what was seen ({proof.told()})")
    for engine in proof.Engine:
        sentences = [sentence for each, sentence in proof.FINDINGS if each == engine]
        if sentences:
            terminalreporter.write_line(f"on {engine}:")
        for sentence in sentences:
            terminalreporter.write_line(f"  - {sentence}")
    terminalreporter.write_line("what only a run on AWS can show:")
    for sentence in proof.ONLY_ON_AWS:
        terminalreporter.write_line(f"  - {sentence}")


@pytest.fixture(scope="session")
def running() -> Iterator[tuple[Outputs, System | None]]:
    """The running system: one for all tests, started at its first use."""
    with running_system(os.environ) as found:
        yield found


@pytest.fixture(scope="session")
def outputs(running: tuple[Outputs, System | None]) -> Outputs:
    """Where the running system is."""
    return running[0]


@pytest.fixture
def system(running: tuple[Outputs, System | None]) -> System:
    """Its process, for a test that restarts it."""
    if running[1] is None:
        # These tests kill the processes that they started; a system of somebody else's is not theirs to kill.
        pytest.skip("NOT TESTED: restarts, because ANTREAN_OUTPUTS names a system that somebody else started")
    return running[1]


@pytest.fixture(scope="session")
def deployed(outputs: Outputs) -> Deployed:
    """The running system and its people."""
    return Deployed(outputs)


@pytest.fixture(scope="module")
def few_environments(deployed: Deployed) -> Iterator[None]:
    """Let Lambda turn away what is too much for this machine, as on AWS at the account's limit; clients come again.

    Ministack holds only `$LATEST` to that limit, and no version of a function, so this is what is live meanwhile.
    """
    functions = deployed.aws.functions()
    name = deployed.function("BookingsFunction")
    version = functions.get_alias(FunctionName=name, Name=LIVE)["FunctionVersion"]
    functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=_ENVIRONMENTS)
    functions.update_alias(FunctionName=name, Name=LIVE, FunctionVersion="$LATEST")
    yield
    functions.update_alias(FunctionName=name, Name=LIVE, FunctionVersion=version)
    functions.delete_function_concurrency(FunctionName=name)
