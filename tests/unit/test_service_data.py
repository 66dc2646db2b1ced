"""The clients of the functions are those of an untouched botocore: same place, same signature, same calls."""

from __future__ import annotations

import itertools
from copy import deepcopy
from io import BytesIO
from typing import Any

import botocore.session
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config
from botocore.loaders import Loader

from antrean.aws import clients
from antrean.aws.service_data import ServiceData

CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "dynamodb": ("get_item", {"TableName": "t", "Key": {"pk": {"S": "p"}}}),
    "dynamodbstreams": ("list_streams", {}),
    "secretsmanager": ("get_secret_value", {"SecretId": "s"}),
    "s3": ("head_object", {"Bucket": "bucket", "Key": "k"}),
    "cognito-idp": ("admin_get_user", {"UserPoolId": "ap-southeast-3_abc", "Username": "u"}),
    "sesv2": ("get_account", {}),
    "sqs": ("receive_message", {"QueueUrl": "https://sqs.example/1/q"}),
}
"""Every service that the functions call, and a call of it."""
OPTIONS: dict[str, dict[str, Any]] = {"s3": clients.S3_OPTIONS}
"""What the functions' clients are made with, where it bears on addresses and signatures."""
REGIONS = ("ap-southeast-3", "us-east-1", "cn-north-1", "us-gov-west-1", "eusc-de-east-1", "us-iso-east-1")
PLAIN = botocore.session.get_session()
OURS = botocore.session.get_session()
OURS.register_component("data_loader", ServiceData())
for _session in (PLAIN, OURS):
    _session.set_credentials("AKIDEXAMPLE", "secret", "token")


@pytest.mark.parametrize(("service", "region"), list(itertools.product(CALLS, REGIONS)))
def test_client_calls_the_same_place_with_the_same_signature(service: str, region: str) -> None:
    """Address, scope of the signature and partition are as botocore's own data have them, in every partition."""
    expected = traits(PLAIN, service, region)
    assert traits(OURS, service, region) == expected
    assert expected["partition"]


@pytest.mark.parametrize("options", [{"use_fips_endpoint": True}, {"use_dualstack_endpoint": True}])
def test_variants_of_endpoints_are_kept(options: dict[str, bool]) -> None:
    """An account that asks for FIPS or dual-stack endpoints, as its environment may, gets them."""
    for service in ("dynamodb", "secretsmanager", "s3"):
        expected = traits(PLAIN, service, "us-east-1", **options)
        assert traits(OURS, service, "us-east-1", **options) == expected


def test_descriptions_are_the_whole_ones() -> None:
    """Every operation and shape of a service that the functions call is there."""
    for service in CALLS:
        for kind in ("service-2", "endpoint-rule-set-1"):
            assert ServiceData().load_service_model(service, kind) == Loader().load_service_model(service, kind)


def test_a_wrong_argument_is_an_error_though_arguments_are_not_checked() -> None:
    """The table's client skips botocore's check; a condition whose name is mistyped is still never left out."""
    config = Config(parameter_validation=False)
    client: Any = OURS.create_client("dynamodb", "ap-southeast-3", config=config)
    with pytest.raises(KeyError, match="ConditionExpresion"):
        client.put_item(TableName="t", Item={}, ConditionExpresion="attribute_not_exists(pk)")
    put = {"Put": {"TableName": "t", "Item": {}, "ConditionExpresion": "attribute_not_exists(pk)"}}
    with pytest.raises(KeyError, match="ConditionExpresion"):
        client.transact_write_items(TransactItems=[put])


def test_partitions_are_told_apart() -> None:
    """A region that botocore does not know yet is found in its partition by its name."""
    for region in ("ap-southeast-99", "cn-south-9"):
        assert OURS.get_partition_for_region(region) == PLAIN.get_partition_for_region(region)


class Body(BytesIO):
    """A body as urllib3 hands it over."""

    def stream(self) -> list[bytes]:
        """All of it at once."""
        return [self.getvalue()]


def traits(session: Any, service: str, region: str, **options: Any) -> dict[str, Any]:
    """What a client of `session` is and where its call goes; nothing is sent."""
    # a copy: botocore writes into the options of S3
    config = Config(**options, **deepcopy(OPTIONS.get(service, {})))
    client = session.create_client(service, region, config=config)
    sent: list[AWSPreparedRequest] = []

    def answer(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        sent.append(request)
        return AWSResponse(request.url, 200, HTTPHeaders(), Body(b"" if service == "s3" else b"{}"))

    client.meta.events.register("before-send", answer)
    operation, arguments = CALLS[service]
    getattr(client, operation)(**arguments)
    [request] = sent
    signed = str(request.headers["Authorization"]).split(",")[0].split("/", 2)[2]
    return {
        "url": request.url,
        "scope": signed,
        "partition": client.meta.partition,
        "region": client.meta.region_name,
        "version": client.meta.config.signature_version,
        "operations": dir(client),
    }
