"""A botocore S3 client that keeps its objects in memory, and can be made to fail."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError


def s3_error(operation: str, status: int, code: str) -> ClientError:
    """The error that botocore raises for an answer of S3 with this status and code."""
    return ClientError(
        {
            "Error": {"Code": code, "Message": ""},
            "ResponseMetadata": {"HTTPStatusCode": status},  # type: ignore[typeddict-item]
        },
        operation,
    )


class FakeS3:
    """Objects by key, each as the arguments it was put with.

    `calls` names every call; `fails` maps a call to the error it raises.
    """

    def __init__(self) -> None:
        """Begin empty."""
        self.objects: dict[str, dict[str, Any]] = {}
        self.calls: list[str] = []
        self.fails: dict[str, Exception] = {}

    def _called(self, operation: str) -> None:
        self.calls.append(operation)
        if operation in self.fails:
            raise self.fails[operation]

    def head_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:  # noqa: N803 - botocore's names
        """Answer for an object that is there; 404 else, which for HEAD is also the code."""
        self._called("head_object")
        if Key not in self.objects:
            raise s3_error(operation="HeadObject", status=404, code="404")
        return {"Bucket": Bucket, "Metadata": self.objects[Key]["Metadata"]}

    def put_object(self, *, Key: str, **arguments: Any) -> None:  # noqa: N803 - botocore's names
        """Keep an object."""
        self._called("put_object")
        self.objects[Key] = arguments

    def delete_object(self, *, Bucket: str, Key: str) -> None:  # noqa: N803 - botocore's names
        """Forget an object, if there is one."""
        self._called("delete_object")
        assert Bucket
        self.objects.pop(Key, None)

    def generate_presigned_url(self, operation: str, *, Params: dict[str, str], ExpiresIn: int) -> str:  # noqa: N803
        """Return an address that tells what it was made of."""
        return f"https://{Params['Bucket']}.example/{Params['Key']}?{operation}&expires={ExpiresIn}"
