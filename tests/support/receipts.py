"""Receipts of the deployed system: the links that citizens get, and the objects in the bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from tests.support.citizens import Citizen
    from tests.support.deployed import Deployed

FORMS = ("svg", "png")


def link(deployed: Deployed, citizen: Citizen, made: dict[str, Any], form: str) -> str:
    """Ask for the link to a receipt."""
    answer = deployed.api.get(f"/bookings/{made['booking_id']}/receipt?format={form}", citizen.token)
    assert answer.status == 200, answer.text
    return str(answer.body["url"])


def object_of(url: str) -> str:
    """Return the key of the object that a link opens."""
    return "receipts/" + urlsplit(url).path.rpartition("/")[2]


def receipt_of(deployed: Deployed, made: dict[str, Any], before: set[str]) -> set[str]:
    """Return the keys of a booking's receipt if both forms are there, though nobody asked; else nothing.

    `before` are the keys that were there already. The ticket tells whose it is; earlier ones may still come in.
    """
    new = deployed.receipt_keys() - before
    for key in new:
        if key.endswith(".svg"):
            found = deployed.aws.s3().get_object(Bucket=deployed.outputs["receipts_bucket"], Key=key)
            keys = {f"{key[:-4]}.{form}" for form in FORMS}
            if keys <= new and made["booking_id"] in found["Body"].read().decode():
                return keys
    return set()
