"""Clients of AWS's services: one session, one configuration, and no call that could outlast the invocation."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import botocore.session
from botocore.config import Config

from antrean.base.deadline import DEADLINE

if TYPE_CHECKING:
    from antrean.aws.services import Service

_CONFIG = Config(
    # A call that hangs twice takes 8 s: below the functions' timeout of 15 s, so that the client is answered `busy`.
    # Where earlier calls were slow too, the deadline has the same effect.
    retries={"mode": "standard", "total_max_attempts": 2},
    connect_timeout=1,
    read_timeout=3,
    # Without a user agent of ours botocore composes one from a dozen parts, twice for each call.
    user_agent="antrean-paspor",
)

S3_OPTIONS: dict[str, Any] = {
    # Newer regions accept no other signature on links.
    "signature_version": "s3v4",
    # Links name the bucket's region, also in us-east-1, because our pages may load from no other address.
    "s3": {"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"},
}
"""Botocore's options for a client of S3 whose links work in every region and on our pages."""


@cache
def session() -> botocore.session.Session:
    """Return the session of this environment."""
    return botocore.session.get_session()


def client(service: Service, **options: Any) -> Any:  # noqa: ANN401 - botocore makes its clients at run time
    """Return a client of an AWS service; `options` are those of botocore's `Config`."""
    config: Any = _CONFIG.merge(Config(**options)) if options else _CONFIG
    made = session().create_client(service, config=config)

    def refuse_if_late(**_request: object) -> None:
        DEADLINE.refuse_if_late(config.connect_timeout + config.read_timeout)

    # Botocore emits this event before each request, also before its own retries.
    made.meta.events.register_first("before-send", refuse_if_late)
    return made
