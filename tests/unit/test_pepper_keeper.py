"""The pepper is kept: one version of its secret for ever, whatever CloudFormation makes the current one."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.error import URLError
from urllib.request import Request

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from antrean import wiring
from antrean.aws import clients, custom_resource
from antrean.aws.secret import NothingToKeepError, keep
from antrean.base.clock import FixedClock
from antrean.base.errors import Busy
from antrean.base.ids import KEPT
from functions.deployment.pepper_keeper import app
from instruments.replay.calls import Recorder
from instruments.replay.secrets import FakeManager, FakeSecrets, version_id
from instruments.stand_in import stand_in

ID = "arn:aws:secretsmanager:ap-southeast-3:123456789012:secret:Pepper-AbCdEf"
ADDRESS = "https://cloudformation-custom-resource-response.s3.ap-southeast-3.amazonaws.com/signed"
FIRST, SECOND = '{"v1": "the first value, with 32 letters"}', '{"v1": "another value, with 32 letters."}'


@pytest.fixture
def secrets() -> FakeSecrets:
    """A secret with its first value, as CloudFormation made it."""
    made = FakeSecrets(ID)
    made.put(FIRST)
    return made


def kept(secrets: FakeSecrets) -> str:
    """The value that functions read."""
    value: str = secrets.get_secret_value(SecretId=ID, VersionStage=KEPT)["SecretString"]
    return value


def test_the_first_value_is_kept_whatever_comes_later(secrets: FakeSecrets) -> None:
    """An edit of the property makes another value the current one, and the first stays the pepper."""
    assert keep(stand_in(secrets), ID) == version_id(1)
    secrets.put(SECOND)
    assert keep(stand_in(secrets), ID) == version_id(1)
    assert kept(secrets) == FIRST
    # the control: who read the current value would know nobody any more
    assert secrets.get_secret_value(SecretId=ID)["SecretString"] == SECOND


def test_functions_read_the_kept_value(secrets: FakeSecrets, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pepper of a function is the kept value after an edit; without a kept value a function is busy."""
    monkeypatch.setenv("SECRET_ID", ID)
    monkeypatch.setattr(clients, "client", lambda _service, **_options: secrets)
    wiring.pepper.cache_clear()
    with pytest.raises(Busy):
        wiring.pepper()
    keep(stand_in(secrets), ID)
    before = wiring.pepper().booking_id("siti", "k1")
    secrets.put(SECOND)
    wiring.pepper.cache_clear()
    assert wiring.pepper().booking_id("siti", "k1") == before
    wiring.pepper.cache_clear()


def test_of_two_keepers_one_decides(secrets: FakeSecrets) -> None:
    """Another keeper kept the first value after this one had looked, and saw an edit: the write does not move it."""
    secrets.put(SECOND)
    client = Recorder(secrets)

    def another(number: int) -> None:
        if number == 1:
            secrets.labels[KEPT] = version_id(1)

    client.before = another
    assert keep(stand_in(client), ID) == version_id(1)
    assert kept(secrets) == FIRST
    assert client.calls == ["describe_secret", "update_secret_version_stage", "describe_secret"]
    # the control: a write that names where the label is moves it
    labels = {"MoveToVersionId": version_id(2), "RemoveFromVersionId": version_id(1)}
    secrets.update_secret_version_stage(SecretId=ID, VersionStage=KEPT, **labels)
    assert kept(secrets) == SECOND


def test_an_answer_that_was_lost_is_asked_for_again(secrets: FakeSecrets) -> None:
    """The label was attached and nobody heard: the next try finds it, also after an edit."""
    client = Recorder(secrets)

    def lose(number: int) -> None:
        if number == 1:
            raise EndpointConnectionError(endpoint_url="secretsmanager")

    client.after = lose
    with pytest.raises(Busy):
        keep(stand_in(client), ID)
    client.reset()
    secrets.put(SECOND)
    assert keep(stand_in(client), ID) == version_id(1)
    assert kept(secrets) == FIRST


def test_a_secret_without_a_value_cannot_be_kept() -> None:
    """There is nothing to attach the label to, and the deployment must not go on."""
    with pytest.raises(NothingToKeepError):
        keep(stand_in(FakeSecrets(ID)), ID)


def test_a_missing_right_is_no_answer(secrets: FakeSecrets) -> None:
    """What is refused for another reason than the label's place is raised."""
    client = Recorder(secrets)

    def deny(number: int) -> None:
        if number == 1:
            denied: Any = {"Error": {"Code": "AccessDeniedException"}, "ResponseMetadata": {"HTTPStatusCode": 400}}
            raise ClientError(denied, "UpdateSecretVersionStage")

    client.before = deny
    with pytest.raises(ClientError):
        keep(stand_in(client), ID)
    assert KEPT not in secrets.labels


