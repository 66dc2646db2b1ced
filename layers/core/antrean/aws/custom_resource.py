"""A custom resource of CloudFormation: how it is told that a function is done, or why it is not."""

from __future__ import annotations

import json
import time
import urllib.request
from typing import Any

_TRIES = 3
_TIMEOUT = 5
_PAUSE = 1


def answer(event: dict[str, Any], resource_id: str, *, data: dict[str, str] | None = None, failure: str = "") -> None:
    """Tell CloudFormation that the resource `resource_id` of this event is done, or where there is one the failure.

    `data` is what `!GetAtt` of the template finds. CloudFormation waits for an answer and takes the first, so one that
    was lost on its way is sent again; raises OSError where none arrived, and Lambda then runs the function once more.
    """
    body = {
        "Status": "FAILED" if failure else "SUCCESS",
        "PhysicalResourceId": resource_id,
        **{name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")},
        **({"Reason": failure} if failure else {"Data": data or {}}),
    }
    # The address is signed for a request without a content type.
    request = urllib.request.Request(  # noqa: S310 - the address comes from CloudFormation, which alone starts us
        event["ResponseURL"], json.dumps(body).encode(), {"Content-Type": ""}, method="PUT"
    )
    for tried in range(1, _TRIES + 1):
        try:
            urllib.request.urlopen(request, timeout=_TIMEOUT).close()  # noqa: S310 - as above
        except OSError:
            if tried == _TRIES:
                raise
            time.sleep(_PAUSE)
        else:
            return
