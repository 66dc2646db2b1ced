"""The website as CloudFront serves it: the template's website on the embedded AWS, files by `make deploy-site`.

The embedded CloudFront runs the template's functions and header policies and asks the bucket under its policy. It
keeps nothing, and has no way to an API's host on AWS: what is below /api is tested in tests/infra/test_website.py.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest

from deploy import site, site_upload, stack
from local.aws.environment import ACCESS_KEY, SECRET_KEY
from local.state.outputs import Outputs
from local.state.settings import REGION
from tests.infra.stack import source
from tests.support.client import Answer, fetch, fetch_url
from tests.support.deployed import Deployed

ROOT = Path(__file__).parents[2]
PAGES = ("/", "/kantor", "/kantor/", "/kantor/bogor", "/kantor/bogor?sesi=pagi", "/antrean/x/tiket")
FILES = ("/index.html", "/app.js", "/style.css", "/icon.svg", "/texts/id.json", "/vendor/lit-html.js")


@dataclass(frozen=True)
class Site:
    """The website on the embedded AWS."""

    outputs: dict[str, str]
    receipts_url: str
    endpoint: str
    s3: Any

    def get(self, path: str, scheme: str = "https") -> Answer:
        """GET what the distribution serves; its address is told by the Host header."""
        address = urlsplit(self.endpoint)
        headers = {"Host": str(urlsplit(self.outputs["SiteUrl"]).hostname), "X-Forwarded-Proto": scheme}
        return fetch(str(address.hostname), address.port, "GET", path, None, headers)


def template() -> dict[str, Any]:
    """The website's part of template.yaml, with stand-ins for what it refers to."""
    whole = source()
    parts = {name: each for name, each in whole["Resources"].items() if each.get("Condition") == "WebsiteOn"}
    outputs = {name: each for name, each in whole["Outputs"].items() if each.get("Condition") == "WebsiteOn"}
    used = {"Website", "SiteDomain", "SiteCertificateArn", "SiteWebAclArn"}
    return {
        "AWSTemplateFormatVersion": whole["AWSTemplateFormatVersion"],
        "Parameters": {name: each for name, each in whole["Parameters"].items() if name in used},
        "Rules": whole["Rules"],
        "Conditions": {name: each for name, each in whole["Conditions"].items() if "Site" in str(each)},
        "Resources": {
            **parts,
            "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "stand-in"}},
            "ReceiptsBucket": {"Type": "AWS::S3::Bucket"},
        },
        "Outputs": {
            **outputs,
            "ReceiptsHost": {"Value": {"Fn::GetAtt": ["ReceiptsBucket", "RegionalDomainName"]}},
            "CitizenClientId": {"Value": "client"},
            "StaffClientId": {"Value": "staff-client"},
        },
    }


@pytest.fixture(scope="module")
def served(outputs: Outputs) -> Iterator[Site]:
    """The website, deployed; taken away at the end."""
    session = boto3.session.Session(ACCESS_KEY, SECRET_KEY, region_name=REGION)
    endpoint = outputs["endpoint_url"]
    cloudformation = session.client("cloudformation", endpoint_url=endpoint)
    s3 = session.client("s3", endpoint_url=endpoint)
    cloudfront = session.client("cloudfront", endpoint_url=endpoint)
    name = f"site-{secrets.token_hex(4)}"
    cloudformation.create_stack(StackName=name, TemplateBody=json.dumps(template()))
    cloudformation.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 1})
    found = stack.outputs(cloudformation, name)
    site_upload.deploy(ROOT, found, s3, cloudfront)
    yield Site(found, f"https://{found['ReceiptsHost']}", endpoint, s3)
    for each in s3.list_objects_v2(Bucket=found["SiteBucket"])["Contents"]:
        s3.delete_object(Bucket=found["SiteBucket"], Key=each["Key"])
    cloudformation.delete_stack(StackName=name)
    cloudformation.get_waiter("stack_delete_complete").wait(StackName=name, WaiterConfig={"Delay": 1})


@pytest.mark.parametrize("path", [*PAGES, *FILES])
def test_cloudfront_and_the_local_server_answer_alike(served: Site, outputs: Outputs, path: str) -> None:
    """Same file, same type, same security headers but for the addresses of pools and receipts."""
    there, here = served.get(path), fetch_url(outputs["website_url"] + path)
    assert (there.status, there.content) == (here.status, here.content) == (200, here.content)
    assert there.headers["content-type"] == here.headers["content-type"]
    identity = served.outputs["IdentityUrl"].rstrip("/")
    for name, value in site.security_headers(identity, served.receipts_url).items():
        assert there.headers[name.lower()] == value
    for name, value in site.security_headers(outputs["endpoint_url"], outputs["endpoint_url"]).items():
        assert here.headers[name.lower()] == value
    assert there.headers["strict-transport-security"] == "max-age=31536000"


def test_pages_learn_where_the_pool_is(served: Site) -> None:
    """config.json is that of the stack, and its API is on the same origin."""
    assert served.get("/config.json").body == {
        "api": "/api",
        "identity": served.outputs["IdentityUrl"],
        "client_id": "client",
    }


def test_plain_http_is_sent_to_https(served: Site) -> None:
    """A page that is asked for without TLS is one redirect away."""
    answer = served.get("/kantor", scheme="http")
    assert answer.status == 301
    assert answer.headers["location"] == served.outputs["SiteUrl"] + "/kantor"


def test_files_are_read_by_the_distribution_only(served: Site) -> None:
    """Without the bucket's policy the distribution gets nothing: nobody else may read, and nobody in its place."""
    bucket = served.outputs["SiteBucket"]
    policy = served.s3.get_bucket_policy(Bucket=bucket)["Policy"]
    foreign = policy.replace(served.outputs["SiteDistributionId"], "EFOREIGN")
    assert foreign != policy
    served.s3.put_bucket_policy(Bucket=bucket, Policy=foreign)
    try:
        assert served.get("/app.js").status == 403
    finally:
        served.s3.put_bucket_policy(Bucket=bucket, Policy=policy)
    assert served.get("/app.js").status == 200


def test_a_page_may_fetch_its_receipt(deployed: Deployed) -> None:
    """S3 lets scripts of any origin read what they have the address of, so that a ticket can be kept offline."""
    citizen = deployed.citizen()
    made = deployed.book(citizen, deployed.slots()[0])
    url = deployed.api.get(f"/bookings/{made['booking_id']}/receipt?format=svg", citizen.token).body["url"]
    address = urlsplit(url)
    headers = {"Origin": "https://antrean.example"}
    answer = fetch(str(address.hostname), address.port, "GET", f"{address.path}?{address.query}", None, headers)
    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == "*"
