"""Fill the stack as its own schedule would: offices and quotas by the publisher function."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from local.errors import LocalError
from local.progress import Step

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


def publish_quotas(functions: LambdaClient, publisher: str) -> None:
    """Run the publisher once and wait for it. It adds only what is missing, so a later start takes moments.

    Raises LocalError when it fails.
    """
    with Step("Seeding offices and the quotas of the coming weeks (publisher function)") as step:
        answer = functions.invoke(FunctionName=publisher, Payload=b"{}")
        result = json.loads(answer["Payload"].read() or b"null")
        if answer.get("FunctionError"):
            message = f"the publisher function failed: {result}"
            raise LocalError(message)
        step.note(", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in result.items()))
