"""A scanner at the counter: what it reads from a picture of a screen or of paper."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import zxingcpp
from PIL import Image

from antrean.tickets.qr import payload

if TYPE_CHECKING:
    from collections.abc import Mapping


def scanned(picture: bytes) -> str:
    """Read the one code in a picture."""
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    return str(found.text)


def code_of(booking: Mapping[str, Any]) -> str:
    """Return what the code of a booking says."""
    return payload(booking["booking_id"], booking["revision"])
