"""The QR code: what a scanner reads from it, and which scanned texts are taken for one of ours."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from antrean.tickets import qr

BOOKING_ID = "7K3M9QWERTY2PASD"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def test_png_is_read_back_as_the_booking() -> None:
    """A reader finds one full QR code at level H in the picture, and in it the booking."""
    picture = Image.open(io.BytesIO(qr.png(BOOKING_ID)))
    [found] = zxingcpp.read_barcodes(picture)
    assert found.format == zxingcpp.BarcodeFormat.QRCode
    assert found.ec_level == "H"
    assert found.text == "AP17K3M9QWERTY2PASD"


def test_png_survives_a_stain() -> None:
    """Level H is worth its modules: a blot on a sixteenth of the symbol does not stop the reader."""
    picture = Image.open(io.BytesIO(qr.png(BOOKING_ID))).convert("L")
    start, side = picture.width * 2 // 5, picture.width // 5
    picture.paste(128, (start, start, start + side, start + side))
    [found] = zxingcpp.read_barcodes(picture)
    assert qr.booking_id_of(found.text) == BOOKING_ID


def test_png_has_its_quiet_zone() -> None:
    """Four light modules surround the symbol, or readers miss it on a dark screen."""
    picture = Image.open(io.BytesIO(qr.png(BOOKING_ID))).convert("L")
    module = picture.width // (25 + 2 * 4)
    dark = picture.point(lambda value: 255 - value).getbbox()
    quiet = 4 * module
    assert dark == (quiet, quiet, picture.width - quiet, picture.height - quiet)


@given(st.text(CROCKFORD, min_size=16, max_size=16))
def test_every_id_makes_a_code_of_one_size(booking_id: str) -> None:
    """Every id fits version 2 (25 modules), so the ticket can be laid out without looking at the code."""
    symbol = qr.modules(booking_id)
    assert len(symbol) == 25
    assert {len(row) for row in symbol} == {25}


@pytest.mark.parametrize(
    "code",
    [
        f"AP1{BOOKING_ID}",
        f"ap1{BOOKING_ID.lower()}",
        f" \tAP1{BOOKING_ID}\r\n",
        f"\u00a0Ap1{BOOKING_ID}",
    ],
)
def test_scanned_code_is_read(code: str) -> None:
    """Lower case and surrounding white space, which scanners add, do not matter."""
    assert qr.booking_id_of(code) == BOOKING_ID


@pytest.mark.parametrize(
    "code",
    [
        "",
        "AP1",
        BOOKING_ID,
        f"AP2{BOOKING_ID}",
        f"AP1{BOOKING_ID}0",
        f"AP1{BOOKING_ID[:-1]}",
        f"AP1 {BOOKING_ID}",
        f"AP1{BOOKING_ID}\nAP1{BOOKING_ID}",
        "AP1" + "I" * 16,
        "AP1" + "U" * 16,
        "AP1" + "\u017f" * 16,
        "AP1" + "\u0663" * 16,
        f"https://example.org/?code=AP1{BOOKING_ID}",
    ],
)
def test_other_codes_are_refused(code: str) -> None:
    """Anything else is nobody's booking: other formats, letters Crockford leaves out, look-alikes."""
    assert qr.booking_id_of(code) is None


@given(st.text())
def test_no_text_breaks_the_reader(code: str) -> None:
    """Whatever is scanned, the answer is an id of the right form or None."""
    booking_id = qr.booking_id_of(code)
    assert booking_id is None or (len(booking_id) == 16 and set(booking_id) <= set(CROCKFORD))


def test_reading_a_code_does_not_load_the_drawing_library() -> None:
    """Check-in and the citizens' routes do not pay for segno at their cold start."""
    script = "import sys; from antrean.tickets import qr; qr.booking_id_of('AP1'); sys.exit('segno' in sys.modules)"
    environment = {"PYTHONPATH": ":".join(sys.path)}
    subprocess.run([sys.executable, "-c", script], check=True, env=environment)
