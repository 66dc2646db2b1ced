"""Started by each deployment that makes the stack's `KeptPepper`: from then on the pepper is the value it has now."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger

from antrean.aws import clients, custom_resource
from antrean.aws.secret import keep


def handler(event: dict[str, Any], _context: object) -> dict[str, str]:
    """Keep the present value of the secret when the resource is created; change nothing when it is updated or deleted.

    Returns the `failure` that CloudFormation was told, empty where there was none.

    CloudFormation hears of every failure, and takes the deployment back: without the pepper no function may be
    deployed. An update that names another secret is such a failure, because its value is another one. The resource's
    id is the secret that it was made for, so the update that takes that back is none.
    """
    secret_id = event["ResourceProperties"]["SecretId"]
    resource_id = event.get("PhysicalResourceId", secret_id)
    logger = Logger()
    failure = ""
    try:
        if event["RequestType"] == "Create":
            logger.info("kept", version=keep(clients.client("secretsmanager"), secret_id))
        elif event["RequestType"] == "Update" and secret_id != resource_id:
            failure = "Another secret would be another pepper, and every NIK would be unknown."
    except Exception as error:
        # Whatever it is, CloudFormation must not wait until it gives up.
        logger.exception("not kept")
        failure = f"The pepper is not kept: {type(error).__name__}. The function's log says why."
    custom_resource.answer(event, resource_id, data={"SecretId": secret_id}, failure=failure)
    return {"failure": failure}
