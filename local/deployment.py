"""The stack of template.yaml on the embedded AWS: `sam build`, `sam deploy`, and what came of it."""

from __future__ import annotations

import os
import subprocess
import time
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from deploy import stack
from deploy.errors import CommandError
from deploy.progress import Step
from local import sources
from local.aws.emulator import tail
from local.state.settings import REGION, STACK_NAME, architecture, runtime

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import StackTypeDef

    from local.state.settings import Settings

_SOURCES_TAG: Final = "antrean:sources"
# Only has a change set that nobody executed, so it is in progress for ever.
_WAITING: Final = "REVIEW_IN_PROGRESS"
# A stack whose creation failed can only be deleted; one that was left in the middle cannot be trusted.
_UNUSABLE: Final = ("CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED", _WAITING)
_UP_TO_DATE: Final = ("CREATE_COMPLETE", "UPDATE_COMPLETE")
_FINISH_SECONDS: Final = 60


def parameters() -> dict[str, str]:
    """Parameters of template.yaml for one machine; all others keep their defaults."""
    return {
        # Ministack runs handlers under its own Python whatever the runtime says.
        "PythonRuntime": runtime(),
        "Architecture": architecture(),
        # Nobody holds an authenticator of the demo staff.
        "StaffMfa": "OFF",
        "DeletionProtection": "false",
        # local/website.py stands in for the bucket and CloudFront
        "Website": "OFF",
        # the embedded AWS has no certificate
        "RequireTls": "false",
        # the only bound of the embedded AWS on retries of the stream, and nobody here waits for an hour
        "ReceiptRetrySeconds": "60",
    }


def ensure_deployed(settings: Settings, cloudformation: CloudFormationClient) -> bool:
    """Build and deploy unless these very sources are deployed already; returns whether it did.

    Raises CommandError when SAM fails.
    """
    wanted = sources.digest(settings.root, parameters())
    found = stack.describe(cloudformation, STACK_NAME)
    if found is not None and found["StackStatus"] in _UP_TO_DATE and _sources_of(found) == wanted:
        return False
    if found is not None and found["StackStatus"] in _UNUSABLE:
        with Step("Deleting the stack of a deployment that failed"):
            cloudformation.delete_stack(StackName=STACK_NAME)
            cloudformation.get_waiter("stack_delete_complete").wait(
                StackName=STACK_NAME, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
            )
    try:
        _build_and_deploy(settings, wanted)
    except BaseException:
        # Also when somebody asked us to stop: a state that is saved in the middle of a deployment is of no use.
        _let_finish(cloudformation)
        raise
    return True


def _let_finish(cloudformation: CloudFormationClient) -> None:
    """Wait until CloudFormation has ended what it began: resources, or rolling them back."""
    deadline = time.monotonic() + _FINISH_SECONDS
    while time.monotonic() < deadline:
        found = stack.describe(cloudformation, STACK_NAME)
        if found is None or found["StackStatus"] == _WAITING or not found["StackStatus"].endswith("_IN_PROGRESS"):
            return
        time.sleep(0.5)


def _build_and_deploy(settings: Settings, wanted: str) -> None:
    """Run `sam build` and `sam deploy`, and note the digest of the sources on the stack."""
    overrides = [f"{name}={value}" for name, value in parameters().items()]
    cache = settings.state / "sam" / f"cache-{sources.layer_digest(settings.root, runtime(), architecture())[:12]}"
    built = settings.state / "sam" / "build"
    with Step("Building the functions and their layer (sam build)") as step:
        _sam(
            settings,
            step,
            [
                *("build", "--cached", "--cache-dir", str(cache), "--build-dir", str(built)),
                *("--parameter-overrides", *overrides),
            ],
        )
    with Step("Deploying the stack (sam deploy)") as step:
        _sam(
            settings,
            step,
            [
                *("deploy", "--template-file", str(built / "template.yaml"), "--stack-name", STACK_NAME),
                *("--region", REGION, "--resolve-s3", "--no-progressbar", "--capabilities", "CAPABILITY_IAM"),
                *("--no-confirm-changeset", "--no-fail-on-empty-changeset", "--tags", f"{_SOURCES_TAG}={wanted}"),
                *("--parameter-overrides", *overrides),
            ],
        )


def local_api_url(stack_outputs: Mapping[str, str], endpoint_url: str) -> str:
    """Where the REST API answers here: the template's address names a host of AWS that ministack stands in for."""
    address = urlsplit(stack_outputs["ApiUrl"])
    api_id = str(address.hostname).split(".", maxsplit=1)[0]
    return f"{endpoint_url}/_aws/execute-api/{api_id}{address.path.rstrip('/')}"


def _sources_of(found: StackTypeDef) -> str:
    return next((tag["Value"] for tag in found.get("Tags", []) if tag["Key"] == _SOURCES_TAG), "")


def _sam(settings: Settings, step: Step, arguments: Sequence[str]) -> None:
    """Run SAM with its output in a log; each finished resource is a sign of life."""
    log = settings.state / f"sam-{arguments[0]}.log"
    environ = {
        **os.environ,
        "LAYER_PYTHON": runtime(),
        "LAYER_ARCHITECTURE": architecture(),
        "PYTHONUNBUFFERED": "1",
    }
    finished = 0
    with (
        log.open("w") as record,
        subprocess.Popen(
            ["sam", *arguments],
            cwd=settings.root,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process,
    ):
        try:
            for line in process.stdout or ():
                record.write(line)
                if "_COMPLETE " in line:
                    finished += 1
                    step.note(f"{finished} resources")
        except BaseException:
            # Somebody asked us to stop: SAM has nothing to clean up that the next start does not see to.
            process.terminate()
            raise
    if process.returncode:
        message = f"sam {arguments[0]} failed. The end of {log}:\n{tail(log, lines=40)}"
        raise CommandError(message)
