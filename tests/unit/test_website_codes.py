"""The door's page reads the code of a ticket as the API does: the same texts, the same answers."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Final

import pytest

from antrean.tickets.qr import mark_of, payload, read
from tests.unit.test_website_judges import by_the_page, every_character

ID: Final = "4RSYHXYF836WNPV0"
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
WHOLE: Final = [
    ID,
    payload(ID),
    "AP1 4RSY HXYF 836W NPV0",
    "ap1-4rsy-hxyf-836w-npv0",
    "API4RSYHXYF836WNPVO",
    "4RSY HXYF 836W NPVU",
    f"]Q1{payload(ID)}",
    f"\x02]Q3{payload(ID)}\x03\r\n",
    f"]q1*{payload(ID)}*",
    f"Kode: {ID}",
    f"booking code: AP1 {ID}",
    f"\u201c{payload(ID)}\u201d;",
    f'"]Q1{payload(ID)}"',
    f"AP1AP1{ID}",
    f"AP1{ID[3:]}",
    f"AP1{ID}0",
    f"ap1{ID}k",
    f"AP1{ID}o",
    f"AP1{ID}U",
    f"AP1{ID}00",
    f"{ID}0",
    ID[1:],
    "",
    "AP1",
    "https://contoh.id/AP1",
]


def asked() -> list[str]:
    """Codes as they come, each with every character somewhere in it, and random ones with letters that look alike."""
    draw = random.Random(14)
    mixed = [code for char in every_character() for code in (ID[:4] + char + ID[4:], f"{char}AP1{ID}{char}")]
    drawn = ["".join(draw.choices(ALPHABET + "ILOUilo -", k=draw.randrange(14, 24))) for _ in range(4000)]
    replaced = [ID[:place] + char + ID[place + 1 :] for place in range(16) for char in "ILOUilou\u017f\u0130!"]
    return [*WHOLE, *mixed, *drawn, *replaced]


def said(text: str) -> str | None:
    """What the API reads in a code: the id of the booking, and the mark of a revision behind it."""
    scanned = read(text)
    return scanned and scanned.booking_id + (scanned.mark or "")


@pytest.fixture(scope="module")
def both() -> list[tuple[str, str | None, str | None]]:
    """Each text with what the page and what the API reads in it."""
    texts = asked()
    return [
        (text, page, said(text)) for text, page in zip(texts, by_the_page({"ticket": texts})["ticket"], strict=True)
    ]


def test_page_and_api_read_alike(both: list[tuple[str, str | None, str | None]]) -> None:
    """What the door asks the API for is what the API would read itself."""
    assert [(text, page, api) for text, page, api in both if page != api] == []


def test_both_answers_are_among_them(both: list[tuple[str, str | None, str | None]]) -> None:
    """A comparison of refusals alone, or of good codes alone, would show nothing."""
    good = sum(page is not None for _, page, _ in both)
    assert min(good, len(both) - good) > 100


def test_the_code_on_the_screen_has_the_letter_of_the_picture() -> None:
    """For each revision; else the door would call every ticket on a screen an old one."""
    page = Path(__file__).resolve().parents[2] / "website" / "pages" / "bookings" / "qr.js"
    [marks] = re.findall(r'const MARKS = "(\w+)";', page.read_text())
    assert list(marks) == [mark_of(revision) for revision in range(len(marks))]
    assert mark_of(len(marks)) == marks[0]
    assert "${MARKS[(revision ?? NaN) % MARKS.length]" in page.read_text()
