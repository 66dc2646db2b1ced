"""What CloudFormation says of a stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from deploy.errors import CommandError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import StackTypeDef


def describe(cloudformation: CloudFormationClient, name: str) -> StackTypeDef | None:
    """Return the description of a stack; None where there is no stack of this name."""
    try:
        return cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        # CloudFormation has no code of its own for a stack that does not exist.
        if "does not exist" in error.response["Error"].get("Message", ""):
            return None
        raise


def outputs(cloudformation: CloudFormationClient, name: str) -> dict[str, str]:
    """Return the outputs of a deployed stack by name. Raises CommandError when there is no stack of this name."""
    found = describe(cloudformation, name)
    if found is None:
        message = f"The stack {name} is not deployed."
        raise CommandError(message)
    return {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}
