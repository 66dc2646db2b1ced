"""The SDK in the layer: pruned by the build, it is and does what the whole one is and does."""

from __future__ import annotations

import ast
import gzip
import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.config import Config

from prune_sdk import SERVICES, prune
from tests.infra import sdk_traits
from tests.infra.stack import ROOT

WHOLE = Path(str(distribution("botocore").locate_file("")))
"""Where the whole packages are: the environment of the tests, which has the versions of the layer."""
SDK = ("boto3", "botocore", "s3transfer", "urllib3", "python-dateutil", "jmespath", "six")


def services_called(source: str) -> Iterator[str]:
    """The services for which a module makes a client by name; an expression is returned as it is written."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args:
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in {"client", "create_client", "resource"}:
                service = node.args[0]
                yield str(service.value) if isinstance(service, ast.Constant) else ast.unparse(service)


def test_the_list_names_the_services_that_are_called() -> None:
    """A service that code calls and the list lacks is named here, and so is one that nothing calls any more."""
    clients = ROOT / "layers/core/antrean/aws/clients.py"
    modules = {*(ROOT / "layers/core/antrean").rglob("*.py"), *(ROOT / "functions").rglob("*.py")} - {clients}
    called = {service for path in modules for service in services_called(path.read_text(encoding="utf-8"))}
    assert called == set(SERVICES)


def test_a_client_is_found_however_it_is_made() -> None:
    """The control: through our module, through a session, through boto3, and one whose name is computed."""
    source = "clients.client('sns'); session().create_client('ses'); boto3.client('events'); client(name, x=1)"
    assert set(services_called(source)) == {"sns", "ses", "events", "name"}


def test_a_service_that_botocore_lacks_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistyped name in the list ends the build with a sentence, not with a layer that lacks a service."""
    (tmp_path / "boto3/data").mkdir(parents=True)
    (tmp_path / "botocore/data/sqs").mkdir(parents=True)
    monkeypatch.setattr("prune_sdk.SERVICES", ("sqs_",))
    with pytest.raises(LookupError, match="sqs_"):
        prune(tmp_path)


@pytest.fixture(scope="module")
def pruned(layer: Path) -> dict[str, Any]:
    """The traits of the layer's clients, with nothing else to import from but Lambda's own SDK behind the layer."""
    return traits(layer, WHOLE)


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    """The traits of clients of the whole botocore."""
    return traits(WHOLE, ROOT / "layers/core")


def traits(*folders: Path) -> dict[str, Any]:
    """What the program finds where it imports from these folders."""
    done = subprocess.run(
        # -I -S: no site-packages, no PYTHONPATH
        [sys.executable, "-I", "-S", "-B", str(Path(sdk_traits.__file__)), *map(str, folders)],
        env={},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.slow
def test_functions_get_the_sdk_of_the_layer(pruned: dict[str, Any], layer: Path) -> None:
    """Whatever version Lambda's runtime brings, boto3, botocore and what they need are those that were tested."""
    assert pruned["origins"].keys() == set(sdk_traits.PACKAGES)
    for name, origin in pruned["origins"].items():
        assert Path(origin).is_relative_to(layer), name


@pytest.mark.slow
def test_clients_call_the_same_place_with_the_same_signature(pruned: dict[str, Any], whole: dict[str, Any]) -> None:
    """Address, scope of the signature, operations and errors are the whole SDK's.

    In every partition, also for FIPS, dual stack, a region that botocore does not know yet and the embedded AWS.
    """
    assert sdk_traits.CALLS.keys() == set(SERVICES)
    for name, expected in whole["clients"].items():
        assert pruned["clients"][name] == expected, name
    assert pruned["clients"].keys() == whole["clients"].keys()


@pytest.mark.slow
@pytest.mark.parametrize("trait", ["partitions", "regions of buckets", "boto3", "refused transaction"])
def test_what_botocore_knows_besides_is_the_same(trait: str, pruned: dict[str, Any], whole: dict[str, Any]) -> None:
    """Regions belong to the same partitions, boto3 makes its clients, and errors carry what DynamoDB says of them."""
    assert whole[trait]
    assert pruned[trait] == whole[trait]


@pytest.mark.slow
def test_descriptions_are_whole(layer: Path) -> None:
    """Every operation, shape and rule of a service is there, also of retries; only what describes them is left out."""
    data = layer / "botocore/data"
    assert {path.name for path in data.iterdir() if path.is_dir()} == set(SERVICES)
    files = [path for path in data.rglob("*") if path.is_file() and path.name != "endpoints.json"]
    assert len([path for path in files if path.name == "service-2.json"]) == len(SERVICES)
    assert len([path for path in files if path.name == "endpoint-rule-set-1.json"]) == len(SERVICES)
    for path in files:
        original = WHOLE / path.relative_to(layer)
        if original.exists():
            expected = original.read_bytes()
        else:
            expected = gzip.decompress(original.with_name(f"{original.name}.gz").read_bytes())
        assert without_texts(json.loads(path.read_bytes())) == without_texts(json.loads(expected)), path


@pytest.mark.slow
def test_addresses_are_those_of_the_services(layer: Path) -> None:
    """Of the file of addresses every partition and region is there, and each service that the functions call."""
    pruned, whole = (json.loads((site / "botocore/data/endpoints.json").read_bytes()) for site in (layer, WHOLE))
    kept = {name for partition in pruned["partitions"] for name in partition["services"]}
    # SES and the streams have other names in their addresses.
    assert kept == {*SERVICES, "email", "streams.dynamodb"} - {"sesv2", "dynamodbstreams"}
    for partition in whole["partitions"]:
        partition["services"] = {name: found for name, found in partition["services"].items() if name in kept}
    assert pruned == whole


def without_texts(described: Any) -> Any:
    """A description without the texts for people."""
    match described:
        case dict():
            texts = {name for name, value in described.items() if name == "documentation" and isinstance(value, str)}
            return {name: without_texts(value) for name, value in described.items() if name not in texts}
        case list():
            return [without_texts(each) for each in described]
    return described


@pytest.mark.slow
def test_no_line_of_the_sdk_is_changed(layer: Path) -> None:
    """The build changes data and no code: the byte code of every module is of the source in the published package.

    Byte code that is found by hash holds the hash of the source that it was made of (PEP 552).
    """
    compared = 0
    for name in SDK:
        for file in distribution(name).files or ():
            if file.suffix == ".py" and not {"..", "tests"} & set(file.parts):
                compiled = (layer / file).with_suffix(".pyc").read_bytes()
                assert compiled[8:16] == importlib.util.source_hash(file.read_binary()), file
                compared += 1
    assert compared > 100


def test_a_wrong_argument_is_an_error_though_arguments_are_not_checked() -> None:
    """The table's client skips botocore's check; a condition whose name is mistyped is still never left out."""
    client: Any = botocore.session.get_session().create_client(
        "dynamodb", "ap-southeast-3", config=Config(parameter_validation=False)
    )
    with pytest.raises(KeyError, match="ConditionExpresion"):
        client.put_item(TableName="t", Item={}, ConditionExpresion="attribute_not_exists(pk)")
    put = {"Put": {"TableName": "t", "Item": {}, "ConditionExpresion": "attribute_not_exists(pk)"}}
    with pytest.raises(KeyError, match="ConditionExpresion"):
        client.transact_write_items(TransactItems=[put])
