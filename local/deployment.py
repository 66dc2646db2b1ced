"""The stack of template.yaml on the embedded AWS: `sam build`, `sam deploy`, and the outputs of the stack."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
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
# A stack in this status has only a change set that nobody executed. It would stay in progress for ever.
_WAITING: Final = "REVIEW_IN_PROGRESS"
# A stack whose creation failed can only be deleted; one that was left in the middle cannot be trusted.
_UNUSABLE: Final = ("CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED", _WAITING)
_UP_TO_DATE: Final = ("CREATE_COMPLETE", "UPDATE_COMPLETE")
_FINISH_SECONDS: Final = 60


@dataclass(frozen=True)
class StackOutputs:
    """The outputs of the deployed stack that this machine needs, by what they are."""

    api_id: str
    api_url: str
    """Where the embedded AWS answers for the API, not the host of AWS that the template names."""
    citizen_pool_id: str
    citizen_client_id: str
    staff_pool_id: str
    staff_client_id: str
    table_name: str
    receipts_bucket: str
    secret_id: str
    registry_key_id: str
    nik_keys_id: str
    publisher: str

    @classmethod
    def read(cls, cloudformation: CloudFormationClient, endpoint_url: str) -> StackOutputs:
        """Ask CloudFormation. Raises CommandError when there is no stack."""
        found = stack.outputs(cloudformation, STACK_NAME)
        return cls(
            api_id=found["ApiId"],
            api_url=local_api_url(found["ApiUrl"], endpoint_url),
            citizen_pool_id=found["CitizenPoolId"],
            citizen_client_id=found["CitizenClientId"],
            staff_pool_id=found["StaffPoolId"],
            staff_client_id=found["StaffClientId"],
            table_name=found["TableName"],
            receipts_bucket=found["ReceiptsBucket"],
            secret_id=found["SecretArn"],
            registry_key_id=found["RegistryKey"],
            nik_keys_id=found["NikKeysArn"],
            publisher=found["PublisherFunction"],
        )


def parameters(site_address: str) -> dict[str, str]:
    """Parameters of template.yaml for one machine, whose website is at an address; all others keep their defaults.

    The runtime keeps its default too: ministack ignores it and runs handlers with its own Python, which may be one that
    the template does not offer.
    """
    return {
        "Architecture": architecture(),
        # The demo staff have no authenticator app.
        "StaffMfa": "OFF",
        "DeletionProtection": "false",
        # local/website.py serves the website in place of the bucket and CloudFront.
        "Website": "OFF",
        "SiteAddress": site_address,
        # Beside it that server answers as a registry of invented people. Everybody books for the family all the same:
        # whoever tries the system signs up with NIKs that are in no list.
        "RegistryUrl": f"{site_address}/registry",
        "FamilyLevel": "0",
        # The embedded AWS has no certificate.
        "RequireTls": "false",
        # The embedded AWS obeys no other bound on retries of the stream, and nobody waits for an hour here.
        "ReceiptRetrySeconds": "60",
    }


def build_parameters(site_address: str) -> dict[str, str]:
    """Parameters for `sam build`: it builds for the Python that ministack runs handlers with."""
    return parameters(site_address) | {"PythonRuntime": runtime()}


def ensure_deployed(settings: Settings, cloudformation: CloudFormationClient) -> bool:
    """Build and deploy unless these very sources are deployed already; returns whether it did.

    Raises CommandError when SAM fails.
    """
    wanted = sources.digest(settings.root, build_parameters(settings.website_url))
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
        # BaseException, because a request to stop counts too: a stack that is saved half deployed is of no use.
        _let_finish(cloudformation)
        raise
    return True


def _let_finish(cloudformation: CloudFormationClient) -> None:
    """Wait until CloudFormation has finished creating resources, or rolling them back."""
    deadline = time.monotonic() + _FINISH_SECONDS
    while time.monotonic() < deadline:
        found = stack.describe(cloudformation, STACK_NAME)
        if found is None or found["StackStatus"] == _WAITING or not found["StackStatus"].endswith("_IN_PROGRESS"):
            return
        time.sleep(0.5)


def _build_and_deploy(settings: Settings, wanted: str) -> None:
    """Run `sam build` and `sam deploy`, and note the digest of the sources on the stack."""
    cache = settings.state / "sam" / f"cache-{sources.layer_digest(settings.root, runtime(), architecture())[:12]}"
    built = settings.state / "sam" / "build"
    with Step("Building the functions and their layer (sam build)") as step:
        _sam(
            settings,
            step,
            [
                *("build", "--cached", "--cache-dir", str(cache), "--build-dir", str(built)),
                *("--parameter-overrides", *_overrides(build_parameters(settings.website_url))),
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
                *("--parameter-overrides", *_overrides(parameters(settings.website_url))),
            ],
        )


def _overrides(parameters: Mapping[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in parameters.items()]


def local_api_url(api_url: str, endpoint_url: str) -> str:
    """Return where the REST API answers here: its host in the template's output is one of AWS, not of ministack."""
    address = urlsplit(api_url)
    api_id = str(address.hostname).split(".", maxsplit=1)[0]
    return f"{endpoint_url}/_aws/execute-api/{api_id}{address.path.rstrip('/')}"


def _sources_of(found: StackTypeDef) -> str:
    return next((tag["Value"] for tag in found.get("Tags", []) if tag["Key"] == _SOURCES_TAG), "")


def _sam(settings: Settings, step: Step, arguments: Sequence[str]) -> None:
    """Run SAM with its output in a log, and show how many resources it has finished."""
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
            # Somebody asked us to stop. What SAM leaves unfinished, the next start cleans up.
            process.terminate()
            raise
    if process.returncode:
        message = f"sam {arguments[0]} failed. The end of {log}:\n{tail(log, lines=40)}"
        raise CommandError(message)
