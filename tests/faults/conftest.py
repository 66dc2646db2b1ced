"""What the tests of faults share."""

from __future__ import annotations

import pytest

from antrean.base.deadline import DEADLINE
from instruments.replay.events import Case
from tests.faults.matrix import Begin
from tests.faults.scene import LOG, Scene, Switchboard
from tests.infra.stack import usual


@pytest.fixture(scope="session")
def switchboard() -> Switchboard:
    """Botocore's session, made once."""
    return Switchboard()


@pytest.fixture
def begin(switchboard: Switchboard, timeouts: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> Begin:
    """Makes scenes, each in a cold environment."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "ap-southeast-3",
        "POWERTOOLS_SERVICE_NAME": "faults",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(DEADLINE, "_context", None)

    def made(case: Case) -> Scene:
        LOG.seek(0)
        LOG.truncate()
        return Scene(case, switchboard, timeouts, monkeypatch)

    return made


@pytest.fixture(scope="session")
def timeouts() -> dict[str, int]:
    """The timeout of each function in seconds, by its folder."""
    functions = usual().of_type("AWS::Lambda::Function").values()
    return {each["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"]: each["Timeout"] for each in functions}
