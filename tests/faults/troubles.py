"""What can go wrong on the wire, in the words of each service, and how long it lasts."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectionClosedError, ConnectTimeoutError, ReadTimeoutError

from tests.faults.wire import (
    COGNITO,
    DYNAMODB,
    KMS,
    S3,
    SECRETS,
    SES,
    SQS,
    STREAMS,
    Call,
    Trouble,
    Wire,
    refusal,
    response,
)

_WRITES = frozenset({"PutItem", "UpdateItem"})
_TRANSACTIONS = frozenset({"TransactWriteItems", "TransactGetItems"})
_AFTERWARDS = 0.5
"""Seconds until a connection is cut off."""


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong with a request."""

    name: str
    meets: Callable[[Call], bool]
    """Which requests it can happen to."""
    ends: Callable[[Call], AWSResponse]
    """Answers in place of the service, or raises what botocore raises."""
    is_done: bool = False
    """Whether the service did what it was asked, and only its answer is lost."""
    seconds: Callable[[Call], float] = lambda _call: 0.0
    """How long the client waits for it."""


def _any(_call: Call) -> bool:
    return True


def _of(service: str, *operations: str) -> Callable[[Call], bool]:
    return lambda call: call.service == service and (not operations or call.operation in operations)


def _is_single_write(call: Call) -> bool:
    return call.service == DYNAMODB and call.operation in _WRITES


def _is_transaction(call: Call) -> bool:
    return call.service == DYNAMODB and call.operation in _TRANSACTIONS


def _unreachable(call: Call) -> AWSResponse:
    raise ConnectTimeoutError(endpoint_url=f"https://{call.service}.invalid")


def _timed_out(call: Call) -> AWSResponse:
    raise ReadTimeoutError(endpoint_url=f"https://{call.service}.invalid")


def _cut_off(call: Call) -> AWSResponse:
    raise ConnectionClosedError(endpoint_url=f"https://{call.service}.invalid")


_SERVER_ERRORS = {
    DYNAMODB: "InternalServerError",
    STREAMS: "InternalServerError",
    COGNITO: "InternalErrorException",
    SECRETS: "InternalServiceError",
    S3: "InternalError",
    SES: "InternalServiceErrorException",
    SQS: "InternalFailure",
    KMS: "KMSInternalException",
}


def _server_error(call: Call) -> AWSResponse:
    return refusal(call, 500, _SERVER_ERRORS[call.service], "Internal error")


def _unavailable(_call: Call) -> AWSResponse:
    # from a load balancer in front of the service, which speaks no JSON
    return response(503, b"<html><body><b>Http/1.1 Service Unavailable</b></body></html>")


def _says(status: int, code: str) -> Callable[[Call], AWSResponse]:
    return lambda call: refusal(call, status, code, "Rate exceeded")


def _cancelled(reason: str) -> Callable[[Call], AWSResponse]:
    def ends(call: Call) -> AWSResponse:
        reasons = [{"Code": "None"} for _ in call.arguments["TransactItems"]]
        reasons[-1] = {"Code": reason, "Message": reason}
        return refusal(call, 400, "TransactionCanceledException", "cancelled", CancellationReasons=reasons)

    return ends


def _unprocessed(call: Call) -> AWSResponse:
    asked = call.arguments["RequestItems"]
    body = {"Responses": {name: [] for name in asked}, "UnprocessedKeys": asked}
    return response(200, json.dumps(body).encode())


FAULTS = (
    # the network, and the service as a whole
    Fault("unreachable", _any, _unreachable, seconds=lambda call: call.connect_timeout),
    Fault("timed out", _any, _timed_out, seconds=lambda call: call.read_timeout),
    Fault("timed out, but done", _any, _timed_out, is_done=True, seconds=lambda call: call.read_timeout),
    Fault("cut off, but done", _any, _cut_off, is_done=True, seconds=lambda _call: _AFTERWARDS),
    Fault("500", _any, _server_error),
    Fault("500, but done", _any, _server_error, is_done=True),
    Fault("503", _any, _unavailable),
    # too fast, as each service says it
    Fault("throttled", _of(DYNAMODB), _says(400, "ProvisionedThroughputExceededException")),
    Fault("throttled (account)", _of(DYNAMODB), _says(400, "ThrottlingException")),
    Fault("throttled (limit)", _of(DYNAMODB), _says(400, "RequestLimitExceeded")),
    Fault("unprocessed", _of(DYNAMODB, "BatchGetItem"), _unprocessed),
    Fault("throttled", _of(STREAMS), _says(400, "ProvisionedThroughputExceededException")),
    Fault("throttled", _of(COGNITO), _says(400, "TooManyRequestsException")),
    Fault("throttled", _of(SECRETS), _says(400, "ThrottlingException")),
    Fault("throttled", _of(S3), _says(503, "SlowDown")),
    Fault("throttled", _of(SES), _says(429, "TooManyRequestsException")),
    Fault("throttled", _of(SQS), _says(400, "RequestThrottled")),
    Fault("throttled", _of(KMS), _says(400, "ThrottlingException")),
    # transactions of others on the same items
    Fault("conflict", _is_single_write, _says(400, "TransactionConflictException")),
    Fault("conflict", _is_transaction, _cancelled("TransactionConflict")),
    Fault("throttled inside", _is_transaction, _cancelled("ThrottlingError")),
    Fault("throughput inside", _is_transaction, _cancelled("ProvisionedThroughputExceeded")),
    Fault("in progress", _of(DYNAMODB, "TransactWriteItems"), _says(400, "TransactionInProgressException")),
    # what stands behind a service
    Fault("key not to be had", _of(SECRETS, "GetSecretValue"), _says(400, "DecryptionFailure")),
    Fault("key not to be had", _of(SECRETS, "PutSecretValue"), _says(400, "EncryptionFailure")),
    Fault("key not to be had", _of(KMS), _says(500, "DependencyTimeoutException")),
    Fault("trigger failed", _of(COGNITO, "SignUp"), _says(400, "UserLambdaValidationException")),
    Fault("trigger not to be had", _of(COGNITO, "SignUp"), _says(400, "UnexpectedLambdaException")),
    Fault("mail not sent, but done", _of(COGNITO, "SignUp"), _says(400, "CodeDeliveryFailureException"), is_done=True),
)


class Span(StrEnum):
    """How long a fault lasts."""

    ONCE = "once"
    THIS_CALL = "as long as this is asked"
    FROM_HERE = "from here on"
    EACH = "and at the first try of each later call"


def trouble(wire: Wire, fault: Fault, number: int, span: Span) -> Trouble:
    """Return what happens to the requests of `wire` when `fault` begins at the request of that number."""

    def meets(call: Call) -> bool:
        if call.number <= number or span is Span.ONCE:
            return call.number == number
        begun = wire.calls[number]
        match span:
            case Span.THIS_CALL:
                return call.what == begun.what
            case Span.FROM_HERE:
                return call.service == begun.service and fault.meets(call)
        return call.what != wire.calls[call.number - 1].what and fault.meets(call)

    def answer(call: Call, service: Callable[[], AWSResponse]) -> AWSResponse:
        if not meets(call):
            return service()
        if fault.is_done:
            service()
        wire.pass_time(fault.seconds(call))
        return fault.ends(call)

    return answer
