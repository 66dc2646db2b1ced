"""What a function works with in its environment, made at first use and kept while the environment is warm.

What only some functions use is imported where it is made, so that the others do not pay for it at their cold start.
"""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from antrean.aws.service_data import ServiceData
from antrean.base.clock import SystemClock
from antrean.base.deadline import DEADLINE
from antrean.base.errors import Busy

if TYPE_CHECKING:
    from antrean.aws.bucket import Bucket
    from antrean.base.ids import Pepper
    from antrean.bookings.store import Store
    from antrean.messages.mail import Mail
    from antrean.offices.directory import OfficeDirectory
    from antrean.people.cognito import Identity
    from antrean.services import Services

CLOCK = SystemClock()

_CONFIG = Config(
    # a call that hangs twice takes 8 s: below the functions' timeout of 15 s, so that the client is told to come back;
    # where calls before it were slow too, DEADLINE sees to that
    retries={"mode": "standard", "total_max_attempts": 2},
    connect_timeout=1,
    read_timeout=3,
    # without a name of our own botocore puts one together from a dozen parts, twice for each call
    user_agent="antrean-paspor",
)

S3_OPTIONS: dict[str, Any] = {
    # newer regions know no other signature on links
    "signature_version": "s3v4",
    # links name the bucket's region, since pages may load from no other address; so do those of us-east-1
    "s3": {"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"},
}
"""What makes our links to S3 what they are."""


@cache
def _session() -> botocore.session.Session:
    session = botocore.session.get_session()
    session.register_component("data_loader", ServiceData())
    return session


def client(service: str, **options: Any) -> Any:  # noqa: ANN401 - botocore makes its clients at run time
    """Return a client of an AWS service; `options` are those of botocore's `Config`."""
    config: Any = _CONFIG.merge(Config(**options)) if options else _CONFIG
    made = _session().create_client(service, config=config)

    def refuse_if_late(**_request: object) -> None:
        DEADLINE.refuse_if_late(config.connect_timeout + config.read_timeout)

    # with each request, botocore's own repetitions too
    made.meta.events.register_first("before-send", refuse_if_late)
    return made


@cache
def pepper() -> Pepper:
    """Return the pepper of the environment's secret, read once; raises `Busy` where it cannot be had now."""
    from antrean.base.ids import Pepper

    try:
        # Cognito gives the gate of sign-ups 5 s: two tries and the pause between them take 4.6
        answer = client("secretsmanager", read_timeout=1.8).get_secret_value(SecretId=os.environ["SECRET_ID"])
    except (BotoCoreError, ClientError) as error:
        raise Busy from error
    return Pepper.from_secret_string(answer["SecretString"])


@cache
def store() -> Store:
    """Return the store on the environment's table."""
    from antrean.aws.table import Table
    from antrean.bookings.store import Store

    # every request is built by the store, and DynamoDB checks it anyway: botocore's check was a seventh of a booking
    return Store(Table(client("dynamodb", parameter_validation=False), os.environ["TABLE_NAME"]))


@cache
def bucket() -> Bucket:
    """Return the environment's bucket of receipts."""
    from antrean.aws.bucket import Bucket

    return Bucket(client("s3", **S3_OPTIONS), os.environ["RECEIPTS_BUCKET"])


@cache
def identity() -> Identity:
    """Return the citizens' user pool of the environment."""
    from antrean.people.cognito import Identity

    # a sign-up waits for the gate, which may start cold: repeated too early it would only replace its own user
    pool = client("cognito-idp", read_timeout=6, retries={"mode": "standard", "total_max_attempts": 2})
    return Identity(pool, os.environ["CITIZEN_POOL_ID"], os.environ["CITIZEN_CLIENT_ID"])


@cache
def mail() -> Mail:
    """Return what sends mails from the environment's sender."""
    from antrean.messages.mail import Mail

    return Mail(client("sesv2"), os.environ["MAIL_SENDER"])


@cache
def directory() -> OfficeDirectory:
    """Return the offices as this environment remembers them."""
    from antrean.offices.directory import OfficeDirectory

    return OfficeDirectory(store(), CLOCK)


@cache
def services() -> Services:
    """Return what the rules of booking work with."""
    from antrean.services import Services
    from antrean.slots.full_slots import FullSlots

    return Services(store=store(), pepper=pepper(), clock=CLOCK, full_slots=FullSlots(CLOCK), directory=directory())
