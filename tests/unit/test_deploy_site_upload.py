"""How the website's files come to AWS: in which order, and what browsers are told to keep."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import ANY, Stubber
from moto import mock_aws

from deploy import site, site_upload
from deploy.errors import CommandError

ROOT = Path(__file__).parents[2]
OUTPUTS = {
    "SiteBucket": "site",
    "SiteDistributionId": "EDISTRIBUTION",
    "IdentityUrl": "https://pool.invalid/",
    "CitizenClientId": "client",
    "StaffClientId": "counter",
}


class Aws:
    """S3 in this process, a CloudFront that answers what it is told to, and the calls of both in order."""

    def __init__(self, root: Path = ROOT) -> None:
        """Begin with an empty bucket, for the site of this checkout."""
        self.root = root
        keys: Any = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}
        self.s3: Any = boto3.client("s3", **keys)
        self.s3.create_bucket(Bucket="site")
        self.cloudfront: Any = boto3.client("cloudfront", **keys)
        self.calls: list[tuple[str, str]] = []
        for client in (self.s3, self.cloudfront):
            client.meta.events.register("before-parameter-build", self._called)

    def _called(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        self.calls.append((model.name, params.get("Key", "")))

    def deploy(self, **more: str) -> None:
        """Deploy the site, of a stack with `more` outputs; CloudFront is still busy with the invalidation at first."""
        with Stubber(self.cloudfront) as stub:
            batch = {"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": ANY}
            begun = {"Id": "I1", "Status": "InProgress", "CreateTime": datetime.now(UTC), "InvalidationBatch": batch}
            begun["InvalidationBatch"] = batch | {"CallerReference": "once"}
            asked = {"DistributionId": "EDISTRIBUTION", "Id": "I1"}
            stub.add_response(
                "create_invalidation",
                {"Invalidation": begun},
                {"DistributionId": "EDISTRIBUTION", "InvalidationBatch": batch},
            )
            stub.add_response("get_invalidation", {"Invalidation": begun | {"Status": "Completed"}}, asked)
            site_upload.deploy(self.root, OUTPUTS | more, self.s3, self.cloudfront)
            stub.assert_no_pending_responses()

    def objects(self) -> set[str]:
        """Names of the site's files in the bucket."""
        found = {each["Key"] for each in self.s3.list_objects_v2(Bucket="site").get("Contents", [])}
        return found - {"release.json"}

    def released(self, *names: str) -> None:
        """Let a release with files of these names be the last that was deployed."""
        told = json.dumps({"names": names, "before": []})
        self.s3.put_object(Bucket="site", Key="release.json", Body=told.encode())


@pytest.fixture
def aws() -> Iterator[Aws]:
    """AWS in this process."""
    with mock_aws():
        yield Aws()


@pytest.fixture
def little(tmp_path: Path) -> Iterator[Aws]:
    """The same, for a site of a few of our files: in which order they are written is the same for few and for many."""
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    for name in ("index.html", "app.html", "app.js", "style.css", "sw.js", "petugas/app.html"):
        copied = tmp_path / "website" / name
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_bytes((ROOT / "website" / name).read_bytes())
    with mock_aws():
        yield Aws(tmp_path)


def test_the_bucket_holds_the_site_and_nothing_else(aws: Aws, tmp_path: Path) -> None:
    """Every file of the build byte for byte, config.json for this stack, and what is gone is gone; twice as once."""
    aws.s3.put_object(Bucket="site", Key="pages/of-last-year.js", Body=b"")
    aws.released("index.html")
    config = site.Config(api="/api", identity="https://pool.invalid/", client_id="client", staff_client_id="counter")
    site.build(ROOT, config, tmp_path / "site")
    built = {path.relative_to(tmp_path / "site").as_posix(): path for path in (tmp_path / "site").rglob("*.*")}
    for _ in range(2):
        aws.deploy()
        assert aws.objects() == {name for name, path in built.items() if path.is_file()}
        for name in aws.objects():
            stored = aws.s3.get_object(Bucket="site", Key=name)
            assert stored["Body"].read() == built[name].read_bytes()
            assert stored["ContentType"] == site.media_type(name)
    assert json.loads(built["config.json"].read_text())["client_id"] == config["client_id"]
    assert json.loads(built["petugas/config.json"].read_text())["client_id"] == config["staff_client_id"]


