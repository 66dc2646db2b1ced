"""How a release comes to those who call functions, and what functions have for themselves whatever others take."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from antrean.policy.system import JOB_PATIENCE
from tests.infra.stack import ROOT, Stack, source
from tests.infra.test_functions import FUNCTIONS

LIVE = "live"
NOT_IN_A_VERSION = {"ReservedConcurrentExecutions"}
"""Properties of a function that hold for all its versions, and so need no new one."""


def published(stack: Stack, name: str) -> tuple[str, Any]:
    """What decides whether CloudFormation publishes a version: its logical id and its properties."""
    [version] = [
        (logical_id, properties)
        for logical_id, properties in stack.of_type("AWS::Lambda::Version").items()
        if properties["FunctionName"] == f"<{name}>"
    ]
    return version


def another(parameter: dict[str, Any]) -> str:
    """A value for a parameter of the template that is not its default."""
    default = parameter["Default"]
    if others := [value for value in parameter.get("AllowedValues", []) if value != default]:
        return str(others[0])
    return str(default + 1) if parameter["Type"] == "Number" else "another"


def versions(stack: Stack) -> dict[str, tuple[str, Any]]:
    """`published` of every function."""
    return {name: published(stack, name) for name in FUNCTIONS}


def without_events(template: dict[str, Any]) -> None:
    """Leave out what calls the functions, which is no part of their versions and most of the work of a translation."""
    for resource in template["Resources"].values():
        resource["Properties"].pop("Events", None)


@pytest.fixture(scope="module")
def functions() -> Stack:
    """The stack's functions alone."""
    return Stack(edit=without_events)


def test_what_calls_a_function_is_no_part_of_its_version(stack: Stack, functions: Stack) -> None:
    """So the tests below may leave it out."""
    assert versions(functions) == versions(stack)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_is_live_by_an_alias(stack: Stack, name: str) -> None:
    """The alias points to the version that this template publishes; versions of before are kept, to go back to."""
    assert stack.properties(f"{name}Aliaslive") == {
        "Name": LIVE,
        "FunctionName": f"<{name}>",
        "FunctionVersion": f"<{published(stack, name)[0]}.Version>",
    }
    assert stack.resources[published(stack, name)[0]]["DeletionPolicy"] == "Retain"


def test_everything_that_calls_a_function_calls_its_alias(stack: Stack) -> None:
    """API, stream, schedules, Cognito, and who starts a function by hand: all run the version that is live."""
    aliases = {f"<{name}Aliaslive>" for name in FUNCTIONS}
    called = [
        *(permission["FunctionName"] for permission in stack.of_type("AWS::Lambda::Permission").values()),
        *(mapping["FunctionName"] for mapping in stack.of_type("AWS::Lambda::EventSourceMapping").values()),
        *(schedule["Target"]["Arn"] for schedule in stack.of_type("AWS::Scheduler::Schedule").values()),
        *(stack.properties("CitizenPool")["LambdaConfig"].values()),
        *(value for name, value in stack.outputs.items() if name.endswith("Function")),
        *(
            method["x-amazon-apigateway-integration"]["uri"].partition("functions/")[2].removesuffix("/invocations")
            for path in stack.properties("Api")["Body"]["paths"].values()
            for verb, method in path.items()
            if verb != "options"
        ),
    ]
    assert len(called) > 30
    assert set(called) <= aliases
    # CloudFormation alone calls a function past its alias: it takes no other address for a resource that there is.
    assert stack.properties("KeptPepper")["ServiceToken"] == "<PepperKeeperFunction.Arn>"
    # A failed run of a schedule is sent where the alias says.
    assert {each["Qualifier"] for each in stack.of_type("AWS::Lambda::EventInvokeConfig").values()} == {LIVE}


def test_a_change_of_the_layer_alone_is_a_new_version_of_every_function(functions: Stack) -> None:
    """Rules stand in the layer: without a new version nothing of such a release would run."""

    def built_anew(template: dict[str, Any]) -> None:
        without_events(template)
        template["Resources"]["CoreLayer"]["Properties"]["ContentUri"] = "s3://bucket/other"

    before, after = versions(functions), versions(Stack(edit=built_anew))
    assert not [name for name in FUNCTIONS if before[name] == after[name]]


def _code(function: dict[str, Any]) -> None:
    function["CodeUri"] = "s3://bucket/other"


def _environment(function: dict[str, Any]) -> None:
    function["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"] = "other"


def _timeout(function: dict[str, Any]) -> None:
    function["Timeout"] = 7


