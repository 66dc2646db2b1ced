"""The private bucket: S3's calls with our exceptions. The only module that calls S3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from antrean.aws.calls import call, status

if TYPE_CHECKING:
    from datetime import timedelta

    from mypy_boto3_s3.client import S3Client

_NOTE = "note"
_ABSENT = frozenset({403, 404})
"""S3 answers 403 in place of 404 to whoever may read objects but not list the bucket. We hold no right to list, so a
403 counts as an absence; the caller then writes the object, and a right that is really missing fails there."""


class Bucket:
    """One S3 bucket. Every method but `presign` may raise `Busy`, where S3 does not answer within the retries.

    Botocore (`standard` mode) retries after throttling, server errors and timeouts; a put or a delete that is
    made twice does no harm.
    """

    def __init__(self, client: S3Client, name: str) -> None:
        """Use bucket `name` through a botocore S3 client that signs with version 4."""
        self._client = client
        self.name = name

    def note(self, key: str) -> str | None:
        """Return the note that the object at `key` bears, an empty one where it bears none; None for no object."""
        try:
            head = call(self._client.head_object, Bucket=self.name, Key=key)
        except ClientError as error:
            if status(error) in _ABSENT:
                return None
            raise
        return head["Metadata"].get(_NOTE, "")

    def put(self, key: str, body: bytes, media_type: str, file_name: str, note: str = "") -> None:
        """Write an object that browsers show, offer to save as `file_name`, and keep in no shared cache.

        `note` are ASCII characters that the object bears.
        """
        call(
            self._client.put_object,
            Bucket=self.name,
            Key=key,
            Body=body,
            ContentType=media_type,
            ContentDisposition=f'inline; filename="{file_name}"',
            CacheControl="private, max-age=600",
            Metadata={_NOTE: note} if note else {},
        )

    def delete(self, key: str) -> None:
        """Delete the object at `key`, if there is one."""
        call(self._client.delete_object, Bucket=self.name, Key=key)

    def presign(self, key: str, life: timedelta) -> str:
        """Return an address at which anybody can read the object for `life` from now; computed without a call to S3."""
        return self._client.generate_presigned_url(
            "get_object", Params={"Bucket": self.name, "Key": key}, ExpiresIn=int(life.total_seconds())
        )
