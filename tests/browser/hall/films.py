"""What a camera at the door sees: a telephone's screen with a code, clean, dim, tilted or blurred, as a film."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageEnhance, ImageFilter

from antrean.tickets import qr

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_SIZE: Final = (640, 480)
_CODE: Final = 300
"""Pixels of the code within the picture: a telephone that is held a hand's length before the camera."""
_TABLE: Final = (96, 92, 88)
_FRAMES: Final = 4
_QUALITY: Final = 80


def _dim(picture: Image.Image) -> Image.Image:
    """A screen whose light was turned down, in a hall whose was not."""
    return ImageEnhance.Contrast(ImageEnhance.Brightness(picture).enhance(0.35)).enhance(0.5)


def _tilted(picture: Image.Image) -> Image.Image:
    """Held askew, and farther away at the top."""
    turned = picture.rotate(23, resample=Image.Resampling.BICUBIC, fillcolor=_TABLE)
    corners = (40, 0, 0, 480, 640, 480, 560, 30)
    return turned.transform(_SIZE, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)


def _blurred(picture: Image.Image) -> Image.Image:
    """Out of focus by a third of a module."""
    return picture.filter(ImageFilter.GaussianBlur(3.2))


KINDS: Final[dict[str, Callable[[Image.Image], Image.Image]]] = {
    "clean": lambda picture: picture,
    "dim": _dim,
    "tilted": _tilted,
    "blurred": _blurred,
}


def film(kind: str, booking_id: str, target: Path) -> Path:
    """Write a film (Motion JPEG) of the code of a booking into `target`, and return it."""
    code = Image.open(io.BytesIO(qr.png(booking_id))).convert("RGB").resize((_CODE, _CODE), Image.Resampling.LANCZOS)
    picture = Image.new("RGB", _SIZE, _TABLE)
    picture.paste(code, ((_SIZE[0] - _CODE) // 2, (_SIZE[1] - _CODE) // 2))
    frame = io.BytesIO()
    KINDS[kind](picture).save(frame, "JPEG", quality=_QUALITY)
    target.write_bytes(frame.getvalue() * _FRAMES)
    return target