def test_no_page_points_to_what_is_not_there(little: Aws) -> None:
    """New files, then changed ones, then what names them; deletions when CloudFront has forgotten the old pages."""
    for name in ("app.js", "index.html", "gone.js"):
        little.s3.put_object(Bucket="site", Key=name, Body=b"")
    little.released("app.js", "index.html")
    little.calls.clear()
    little.deploy()
    puts = [key for name, key in little.calls if name == "PutObject" and key != "release.json"]
    pages = [key for key in puts if key.endswith(".html") or key == "sw.js"]
    assert puts[-len(pages) :] == pages
    assert puts.index("app.js") == len(puts) - len(pages) - 1
    steps = [name for name, _ in little.calls]
    assert steps[-4:] == ["CreateInvalidation", "GetInvalidation", "DeleteObjects", "PutObject"]
    assert "PutObject" not in steps[steps.index("CreateInvalidation") : -1]


def test_an_open_page_finds_the_files_of_its_release(little: Aws) -> None:
    """What the release before had stays, however often this one is deployed, and goes with the next."""
    little.s3.put_object(Bucket="site", Key="pages/moved.js", Body=b"")
    for last in (None, ["index.html", "pages/moved.js"]):
        if last:
            little.released(*last)
        for _ in range(2):
            little.deploy()
            assert "pages/moved.js" in little.objects()
    little.released("index.html")
    little.deploy()
    assert "pages/moved.js" not in little.objects()


def test_an_interrupted_deployment_leaves_the_old_pages_whole(little: Aws) -> None:
    """When S3 fails half-way, nothing was deleted and no page was replaced; the next run mends it."""
    little.deploy()
    little.s3.put_object(Bucket="site", Key="gone.js", Body=b"")
    little.released("index.html")
    little.calls.clear()

    def fail(params: dict[str, Any], **_: Any) -> None:
        if params["Key"] == "style.css":
            raise ClientError({"Error": {"Code": "SlowDown"}}, "PutObject")

    little.s3.meta.events.register("before-parameter-build.s3.PutObject", fail, unique_id="fail")
    with pytest.raises(ClientError):
        site_upload.deploy(little.root, OUTPUTS, little.s3, little.cloudfront)
    assert "gone.js" in little.objects()
    assert ("PutObject", "index.html") not in little.calls
    little.s3.meta.events.unregister("before-parameter-build.s3.PutObject", unique_id="fail")
    little.deploy()
    assert "gone.js" not in little.objects()


def test_browsers_ask_for_pages_each_time_and_for_files_after_a_minute(aws: Aws) -> None:
    """Nothing is kept for long, because no name has a version; edges keep everything until the next deployment."""
    aws.deploy()
    told = {name: aws.s3.head_object(Bucket="site", Key=name)["CacheControl"] for name in aws.objects()}
    assert told["index.html"] == told["app.html"] == "public, max-age=0, must-revalidate, s-maxage=86400"
    assert told["app.js"] == told["config.json"] == "public, max-age=60, s-maxage=86400"
    assert len(set(told.values())) == 2


def test_a_stack_without_a_website_is_told(aws: Aws) -> None:
    """A stack that was deployed with Website=OFF has no bucket to write to."""
    with pytest.raises(CommandError, match="Website=OFF"):
        site_upload.deploy(ROOT, {}, aws.s3, aws.cloudfront)
    assert not aws.calls


def test_a_stack_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The command ends with status 1 and one sentence."""
    monkeypatch.setattr("sys.argv", ["site_upload", "no-such-stack", "--region", "ap-southeast-3"])
    with mock_aws():
        assert site_upload.main() == 1
    assert capsys.readouterr().err.strip() == "The stack no-such-stack is not deployed."


def test_the_site_says_who_answers_for_data_as_the_stack_was_told(little: Aws) -> None:
    """The stack's controller and contact come to the citizens' site, and not to that of the staff."""
    little.deploy(Controller="Direktorat Jenderal Imigrasi", PrivacyContact="pdp@imigrasi.example.go.id")
    citizens, staff = (
        json.loads(little.s3.get_object(Bucket="site", Key=name)["Body"].read())
        for name in ("config.json", "petugas/config.json")
    )
    assert (citizens["controller"], citizens["contact"]) == (
        "Direktorat Jenderal Imigrasi",
        "pdp@imigrasi.example.go.id",
    )
    assert not {"controller", "contact"} & staff.keys()