@pytest.mark.parametrize("change", [_code, _environment, _timeout])
@pytest.mark.parametrize("half", [0, 1])
def test_a_change_of_one_function_is_a_new_version_of_it(
    functions: Stack, half: int, change: Callable[[dict[str, Any]], None]
) -> None:
    """Code, a variable of the environment or a timeout of every other function: it is published, and no other is."""
    changed = sorted(FUNCTIONS)[half::2]

    def edit(template: dict[str, Any]) -> None:
        without_events(template)
        for name in changed:
            change(template["Resources"][name]["Properties"])

    after = versions(Stack(edit=edit))
    assert sorted(each for each, version in versions(functions).items() if after[each] != version) == changed


def test_the_same_template_publishes_nothing(functions: Stack) -> None:
    """The same template asks for the same versions: Lambda would refuse one that differs in nothing from the last."""
    assert versions(Stack(edit=without_events)) == versions(functions)


@pytest.mark.parametrize("parameter", sorted(source()["Parameters"]))
def test_a_parameter_alone_is_a_new_version_where_a_function_has_it(functions: Stack, parameter: str) -> None:
    """What a function gets from a parameter is published when its value changes, and only then.

    SAM sees no values; see VersionDescription. Lambda refuses a version of a function in which nothing changed.
    """
    other = Stack({parameter: another(source()["Parameters"][parameter])}, without_events)
    before, after = versions(functions), versions(other)
    for name in FUNCTIONS:
        old, new = (
            {key: value for key, value in each.properties(name).items() if key not in NOT_IN_A_VERSION}
            for each in (functions, other)
        )
        assert (before[name] != after[name]) == (old != new), name


def test_another_client_of_the_pool_is_a_new_version(stack: Stack) -> None:
    """An edit of the template may replace the client, and the function has it by its id."""
    assert "<CitizenClient>" in published(stack, "AccountsFunction")[1]["Description"]
    # Lambda takes 256 characters
    assert len(published(stack, "AccountsFunction")[1]["Description"]) < 128


def test_a_release_may_come_to_a_tenth_first_and_is_turned_back_by_the_alarm(stack: Stack) -> None:
    """With `Canary` CodeDeploy moves each alias, and back when the API answers errors of the server."""
    kinds = ("AWS::CodeDeploy::Application", "AWS::CodeDeploy::DeploymentGroup")
    assert not [kind for kind in kinds if stack.of_type(kind)]
    assert not [name for name in FUNCTIONS if "UpdatePolicy" in stack.resources[f"{name}Aliaslive"]]
    canary = Stack({"Canary": "Canary10Percent10Minutes"})
    groups = canary.of_type(kinds[1])
    # One is started by hand, the other in the middle of a deployment.
    moved = set(FUNCTIONS) - {
        "NikKeysFunction",
        "NoticeReplayerFunction",
        "ReceiptReplayerFunction",
        "PepperKeeperFunction",
    }
    assert {name.removesuffix("DeploymentGroup") for name in groups} == moved
    for group in groups.values():
        assert group["DeploymentConfigName"] == "CodeDeployDefault.LambdaCanary10Percent10Minutes"
        assert group["AlarmConfiguration"] == {"Enabled": True, "Alarms": [{"Name": "<ApiServerErrorsAlarm>"}]}
        assert group["AutoRollbackConfiguration"]["Enabled"] is True
    for name in moved:
        [policy] = canary.resources[f"{name}Aliaslive"]["UpdatePolicy"].values()
        assert policy["DeploymentGroupName"] == f"<{name}DeploymentGroup>"


def test_every_canary_lasts_longer_than_its_alarm_counts(stack: Stack) -> None:
    """Errors of the last period must have been counted before the release comes to everybody."""
    seconds = stack.properties("ApiServerErrorsAlarm")["Period"]
    parameter, switched = source()["Parameters"]["Canary"], source()["Mappings"]["Canary"]
    assert set(parameter["AllowedValues"]) == set(switched)
    assert [name for name, switch in switched.items() if switch["Enabled"] == "false"] == [parameter["Default"]]
    for name in set(switched) - {parameter["Default"]}:
        minutes = int(name.removeprefix("Canary10Percent").removesuffix("Minutes"))
        assert minutes * 60 >= 2 * seconds


def test_a_job_waits_longer_than_any_canary_lasts() -> None:
    """Twice as long: while a canary is under way, functions of the release before make bookings."""
    offered = source()["Parameters"]["Canary"]["AllowedValues"]
    longest = max(int(minutes) for name in offered for minutes in re.findall(r"(\d+)Minutes", name))
    assert timedelta(minutes=2 * longest) <= JOB_PATIENCE