class CloudFormation:
    """Takes the answers of custom resources; the first `broken` do not arrive."""

    def __init__(self, broken: int) -> None:
        """Have heard nothing."""
        self.broken = broken
        self.told: list[dict[str, Any]] = []

    def urlopen(self, request: Request, timeout: float) -> io.BytesIO:
        """Take an answer."""
        assert timeout <= 5
        # the address is signed for a request without a content type
        assert (request.get_method(), request.full_url, request.get_header("Content-type")) == ("PUT", ADDRESS, "")
        assert isinstance(request.data, bytes)
        self.told.append(json.loads(request.data))
        if len(self.told) <= self.broken:
            raise URLError("lost")
        return io.BytesIO()


@pytest.fixture
def cloudformation(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> CloudFormation:
    """A CloudFormation that does not hear as many answers as the parameter says."""
    server = CloudFormation(getattr(request, "param", 0))
    monkeypatch.setattr(custom_resource, "_PAUSE", 0)
    monkeypatch.setattr("urllib.request.urlopen", server.urlopen)
    return server


def event(kind: str, secret_id: str = ID) -> dict[str, Any]:
    """What CloudFormation sends."""
    return {
        "RequestType": kind,
        "RequestId": "request",
        "StackId": "stack",
        "LogicalResourceId": "KeptPepper",
        "ResponseURL": ADDRESS,
        "ResourceProperties": {"SecretId": secret_id},
        **({"PhysicalResourceId": ID} if kind != "Create" else {}),
    }


@pytest.mark.parametrize("cloudformation", [0, 2], indirect=True)
def test_cloudformation_is_told(
    cloudformation: CloudFormation, secrets: FakeSecrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer has what CloudFormation waits for and `!GetAtt` asks for; one that was lost is sent again."""
    monkeypatch.setattr(clients, "client", lambda _service, **_options: secrets)
    assert app.handler(event("Create"), None) == {"failure": ""}
    assert kept(secrets) == FIRST
    assert len(cloudformation.told) == cloudformation.broken + 1
    assert cloudformation.told[-1] == {
        "Status": "SUCCESS",
        "PhysicalResourceId": ID,
        "StackId": "stack",
        "RequestId": "request",
        "LogicalResourceId": "KeptPepper",
        "Data": {"SecretId": ID},
    }


@pytest.mark.parametrize(("age", "begins"), [(timedelta(minutes=5), {"v1"}), (timedelta(hours=1), set())])
def test_the_keys_of_niks_begin_at_random_or_with_the_pepper(
    cloudformation: CloudFormation, monkeypatch: pytest.MonkeyPatch, age: timedelta, begins: set[str]
) -> None:
    """A stack that is being made gets a random first key, one of before none; asked again, the same is kept."""
    clock = FixedClock(datetime(2026, 12, 1, 3, 0, tzinfo=UTC))
    pepper, keys = FakeSecrets("pepper", clock.instant - age), FakeSecrets(ID)
    pepper.put(FIRST)
    monkeypatch.setattr(clients, "client", lambda _service, **_options: FakeManager(pepper, keys))
    monkeypatch.setattr(wiring, "CLOCK", clock)
    asked = event("Create")
    asked["ResourceProperties"]["PepperId"] = "pepper"
    for _ in range(2):
        assert app.handler(asked, None) == {"failure": ""}
        clock.instant += timedelta(days=1)
    value = json.loads(keys.values[keys.labels[KEPT]])
    assert (value.keys(), len(keys.values), KEPT in pepper.labels) == (begins, 1, False)
    assert {len(each) for each in value.values()} <= {64}
    assert cloudformation.told[-1]["Data"] == {"SecretId": ID}


@pytest.mark.parametrize("cloudformation", [3], indirect=True)
def test_who_cannot_tell_fails(cloudformation: CloudFormation, monkeypatch: pytest.MonkeyPatch) -> None:
    """After three tries the run fails, and Lambda begins another; a deletion calls no service."""
    monkeypatch.setattr(clients, "client", lambda _service, **_options: pytest.fail("called"))
    with pytest.raises(OSError, match="lost"):
        app.handler(event("Delete"), None)
    assert len(cloudformation.told) == 3


def test_a_failure_tells_its_kind_and_nothing_else(
    cloudformation: CloudFormation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CloudFormation shows the reason to whoever deploys: the kind of the failure, and no value."""
    monkeypatch.setattr(clients, "client", lambda _service, **_options: FakeSecrets(ID))
    app.handler(event("Create"), None)
    assert cloudformation.told[0]["Status"] == "FAILED"
    assert cloudformation.told[0]["Reason"] == (
        "The secret is not kept: NothingToKeepError. The function's log says why."
    )


def test_another_secret_is_refused_and_going_back_is_not(cloudformation: CloudFormation) -> None:
    """An update to another secret fails; CloudFormation then updates back to the first one, which succeeds."""
    app.handler(event("Update", "another"), None)
    app.handler(event("Update"), None)
    assert [told["Status"] for told in cloudformation.told] == ["FAILED", "SUCCESS"]
    assert {told["PhysicalResourceId"] for told in cloudformation.told} == {ID}
