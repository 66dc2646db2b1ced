"""The AWS services that the functions call: the layer holds botocore's descriptions of these and of no others."""

from __future__ import annotations

from typing import Literal

Service = Literal[
    "cognito-idp",
    "dynamodb",
    "dynamodbstreams",
    "kms",
    "s3",
    "secretsmanager",
    "sesv2",
    "sqs",
]
"""Services by their names in botocore. A new one is added here and nowhere else: the build of the layer reads this list
(`layers/core/prune_sdk.py`), and mypy refuses a client of a service that is not in it."""
