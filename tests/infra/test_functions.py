"""Functions, their settings and their logs."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from antrean.base.environment import Setting
from antrean.policy.bookings import CLAIM_LEASE as LEASE
from antrean.policy.system import AUDIT_LAST_BEGIN as LAST_BEGIN
from antrean.policy.system import JOB_RUN
from local import deployment
from tests.infra.handlers import NAMES
from tests.infra.stack import ROOT, SITE_ADDRESS, Stack, granted, source, usual

FUNCTIONS = {
    name: resource["Properties"]
    for name, resource in source()["Resources"].items()
    if resource["Type"] == "AWS::Serverless::Function"
}
API_FUNCTIONS = sorted(
    name
    for name, properties in FUNCTIONS.items()
    if any(event["Type"] == "Api" for event in properties.get("Events", {}).values())
)


def test_every_folder_is_one_function_and_every_function_a_folder() -> None:
    """Nothing under functions/ is left undeployed, and nothing is deployed twice or from elsewhere."""
    folders = sorted(str(app.parent.relative_to(ROOT)) for app in ROOT.glob("functions/*/*/app.py"))
    assert sorted(properties["CodeUri"] for properties in FUNCTIONS.values()) == folders
    assert {folder.rpartition("/")[2] for folder in folders} == {*NAMES}


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_function_runs_on_the_chosen_runtime_with_the_layer(stack: Stack, name: str) -> None:
    """Runtime and architecture come from the parameters, and the shared package from the layer."""
    properties = stack.properties(name)
    assert properties["Runtime"] == "python3.13"
    assert properties["Architectures"] == ["arm64"]
    assert properties["Handler"] == "app.handler"
    [layer] = properties["Layers"]
    assert layer.startswith("<CoreLayer")


@pytest.mark.parametrize("name", API_FUNCTIONS)
def test_requests_end_long_before_the_lease_of_a_claim(stack: Stack, name: str) -> None:
    """No function that could still commit a claim is alive when others may resolve it, also after a retry."""
    assert stack.properties(name)["Timeout"] * 2 <= LEASE.total_seconds()


def test_a_job_ends_before_its_next_run(stack: Stack) -> None:
    """A run takes no further step after four minutes, and has the rest of its time for the last one."""
    minutes = 5
    for name in ("Jobs", "Eraser", "Misses"):
        assert stack.properties(f"{name}Schedule")["ScheduleExpression"] == f"rate({minutes} minutes)"
        assert JOB_RUN.total_seconds() < stack.properties(f"{name}Function")["Timeout"] < minutes * 60


def test_sweeper_ends_before_its_next_run(stack: Stack) -> None:
    """Sweeps do not pile up."""
    assert stack.properties("SweeperFunction")["Timeout"] < 60


def test_audit_has_time_for_its_last_round(stack: Stack) -> None:
    """A round that begins as late as it may, and takes as long as those before it, ends before the next run."""
    seconds = stack.properties("AuditorFunction")["Timeout"]
    assert 2 * LAST_BEGIN.total_seconds() < seconds < 3600


def test_gate_answers_within_the_time_that_cognito_gives_it(stack: Stack) -> None:
    """Cognito waits 5 seconds for a trigger; more would only be paid for."""
    assert stack.properties("SignUpGateFunction")["Timeout"] <= 5


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_function_logs_to_its_own_group_with_retention(stack: Stack, name: str) -> None:
    """Logs do not stay for ever, and no function can write into, or delete, the logs of another."""
    group = stack.properties(name)["LoggingConfig"]["LogGroup"].strip("<>")
    assert int(stack.properties(group)["RetentionInDays"]) > 0
    writes = [
        statement for statement in granted(stack, role_of(stack, name)) if statement["Action"][0].startswith("logs:")
    ]
    assert writes == [
        {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": [f"<{group}.Arn>"]}
    ]


def test_every_log_group_has_a_retention_and_one_writer(stack: Stack) -> None:
    """No log group is left without a retention or without a function."""
    groups = stack.of_type("AWS::Logs::LogGroup")
    assert all(int(group["RetentionInDays"]) > 0 for group in groups.values())
    used = {stack.properties(name)["LoggingConfig"]["LogGroup"].strip("<>") for name in FUNCTIONS}
    assert used | {"ApiLogGroup"} == set(groups)
    assert len(used) == len(FUNCTIONS)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_environment_holds_names_and_no_secrets(stack: Stack, name: str) -> None:
    """Functions are told where things are; the pepper itself is only ever read from Secrets Manager."""
    variables = stack.properties(name)["Environment"]["Variables"]
    assert set(variables) - {
        "TABLE_NAME",
        "SECRET_ID",
        "NIK_KEYS_ID",
        "RECEIPTS_BUCKET",
        "CITIZEN_POOL_ID",
        "CITIZEN_CLIENT_ID",
    } <= {
        "STAFF_POOL_ID",
        "CHANGE_FAILURES_URL",
        "MAIL_CONFIGURATION",
        "MAIL_SENDER",
        "CHECKS_URL",
        "FAMILY_LEVEL",
        "REGISTRY_KEY_ID",
        "REGISTRY_URL",
        "SEAL_KEY_ID",
        "NOTICES_URL",
        "NOTICE_FAILURES_URL",
        "RECEIPT_FAILURES_URL",
        "SITE_URL",
        "WHATSAPP_NUMBER_ID",
        "WHATSAPP_TOKEN_ID",
        "WHATSAPP_URL",
        "LOG_LEVEL",
        "POWERTOOLS_SERVICE_NAME",
        "POWERTOOLS_METRICS_NAMESPACE",
    }
    assert variables["POWERTOOLS_SERVICE_NAME"] == FUNCTIONS[name]["CodeUri"].rpartition("/")[2]


@pytest.mark.parametrize(
    ("parameters", "address"),
    [
        ({}, ""),
        ({"SiteAddress": "https://antrean.example"}, "https://antrean.example"),
        ({"SiteDomain": "antrean.example", "SiteCertificateArn": "arn:aws:acm:x"}, "https://antrean.example"),
    ],
)
def test_letters_of_requests_lead_to_the_site_that_is_known(parameters: dict[str, str], address: str) -> None:
    """Never to the name that CloudFront gives: the site is made after the API, and the API after its functions."""
    stack = Stack(parameters)
    for name in ("AccountsFunction", "BookingsFunction"):
        assert stack.properties(name)["Environment"]["Variables"]["SITE_URL"] == address


def test_only_the_notifier_reads_the_token_of_whatsapp_and_only_where_there_is_a_number() -> None:
    """The secret is there with the number; whoever only has to know whether there is one is told no more."""
    off, on = usual(), Stack({"WhatsAppNumberId": "100200300"})
    assert "WhatsAppToken" not in off.of_type("AWS::SecretsManager::Secret")
    token = "<WhatsAppToken.Id>"  # noqa: S105 - the name of the secret
    readers = {
        name for name in FUNCTIONS for statement in granted(on, role_of(on, name)) if token in statement["Resource"]
    }
    assert readers == {"NotifierFunction"}
    assert not any(token in str(granted(off, role_of(off, name))) for name in FUNCTIONS)
    told = {
        name
        for name in FUNCTIONS
        if on.properties(name)["Environment"]["Variables"].get("WHATSAPP_NUMBER_ID") == "100200300"
    }
    others = {"AccountsFunction", "DispatcherFunction", "RemindersFunction", "NoticeReplayerFunction"}
    others |= {"OwnAccountFunction"}
    assert told == {"NotifierFunction", *others}
    assert on.properties("NotifierFunction")["Environment"]["Variables"]["WHATSAPP_TOKEN_ID"] == token


def test_a_level_counts_only_where_there_is_a_registry() -> None:
    """Nobody could be raised otherwise, and everybody would book alone."""
    for parameters, level in (
        ({}, "0"),
        ({"FamilyLevel": "3"}, "0"),
        ({"RegistryUrl": "https://registry.example"}, "1"),
        ({"RegistryUrl": "https://registry.example", "FamilyLevel": "3"}, "3"),
    ):
        stack = Stack(parameters)
        for name in ("AccountsFunction", "BookingsFunction", "OwnAccountFunction", "WaitingFunction"):
            assert stack.properties(name)["Environment"]["Variables"]["FAMILY_LEVEL"] == level


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_environment_and_role_agree(stack: Stack, name: str) -> None:
    """A function is told of the table, the pepper and the bucket if, and only if, its role may use them."""
    variables = stack.properties(name)["Environment"]["Variables"]
    resources = {resource for statement in granted(stack, role_of(stack, name)) for resource in statement["Resource"]}
    assert ("TABLE_NAME" in variables) == ("<Table.Arn>" in resources)
    # the keeper labels the secret that its event names, and every other function has its name from what the keeper made
    assert variables.get("SECRET_ID", "<KeptPepper.SecretId>") == "<KeptPepper.SecretId>"
    assert ("SECRET_ID" in variables or name == "PepperKeeperFunction") == ("<Pepper.Id>" in resources)
    assert variables.get("NIK_KEYS_ID", "<KeptNikKeys.SecretId>") == "<KeptNikKeys.SecretId>"
    assert ("NIK_KEYS_ID" in variables or name == "PepperKeeperFunction") == ("<NikKeys.Id>" in resources)
    assert ("RECEIPTS_BUCKET" in variables) == any("ReceiptsBucket" in resource for resource in resources)


def test_build_defaults_are_the_parameters_defaults() -> None:
    """`sam build` without a word builds the layer for the runtime and architecture that `sam deploy` then asks for."""
    makefile = (ROOT / "layers/core/Makefile").read_text(encoding="utf-8")
    defaults = dict(re.findall(r"^(LAYER_\w+) \?= (\S+)$", makefile, re.MULTILINE))
    parameters = source()["Parameters"]
    assert defaults == {
        "LAYER_PYTHON": parameters["PythonRuntime"]["Default"],
        "LAYER_ARCHITECTURE": parameters["Architecture"]["Default"],
    }


def test_a_python_that_lambda_is_not_offered_runs_one_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The layer is built for the Python that is there, 3.11 too; the stack is told a runtime that is on offer."""
    monkeypatch.setattr(deployment, "runtime", lambda: "python3.11")
    assert deployment.build_parameters(SITE_ADDRESS)["PythonRuntime"] == "python3.11"
    offered = source()["Parameters"]["PythonRuntime"]["AllowedValues"]
    assert Stack(deployment.parameters(SITE_ADDRESS)).values["PythonRuntime"] in offered


def role_of(stack: Stack, function: str) -> str:
    """Logical id of the function's role."""
    role: str = stack.properties(function)["Role"]
    return role.strip("<>").removesuffix(".Arn")


def test_functions_know_the_settings_that_the_template_gives() -> None:
    """What `setting` can be asked for is what functions get, but for the names that libraries read."""
    given = {
        name for properties in FUNCTIONS.values() for name in properties.get("Environment", {}).get("Variables", {})
    }
    assert {name for name in given if not name.startswith("POWERTOOLS_")} == {*get_args(Setting)}
