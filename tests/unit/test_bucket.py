"""The bucket: how objects are written, and what S3's errors mean."""

from __future__ import annotations

from datetime import timedelta

import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ReadTimeoutError

from antrean.aws import clients
from antrean.aws.bucket import Bucket
from antrean.base.errors import Busy
from instruments.replay.s3 import FakeS3, s3_error
from instruments.stand_in import stand_in


@pytest.mark.parametrize("status", [403, 404])
def test_an_object_that_is_not_there(status: int) -> None:
    """Absent is 404, or 403 for a role that may not list the bucket."""
    client = FakeS3()
    client.fails["head_object"] = s3_error("HeadObject", status, str(status))
    assert Bucket(stand_in(client), "receipts").note("receipts/a.svg") is None


def test_objects_are_private_to_the_browser_that_reads_them() -> None:
    """No shared cache keeps a receipt, and the browser shows it under a name that tells nothing."""
    client = FakeS3()
    Bucket(stand_in(client), "receipts").put("receipts/a.svg", b"<svg/>", "image/svg+xml", "bukti.svg")
    written = client.objects["receipts/a.svg"]
    assert written["CacheControl"].startswith("private")
    assert written["ContentDisposition"] == 'inline; filename="bukti.svg"'
    assert written["ContentType"] == "image/svg+xml"
    assert written["Bucket"] == "receipts"


@pytest.mark.parametrize(
    "error",
    [
        s3_error("PutObject", 503, "SlowDown"),
        s3_error("PutObject", 500, "InternalError"),
        s3_error("PutObject", 400, "RequestTimeout"),
        s3_error("PutObject", 400, "ThrottlingException"),
        s3_error("PutObject", 429, "TooManyRequests"),
        ReadTimeoutError(endpoint_url="https://s3.example"),
    ],
    ids=str,
)
def test_what_passes_is_busy(error: Exception) -> None:
    """Throttling, server errors and timeouts ask the client to come back."""
    client = FakeS3()
    client.fails["put_object"] = error
    with pytest.raises(Busy):
        Bucket(stand_in(client), "receipts").put("a", b"", "image/png", "a.png")


def test_a_missing_right_is_an_error_of_ours() -> None:
    """What no retry mends is not called busy."""
    client = FakeS3()
    client.fails["delete_object"] = s3_error("DeleteObject", 403, "AccessDenied")
    bucket = Bucket(stand_in(client), "receipts")
    with pytest.raises(ClientError):
        bucket.delete("a")


def test_a_link_is_signed_with_version_4_and_short_lived() -> None:
    """The address is signed for the key alone, for ten minutes, without asking S3."""
    session = botocore.session.get_session()
    session.set_credentials("AKIDEXAMPLE", "secret")
    client = session.create_client("s3", region_name="ap-southeast-3", config=Config(signature_version="s3v4"))
    url = Bucket(stand_in(client), "receipts").presign("receipts/a.svg", timedelta(minutes=10))
    assert "X-Amz-Expires=600" in url
    assert "X-Amz-Algorithm=AWS4-HMAC-SHA256" in url
    assert "/receipts/a.svg?" in url


def test_a_link_names_the_region_of_the_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    """S3's global name does not lead to newer regions, and pages may load receipts from the regional one only."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "ap-southeast-3",
    }.items():
        monkeypatch.setenv(name, value)
    url = Bucket(clients.client("s3", **clients.S3_OPTIONS), "receipts-of-jakarta").presign(
        "a.svg", timedelta(minutes=10)
    )
    assert url.startswith("https://receipts-of-jakarta.s3.ap-southeast-3.amazonaws.com/a.svg?")
