"""Started by each deployment that makes the stack's `KeptNikKeys` or `KeptPepper`: keeps their values."""

from __future__ import annotations

import json
from typing import Any

from aws_lambda_powertools import Logger

from antrean import wiring
from antrean.aws import clients, custom_resource
from antrean.aws.secret import fill, is_new, keep
from antrean.base.nik_keys import random_key


def handler(event: dict[str, Any], _context: object) -> dict[str, str]:
    """Keep a value of the secret when the resource is created; change nothing when it is updated or deleted.

    For the pepper that is its present value, which CloudFormation made. The secret of the keys of NIKs comes without a
    value, and its resource names the pepper too (`PepperId`): a stack that is being made gets a random first key, and
    one of before gets none, since the pepper is its first key. Whoever asks again, after an answer that was lost, gets
    what was kept.

    Returns the `failure` that CloudFormation was told, empty where there was none.

    CloudFormation hears of every failure, and takes the deployment back: without its secrets no function may be
    deployed. An update that names another secret is such a failure, because its value is another one. The resource's
    id is the secret that it was made for, so the update that takes that back is none.
    """
    properties = event["ResourceProperties"]
    secret_id = properties["SecretId"]
    resource_id = event.get("PhysicalResourceId", secret_id)
    logger = Logger()
    failure = ""
    try:
        if event["RequestType"] == "Create":
            manager = clients.client("secretsmanager")
            if pepper_id := properties.get("PepperId"):
                first = {"v1": random_key()} if is_new(manager, pepper_id, wiring.CLOCK.now()) else {}
                version = fill(manager, secret_id, json.dumps(first))
            else:
                version = keep(manager, secret_id)
            logger.info("kept", version=version)
        elif event["RequestType"] == "Update" and secret_id != resource_id:
            failure = "Another secret would be another key, and every NIK would be unknown."
    except Exception as error:
        # Whatever it is, CloudFormation must not wait until it gives up.
        logger.exception("not kept")
        failure = f"The secret is not kept: {type(error).__name__}. The function's log says why."
    custom_resource.answer(event, resource_id, data={"SecretId": secret_id}, failure=failure)
    return {"failure": failure}
