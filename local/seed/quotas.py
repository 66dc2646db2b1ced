"""Publish offices and quotas by invoking the publisher function, which a schedule invokes on AWS."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Final

from deploy.errors import CommandError
from deploy.progress import Step

if TYPE_CHECKING:
    from mypy_boto3_lambda.type_defs import InvocationResponseTypeDef

    from local.aws.clients import Clients

_NOTE_SECONDS: Final = 1


def publish(clients: Clients, publisher: str, table_name: str) -> None:
    """Invoke the publisher once and wait for it. It adds only what is missing, so a later start takes a second.

    Raises CommandError when it fails.
    """
    functions, dynamodb = clients.functions(), clients.dynamodb()

    def invoke() -> InvocationResponseTypeDef:
        return functions.invoke(FunctionName=publisher, Payload=b"{}")

    with Step("Seeding offices and the quotas of the coming weeks") as step, ThreadPoolExecutor(1) as pool:
        running = pool.submit(invoke)
        while not wait([running], timeout=_NOTE_SECONDS).done:
            # On AWS this count would be hours old; ministack counts anew at each call.
            items = dynamodb.describe_table(TableName=table_name)["Table"].get("ItemCount", 0)
            step.note(f"{items} items")
        answer = running.result()
        result = json.loads(answer["Payload"].read() or b"null")
        if answer.get("FunctionError"):
            message = f"the publisher function failed: {result}"
            raise CommandError(message)
