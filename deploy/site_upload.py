"""`make deploy-site`: bring the website's files into the bucket of a stack on AWS.

New files are written first and pages last, so that no page points to a file that is not there yet. Then CloudFront
is told to forget the old files, and only after that files are deleted that the site no longer has. A file of the
release before stays until the next release, because an open page loads its parts when it needs them. It may be
repeated at any time, also after an interruption: every file is written again.
"""

from __future__ import annotations

import argparse
import json
import secrets
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from deploy import site, stack
from deploy.errors import CommandError
from deploy.progress import Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mypy_boto3_cloudfront import CloudFrontClient
    from mypy_boto3_s3 import S3Client

_EDGE: Final = "s-maxage=86400"
"""CloudFront keeps a file for a day: each deployment makes it forget them all."""
_DELETED_AT_ONCE: Final = 1000
_RELEASE: Final = "release.json"
"""The object that names the files of this release, and those of the release before."""


def deploy(root: Path, outputs: Mapping[str, str], s3: S3Client, cloudfront: CloudFrontClient) -> None:
    """Make the bucket of the stack with these outputs hold the site, and return when no edge has an old file.

    Raises CommandError for a stack without a website.
    """
    if "SiteBucket" not in outputs:
        message = "The stack has no website: it was deployed with Website=OFF."
        raise CommandError(message)
    bucket = outputs["SiteBucket"]
    config = site.Config(
        api="/api",
        identity=outputs["IdentityUrl"],
        client_id=outputs["CitizenClientId"],
        staff_client_id=outputs["StaffClientId"],
    )
    if "Controller" in outputs:
        config["controller"] = outputs["Controller"]
    if "PrivacyContact" in outputs:
        config["contact"] = outputs["PrivacyContact"]
    with TemporaryDirectory() as folder:
        built = Path(folder) / "site"
        site.build(root, config, built)
        names = {path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file()}
        before = _names_in(s3, bucket) - {_RELEASE}
        kept = _release_before(s3, bucket, names, before)
        with Step(f"Writing {len(names)} files to {bucket}"):
            for name in _in_order(names, before):
                s3.put_object(
                    Bucket=bucket,
                    Key=name,
                    Body=(built / name).read_bytes(),
                    ContentType=site.media_type(name),
                    CacheControl=f"{site.kept_by_browsers(name)}, {_EDGE}",
                )
    with Step("Waiting until CloudFront has forgotten the old files"):
        _forget(cloudfront, outputs["SiteDistributionId"])
    _delete(s3, bucket, sorted(before - names - kept))
    release = json.dumps({"names": sorted(names), "before": sorted(kept)})
    s3.put_object(Bucket=bucket, Key=_RELEASE, Body=release, ContentType="application/json", CacheControl="no-store")


def _release_before(s3: S3Client, bucket: str, names: set[str], there: set[str]) -> set[str]:
    """Return the names of the release before the one with `names`; all that are `there` where no release is named."""
    try:
        told = json.loads(s3.get_object(Bucket=bucket, Key=_RELEASE)["Body"].read())
    except s3.exceptions.NoSuchKey:
        return there
    # the same release once more: what was before it is still before it
    return {*(told["before"] if {*told["names"]} == names else told["names"])}


def _in_order(names: Iterable[str], before: set[str]) -> list[str]:
    """Return the names in the order of writing: new files, replaced files, then the files that name others."""
    return sorted(names, key=lambda name: (site.names_others(name), name in before, name))


def _names_in(s3: S3Client, bucket: str) -> set[str]:
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return {each["Key"] for page in pages for each in page.get("Contents", [])}


def _forget(cloudfront: CloudFrontClient, distribution: str) -> None:
    made = cloudfront.create_invalidation(
        DistributionId=distribution,
        InvalidationBatch={"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": secrets.token_hex()},
    )
    cloudfront.get_waiter("invalidation_completed").wait(
        DistributionId=distribution, Id=made["Invalidation"]["Id"], WaiterConfig={"Delay": 5, "MaxAttempts": 180}
    )


def _delete(s3: S3Client, bucket: str, names: list[str]) -> None:
    """Delete objects. Raises CommandError when S3 keeps one of them."""
    for start in range(0, len(names), _DELETED_AT_ONCE):
        some = names[start : start + _DELETED_AT_ONCE]
        answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": name} for name in some], "Quiet": True})
        for error in answer.get("Errors", []):
            message = f"{error.get('Key')} is gone from the site, but S3 keeps it: {error.get('Message')}"
            raise CommandError(message)


def main() -> int:
    """Deploy to the stack that is named, with the credentials and the region of the environment, as `sam deploy`."""
    parser = argparse.ArgumentParser(prog="python -m deploy.site_upload", description=__doc__)
    parser.add_argument("stack", help="name of the stack")
    parser.add_argument("--region", help="its region, if it is not that of the environment")
    arguments = parser.parse_args()
    try:
        session = boto3.session.Session(region_name=arguments.region)
        outputs = stack.outputs(session.client("cloudformation"), arguments.stack)
        deploy(Path(__file__).resolve().parent.parent, outputs, session.client("s3"), session.client("cloudfront"))
    except (CommandError, BotoCoreError, ClientError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    print(f"The website is at {outputs['SiteUrl']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
