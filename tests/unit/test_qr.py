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
from antrean.tickets.words import grouped

BOOKING_ID = "7K3M9QWERTY2PASD"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def test_png_is_read_back_as_the_booking() -> None:
    """A reader finds one full QR code at level H in the picture, and in it the booking."""
    for revision, text in ((None, "AP17K3M9QWERTY2PASD"), (3, "AP17K3M9QWERTY2PASD3"), (31, "AP17K3M9QWERTY2PASDZ")):
        picture = Image.open(io.BytesIO(qr.png(BOOKING_ID, revision)))
        [found] = zxingcpp.read_barcodes(picture)
        assert found.format == zxingcpp.BarcodeFormat.QRCode
        assert found.ec_level == "H"
        assert found.text == text


def test_png_survives_a_stain() -> None:
    """Level H is worth its modules: a blot on a sixteenth of the symbol does not stop the reader."""
    picture = Image.open(io.BytesIO(qr.png(BOOKING_ID))).convert("L")
    start, side = picture.width * 2 // 5, picture.width // 5
    picture.paste(128, (start, start, start + side, start + side))
    [found] = zxingcpp.read_barcodes(picture)
    assert qr.read(found.text) == qr.Scanned(BOOKING_ID, None)


def test_png_has_its_quiet_zone() -> None:
    """Four light modules surround the symbol, or readers miss it on a dark screen."""
    picture = Image.open(io.BytesIO(qr.png(BOOKING_ID))).convert("L")
    module = picture.width // (25 + 2 * 4)
    dark = picture.point(lambda value: 255 - value).getbbox()
    quiet = 4 * module
    assert dark == (quiet, quiet, picture.width - quiet, picture.height - quiet)


@given(st.text(CROCKFORD, min_size=16, max_size=16), st.none() | st.integers(0, 40))
def test_every_id_makes_a_code_of_one_size(booking_id: str, revision: int | None) -> None:
    """Every id fits version 2 (25 modules), so the ticket can be laid out without looking at the code."""
    symbol = qr.modules(booking_id, revision)
    assert len(symbol) == 25
    assert {len(row) for row in symbol} == {25}


@pytest.mark.parametrize(
    "code",
    [
        f"AP1{BOOKING_ID}",
        f"ap1{BOOKING_ID.lower()}",
        f" \tAP1{BOOKING_ID}\r\n",
        f"\u00a0Ap1{BOOKING_ID}",
        f"]Q1AP1{BOOKING_ID}",
        f"\x02]Q3AP1{BOOKING_ID}\x03\r\n",
        f"AP1{BOOKING_ID}\x1d\x04",
        f"\ufeffAP1{BOOKING_ID}\u200b",
        f"]L0AP1{BOOKING_ID}",
        f"]I0{BOOKING_ID}",
        f"]d2AP1{BOOKING_ID}",
        f'"AP1{BOOKING_ID}"',
        f"'{BOOKING_ID}'",
        f"\u201cAP1{BOOKING_ID}\u201d",
        f"AP1{BOOKING_ID};",
        f"*AP1{BOOKING_ID}*",
        f"]A0*AP1{BOOKING_ID}*\r\n",
        f'"]Q1AP1{BOOKING_ID}",',
    ],
)
def test_scanned_code_is_read(code: str) -> None:
    """Lower case, and what scanners add around it, do not matter: blanks, controls, quotes, the kind of symbol."""
    assert qr.read(code) == qr.Scanned(BOOKING_ID, None)