def test_nothing_is_reserved_unless_asked_for(stack: Stack, one_machine: Stack) -> None:
    """A new account has too little concurrency to reserve any, and Lambda would refuse the whole stack."""
    for each in (stack, one_machine):
        assert not [name for name in FUNCTIONS if "ReservedConcurrentExecutions" in each.properties(name)]


@pytest.mark.parametrize(
    ("parameter", "function"),
    [
        ("BookingsConcurrency", "BookingsFunction"),
        ("GateConcurrency", "SignUpGateFunction"),
        ("SweeperConcurrency", "SweeperFunction"),
    ],
)
def test_a_reserve_is_given_to_its_function_alone(parameter: str, function: str) -> None:
    """A flood of another function does not take the room of bookings, of the gate or of the sweeper."""
    reserved = {
        name: properties["ReservedConcurrentExecutions"]
        for name, properties in Stack({parameter: "7"}, without_events).of_type("AWS::Lambda::Function").items()
        if "ReservedConcurrentExecutions" in properties
    }
    assert reserved == {function: "7"}


def environments() -> dict[str, dict[str, Any]]:
    """What `sam deploy --config-env` takes, by environment; `parameter_overrides` as a dictionary."""
    config = tomllib.loads((ROOT / "samconfig.toml").read_text(encoding="utf-8"))
    return {
        name: deploy["deploy"]["parameters"]
        | {"given": dict(each.split("=", 1) for each in deploy["deploy"]["parameters"]["parameter_overrides"])}
        for name, deploy in config.items()
        if name != "version"
    }


def test_reserves_hold_what_the_gateway_lets_through_and_fit_an_account() -> None:
    """Production's ceilings are above what the throttles admit, and both stacks leave others enough of 1,000."""
    given = {name: environment["given"] for name, environment in environments().items()}
    names = ("BookingsConcurrency", "GateConcurrency", "SweeperConcurrency")
    assert not set(names) & set(given["first"])
    defaults = source()["Parameters"]
    # two busy routes, a quarter of a second for each request
    assert int(given["prod"]["BookingsConcurrency"]) >= 2 * defaults["ApiRateLimit"]["Default"] / 4
    # what Cognito takes, a second for each
    assert int(given["prod"]["GateConcurrency"]) >= 2 * defaults["SignUpRateLimit"]["Default"]
    # the one of the minute, and one by hand
    assert {given[name]["SweeperConcurrency"] for name in ("staging", "prod")} == {"2"}
    # Lambda itself asks for 100.
    assert 1000 - sum(int(given[stack][name]) for stack in ("staging", "prod") for name in names) >= 300


def test_every_environment_names_its_region() -> None:
    """A stack is not made in whatever region the shell of the day happens to have."""
    assert {name: environment["region"] for name, environment in environments().items()} == dict.fromkeys(
        ("first", "staging", "prod"), "ap-southeast-3"
    )


def test_first_deployments_are_plain_and_releases_are_tried_as_in_production() -> None:
    """There is nothing to turn back to at first; afterwards a release comes to staging as it will to production."""
    canaries = {name: environment["given"].get("Canary") for name, environment in environments().items()}
    assert canaries["first"] is None
    assert canaries["staging"] == canaries["prod"] == "Canary10Percent10Minutes"


def test_the_runtimes_on_offer() -> None:
    """3.11 is not among them, because Lambda gives it up before the others; 3.14 is."""
    parameter = source()["Parameters"]["PythonRuntime"]
    assert parameter["AllowedValues"] == ["python3.12", "python3.13", "python3.14"]


def refused(parameter: dict[str, Any], value: Any) -> bool:
    """Tell whether CloudFormation refuses a value of a parameter."""
    if "AllowedValues" in parameter:
        return str(value) not in map(str, parameter["AllowedValues"])
    return not parameter.get("MinValue", value) <= value <= parameter.get("MaxValue", value)


def test_a_stack_of_before_can_be_updated() -> None:
    """An update keeps what a parameter was set to: each one of the release of 26 November 2026 accepts its default."""
    before: dict[str, Any] = json.loads((ROOT / "tests/stored/parameters_1.json").read_text())
    parameters = source()["Parameters"]
    assert not [name for name, value in before.items() if name in parameters and refused(parameters[name], value)]
    # Receipts are kept for a shorter time since then, under another name: the old one would have ended the update.
    assert "ReceiptDays" not in parameters
    assert refused(parameters["KeepReceiptDays"], before["ReceiptDays"])


def test_a_stack_of_before_needs_no_new_value() -> None:
    """Each parameter that came later has a default."""
    before: dict[str, Any] = json.loads((ROOT / "tests/stored/parameters_1.json").read_text())
    assert all("Default" in each for name, each in source()["Parameters"].items() if name not in before)
