"""What clients of botocore are and do, in an interpreter of its own. Prints it as JSON; nothing is sent.

Started by its path, with the folders to import from: those of the layer, or those of a whole botocore.
"""

from __future__ import annotations

import importlib
import json
import sys
from copy import deepcopy
from io import BytesIO
from typing import Any

CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "cognito-idp": ("admin_get_user", {"UserPoolId": "ap-southeast-3_abc", "Username": "u"}),
    "dynamodb": ("get_item", {"TableName": "t", "Key": {"pk": {"S": "p"}}}),
    "dynamodbstreams": ("list_streams", {}),
    "kms": ("describe_key", {"KeyId": "k"}),
    "s3": ("head_object", {"Bucket": "bucket", "Key": "k"}),
    "secretsmanager": ("get_secret_value", {"SecretId": "s"}),
    "sesv2": ("get_account", {}),
    "sqs": ("receive_message", {"QueueUrl": "https://sqs.example/1/q"}),
}
"""Every service that the functions call, and a call of it."""
REGIONS = ("ap-southeast-3", "us-east-1", "cn-north-1", "us-gov-west-1", "eusc-de-east-1", "us-iso-east-1")
VARIANTS: dict[str, dict[str, Any]] = {
    "plain": {},
    "fips": {"use_fips_endpoint": True},
    "dual stack": {"use_dualstack_endpoint": True},
    "unknown region": {"region": "ap-southeast-99"},
    "embedded AWS": {"endpoint_url": "http://127.0.0.1:4566"},
}
"""Ways to say where AWS is, by name; each but the first is tried in one region."""
PACKAGES = ("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3")
_ERROR = {
    "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
    "message": "cancelled",
    "CancellationReasons": [{"Code": "ConditionalCheckFailed", "Item": {"pk": {"S": "p"}}}, {"Code": "None"}],
}


class Body(BytesIO):
    """A body as urllib3 hands it over."""

    def stream(self) -> list[bytes]:
        """All of it at once."""
        return [self.getvalue()]


def main() -> None:
    """Print the traits of every client, and where the packages came from."""
    sys.path[:0] = sys.argv[1:]
    session = importlib.import_module("botocore.session").get_session()
    session.set_credentials("AKIDEXAMPLE", "secret", "token")
    found = {
        "origins": {name: importlib.import_module(name).__file__ for name in PACKAGES},
        "clients": {f"{service}, {region}": traits(session, service, region) for service in CALLS for region in REGIONS}
        | {
            f"{service}, {variant}": traits(session, service, **{"region": "us-east-1", **options})
            for service in CALLS
            for variant, options in VARIANTS.items()
        },
        "partitions": {
            region: session.get_partition_for_region(region)
            for region in (*REGIONS, "ap-southeast-99", "cn-south-9", "us-gov-north-7")
        },
        "regions of buckets": session.get_available_regions("s3", "aws", allow_non_regional=True),
        "boto3": type(importlib.import_module("boto3").client("dynamodb", "ap-southeast-3")).__name__,
        "refused transaction": refusal(session),
    }
    print(json.dumps(found))


def traits(session: Any, service: str, region: str, endpoint_url: str | None = None, **options: Any) -> dict[str, Any]:
    """What a client is, where its call goes and how that is signed; a refused option is a trait too."""
    s3_options = importlib.import_module("antrean.aws.clients").S3_OPTIONS
    # A copy, because botocore writes into the options of S3.
    config = importlib.import_module("botocore.config").Config(
        **options, **(deepcopy(s3_options) if service == "s3" else {})
    )
    client = session.create_client(service, region, endpoint_url=endpoint_url, config=config)
    sent: list[Any] = []
    answer_with(client, 200, b"" if service == "s3" else b"{}", sent)
    operation, arguments = CALLS[service]
    try:
        getattr(client, operation)(**arguments)
    except importlib.import_module("botocore.exceptions").EndpointVariantError as error:
        return {"refused": str(error)}
    [request] = sent
    return {
        "url": request.url,
        # without the time and the signature
        "scope": str(request.headers["Authorization"]).split(",")[0].split("/", 2)[2],
        "partition": client.meta.partition,
        "region": client.meta.region_name,
        "version": client.meta.config.signature_version,
        "retries": client.meta.config.retries,
        "operations": dir(client),
        "errors": sorted(dir(client.exceptions)),
    }


def refusal(session: Any) -> dict[str, Any]:
    """How a transaction is refused whose conditions failed."""
    client = session.create_client("dynamodb", "ap-southeast-3")
    answer_with(client, 400, json.dumps(_ERROR).encode(), [])
    try:
        client.transact_write_items(TransactItems=[{"Put": {"TableName": "t", "Item": {"pk": {"S": "p"}}}}])
    except client.exceptions.TransactionCanceledException as error:
        return {name: error.response[name] for name in ("Error", "CancellationReasons")}
    message = "the transaction was not refused"
    raise SystemExit(message)


def answer_with(client: Any, status: int, body: bytes, sent: list[Any]) -> None:
    """Let every call of a client be answered in place of AWS, and note its request."""
    awsrequest, compat = importlib.import_module("botocore.awsrequest"), importlib.import_module("botocore.compat")

    def answer(request: Any, **_: object) -> Any:
        sent.append(request)
        return awsrequest.AWSResponse(request.url, status, compat.HTTPHeaders(), Body(body))

    client.meta.events.register("before-send", answer)


if __name__ == "__main__":
    main()
