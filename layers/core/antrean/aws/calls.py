"""Calls of the services around the table, with one meaning of their failures: what passes by itself is `Busy`."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from antrean.base.errors import Busy

_THROTTLED = frozenset(
    {
        "SlowDown",
        "RequestTimeout",
        "RequestLimitExceeded",
        "RequestThrottled",
        "Throttling",
        "ThrottlingException",
    }
)
_TOO_MANY_REQUESTS = 429
_SERVER_ERRORS = 500


def call(client: Any, operation: str, **arguments: object) -> Any:  # noqa: ANN401 - botocore makes its clients at run time
    """Call a service and return its answer; raises `Busy`, and botocore's `ClientError` for what no retry mends."""
    try:
        return getattr(client, operation)(**arguments)
    except ClientError as error:
        if (
            status(error) >= _SERVER_ERRORS
            or status(error) == _TOO_MANY_REQUESTS
            or error.response["Error"]["Code"] in _THROTTLED
        ):
            raise Busy from error
        raise
    except BotoCoreError as error:
        raise Busy from error


def status(error: ClientError) -> int:
    """Return the HTTP status of an error's answer; 0 if it is not known."""
    return error.response["ResponseMetadata"].get("HTTPStatusCode", 0)