@pytest.mark.parametrize(
    "code",
    [
        grouped(BOOKING_ID),
        BOOKING_ID,
        f"AP1 {grouped(BOOKING_ID)}",
        f" {grouped(BOOKING_ID).lower()}\n",
        grouped(BOOKING_ID).replace(" ", "-"),
        grouped(BOOKING_ID).replace(" ", "\u00a0"),
        grouped(BOOKING_ID).replace(" ", "\u2011"),
        f"Kode: {grouped(BOOKING_ID)}",
        f"kode: {grouped(BOOKING_ID)}\n",
        f"Booking code: {grouped(BOOKING_ID)}",
    ],
)
def test_printed_code_is_read(code: str) -> None:
    """Whatever we show, the counter takes: in groups as it is printed, without AP1, and the line that shows it."""
    assert qr.read(code) == qr.Scanned(BOOKING_ID, None)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "AP1",
        f"AP2{BOOKING_ID}",
        f"AP1{BOOKING_ID}00",
        f"AP1{BOOKING_ID}U",
        f"{BOOKING_ID}0",
        f"AP1{BOOKING_ID[:-1]}",
        f"AP1{BOOKING_ID}\nAP1{BOOKING_ID}",
        "AP1" + "U" * 16,
        "AP1" + "\u017f" * 16,
        "AP1" + "\u0663" * 16,
        f"https://example.org/?code=AP1{BOOKING_ID}",
        f"]]{BOOKING_ID}",
        f"]Q1]Q1AP1{BOOKING_ID}",
        f"]Q{BOOKING_ID}",
        f"KODE{BOOKING_ID}",
        f"Kode: Kode: {BOOKING_ID}",
        f"NIK: {BOOKING_ID}",
        f"*{BOOKING_ID[:8]}*{BOOKING_ID[8:]}*",
        f"{BOOKING_ID};{BOOKING_ID}",
    ],
)
def test_other_codes_are_refused(code: str) -> None:
    """Anything else is nobody's booking: other formats, the letter U, digits of other scripts."""
    assert qr.read(code) is None


def test_letters_that_look_like_digits_are_digits() -> None:
    """Crockford's base32 has no I, L and O, so whoever types them means 1 and 0; an id may itself begin with AP1."""
    assert qr.read("API 7K3M 9QWE RTY2 PASD") == qr.Scanned(BOOKING_ID, None)
    assert qr.read("oO0i IlL1 2345 6789") == qr.Scanned("0001111123456789", None)
    assert qr.read("AP17 K3M9 QWER TY2P") == qr.Scanned("AP17K3M9QWERTY2P", None)


def test_a_code_may_bear_a_mark() -> None:
    """One letter behind the id, in any case; codes without one are read as ever."""
    assert qr.read(f"AP1{BOOKING_ID}2") == qr.Scanned(BOOKING_ID, "2")
    assert qr.read(f" ap1{BOOKING_ID.lower()}z\n") == qr.Scanned(BOOKING_ID, "Z")
    assert qr.read(f"AP1{BOOKING_ID}") == qr.read(BOOKING_ID) == qr.Scanned(BOOKING_ID, None)
    assert qr.read("AP17K3M9QWERTY2P") == qr.Scanned("AP17K3M9QWERTY2P", None)


def test_every_revision_has_another_mark_than_the_ones_around_it() -> None:
    """32 letters, one after another: a booking has room for no more changes than that."""
    assert [qr.mark_of(revision) for revision in range(33)] == [*CROCKFORD, "0"]
    assert not qr.Scanned(BOOKING_ID, "1").is_older_than(1)
    assert qr.Scanned(BOOKING_ID, "1").is_older_than(2)
    assert not qr.Scanned(BOOKING_ID, None).is_older_than(2)


@given(st.text())
def test_no_text_breaks_the_reader(code: str) -> None:
    """Whatever is scanned, the answer is an id of the right form or None."""
    scanned = qr.read(code)
    assert scanned is None or (len(scanned.booking_id) == 16 and set(scanned.booking_id) <= set(CROCKFORD))


def test_reading_a_code_does_not_load_the_drawing_library() -> None:
    """Check-in and the citizens' routes do not pay for segno at their cold start."""
    script = "import sys; from antrean.tickets import qr; qr.read('AP1'); sys.exit('segno' in sys.modules)"
    environment = {"PYTHONPATH": ":".join(sys.path)}
    subprocess.run([sys.executable, "-c", script], check=True, env=environment)
