"""The call policy: which errors of AWS pass by themselves, and are `Busy` for our clients."""

from __future__ import annotations

from typing import TYPE_CHECKING, ParamSpec, TypeVar

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as UnreachableError

from antrean.base.errors import Busy

if TYPE_CHECKING:
    from collections.abc import Callable

Given = ParamSpec("Given")
Answered = TypeVar("Answered")
"""The arguments and the answer of an operation of a client, for the types of whatever calls one."""

PASSES_BY_ITSELF = frozenset(
    {
        # Names that services have for "too many requests".
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestTimeout",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        # Names that services have for a fault of their own.
        "InternalErrorException",
        "InternalServerError",
        # Secrets Manager could not use its key just now.
        "DecryptionFailure",
        "EncryptionFailure",
        # Cognito could not mail a code just now.
        "CodeDeliveryFailureException",
        # Cognito could not call the sign-up gate, or the gate failed. The gate refuses a proof of ours only where that
        # expired on the way.
        "InvalidLambdaResponseException",
        "UnexpectedLambdaException",
        "UserLambdaValidationException",
    }
)
"""The error codes of AWS's services after which the same call may succeed a little later, with nothing mended."""
_TOO_MANY_REQUESTS = 429
_SERVER_ERRORS = 500


def passes_by_itself(error: Exception) -> bool:
    """Tell whether the same call may succeed a little later with nothing mended: a throttle, a fault, no answer.

    A missing right, a wrong argument or a refused condition do not pass by themselves.
    """
    if isinstance(error, ClientError):
        found = status(error)
        return (
            found >= _SERVER_ERRORS
            or found == _TOO_MANY_REQUESTS
            or error.response["Error"]["Code"] in PASSES_BY_ITSELF
        )
    return isinstance(error, HTTPClientError | UnreachableError)


def call(operation: Callable[Given, Answered], *args: Given.args, **arguments: Given.kwargs) -> Answered:
    """Call an operation of a client and return its answer.

    Raises `Busy` for what passes by itself, and botocore's errors for everything else.
    """
    try:
        return operation(*args, **arguments)
    except Exception as error:
        if passes_by_itself(error):
            raise Busy from error
        raise


def status(error: ClientError) -> int:
    """Return the HTTP status of an error's answer; 0 if it is not known."""
    return error.response["ResponseMetadata"].get("HTTPStatusCode", 0)
