"""The ticket: what is on it, that it can be read back, and that nothing a person is called can break it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from antrean.bookings.model import Applicant
from antrean.slots.model import Slot
from antrean.tickets import qr, ticket
from instruments.bookings import booking

ROOT: Final = Path(__file__).parents[2]

SVG = "{http://www.w3.org/2000/svg}"
NASTY = '<script>alert(1)</script> & "O\'Neil" ]]> &amp; '
NAMES = {
    "100 wide letters": "W" * 100,
    "100 letters in words": ("Raden Mas Suryaningrat Koesoemodiningrat " * 3)[:100],
    "markup": (NASTY * 3)[:100],
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466" * 14,
    "Arabic": ("\u0645\u062d\u0645\u062f \u0639\u0628\u062f \u0627\u0644\u0631\u062d\u0645\u0646 \ufdfd " * 5)[:100],
    "Chinese": "\u738b\u5c0f\u660e" * 33,
    "Javanese": ("\ua9a5\ua9a9\ua9ba\ua9a4\ua9c0 \ua997\ua9ae " * 11)[:100],
    "stacked accents": "Z" + "\u0301\u0316" * 49,
}


def parsed(svg: bytes) -> ET.Element:
    """The page as a tree; raises for what is not well-formed."""
    return ET.fromstring(svg)  # noqa: S314 - our own page; ElementTree loads no external entity


def texts(page: ET.Element) -> list[str]:
    """Every line of text of the page, title and description left out."""
    return ["".join(element.itertext()) for element in page.iter(f"{SVG}text")]


def painted(page: ET.Element) -> Image.Image:
    """The page's bars of the QR code on white, as a printer would put them on paper."""
    _, _, width, height = (int(number) for number in page.attrib["viewBox"].split())
    picture = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(picture)
    [path] = [element for element in page.iter(f"{SVG}path") if element.get("fill") == "#000"]
    bars = re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-\3z", path.attrib["d"])
    assert "".join(f"M{x} {y}h{w}v{h}h-{w}z" for x, y, w, h in bars) == path.attrib["d"]
    for x, y, across, down in (map(int, bar) for bar in bars):
        pen.rectangle((x, y, x + across - 1, y + down - 1), fill=0)
    return picture


def test_it_shows_where_when_who_and_in_which_order() -> None:
    """Office, date, window with its zone, names, relations, numbers, masked NIK and id are on the page."""
    shown = "\n".join(texts(parsed(ticket.svg(booking("Budi Santoso", "Siti Rahayu")))))
    for expected in (
        "Kantor Imigrasi",
        "Bogor",
        "Selasa, 8 Desember 2026",
        "09.01 sampai 10.00 WIB",
        "Sesi pagi",
        "Paspor baru",
        "Budi Santoso",
        "Diri sendiri",
        "A-007",
        "Siti Rahayu",
        "Suami atau istri",
        "A-008",
        "\u2022\u2022\u2022\u20224321",
        "7K3M 9QWE RTY2 PASD",
    ):
        assert expected in shown


@pytest.mark.parametrize(
    "address", ["Jl. Ahmad Yani 65", "Jl. Jenderal Ahmad Yani " * 4, "Jl. Ahmad Yani, " * 18, "W" * 300]
)
def test_it_shows_the_whole_address_of_the_office(address: str) -> None:
    """In its box below the office's name, and in the description; the day moves down and is there as ever."""
    page = parsed(ticket.svg(booking(), address))
    [box] = [box for box in page.findall(f"{SVG}svg") if _letters(box) == "".join(address.split())]
    assert all(0 < int(line.attrib["y"]) < int(box.attrib["height"]) for line in box.findall(f"{SVG}text"))
    assert f"Kantor Imigrasi Bogor, {address}." in (page[1].text or "")
    [day] = [box for box in page.findall(f"{SVG}svg") if "8Desember2026" in _letters(box)]
    assert int(box.attrib["y"]) + int(box.attrib["height"]) < int(day.attrib["y"])


def test_it_says_with_whom_children_come() -> None:
    """A child comes with both parents and a ward with the guardian, in both languages; others are told nothing."""
    family = booking("Budi Santoso", "Siti Rahayu", "Dewi Santoso")
    child = family.applicants[2]
    assert child.relation == "child"
    ward, gone = child._replace(relation="ward"), child._replace(presence="left")
    for person, said in [(child, (True, False)), (ward, (False, True)), (gone, (False, False))]:
        page = parsed(ticket.svg(family._replace(applicants=(*family.applicants[:2], person))))
        shown = " ".join(texts(page))
        for words in ("Anak datang bersama ayah dan ibunya", "Children come with both parents"):
            assert (words in shown) == said[0]
        for words in ("Anak dalam perwalian datang bersama walinya", "A child under guardianship comes with"):
            assert (words in shown) == said[1]
        described = page[1].text or ""
        assert ("ayah dan ibunya" in described, "bersama walinya" in described) == said


def _letters(box: ET.Element) -> str:
    """The text of a box without its white space."""
    return "".join("".join(box.itertext()).split())


def test_it_looks_like_the_site() -> None:
    """The logo is the site's, shape by shape, and every colour is one of the logo or of the style sheet."""
    drawn = ticket.svg(booking("Budi Santoso")).decode()
    logo = (ROOT / "website" / "icon.svg").read_text()
    shapes = re.findall(r"<(?:path|rect)[^>]*>", logo)
    assert len(shapes) == 3
    assert [shape for shape in shapes if shape not in drawn] == []
    known = logo + (ROOT / "website" / "style.css").read_text()
    colours = set(re.findall(r"#[0-9a-f]{6}\b", drawn))
    assert {each for each in colours if each not in known} == set()


def test_it_says_which_version_it_is() -> None:
    """So that two prints beside one another tell which is the newer one, and so does its code."""
    newer = booking("Budi Santoso", revision=2)
    assert "Versi 3, 1 Des, 10.00 WIB" in "\n".join(texts(parsed(ticket.svg(newer))))
    [found] = zxingcpp.read_barcodes(painted(parsed(ticket.svg(newer))))
    assert found.text == "AP17K3M9QWERTY2PASD2"


def test_its_code_is_read_back_as_the_booking() -> None:
    """A reader finds one QR code on the painted page, and in it the booking."""
    made = booking("Budi Santoso")
    [found] = zxingcpp.read_barcodes(painted(parsed(ticket.svg(made))))
    assert found.ec_level == "H"
    assert qr.read(found.text) == qr.Scanned(made.booking_id, qr.mark_of(made.revision))


def test_nothing_is_drawn_in_the_quiet_zone_of_its_code() -> None:
    """The frame of the code stands four modules away from the symbol, which is 25 modules wide."""
    page = parsed(ticket.svg(booking()))
    bars = painted(page).point(lambda value: 255 - value).getbbox()
    assert bars
    [frame] = [element.attrib for element in page.iter(f"{SVG}rect") if element.get("rx") == "12"]
    left, top, side = int(frame["x"]), int(frame["y"]), int(frame["width"])
    quiet = 4 * (side // (25 + 2 * 4))
    assert bars == (left + quiet, top + quiet, left + side - quiet, top + side - quiet)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_no_name_breaks_the_page_or_is_cut(name: str) -> None:
    """A name of 100 characters of any kind stays whole, inside its box and the page well-formed."""
    page = parsed(ticket.svg(booking(*[name] * 5)))
    visible = "".join(name.split())
    boxes = ["".join("".join(box.itertext()).split()) for box in page.findall(f"{SVG}svg")]
    assert boxes.count(visible) == 5
    for box in page.findall(f"{SVG}svg"):
        lines = box.findall(f"{SVG}text")
        assert all(0 < int(line.attrib["y"]) < int(box.attrib["height"]) for line in lines)


@given(st.text(min_size=1, max_size=100), st.text(min_size=1, max_size=60))
def test_any_text_makes_a_well_formed_page(name: str, office_name: str) -> None:
    """Even what the rules would not let in (control characters, half surrogates) makes a page that opens."""
    page = parsed(ticket.svg(booking(name, office_name=office_name)))
    assert {element.tag.removeprefix(SVG) for element in page.iter()} == {
        "svg",
        "title",
        "desc",
        "rect",
        "g",
        "path",
        "text",
        "tspan",
    }


def test_it_loads_nothing() -> None:
    """No script, style, link or picture, and no address but the name of SVG, whatever people are called."""
    svg = ticket.svg(booking(NASTY, office_name="url(https://example.org/x)")).decode()
    page = parsed(svg.encode())
    assert not {"script", "style", "image", "use", "a", "foreignObject"} & {
        element.tag.removeprefix(SVG) for element in page.iter()
    }
    attributes = [(name, value) for element in page.iter() for name, value in element.attrib.items()]
    assert not [pair for pair in attributes if pair[0].startswith("on") or "href" in pair[0] or "url(" in pair[1]]


def test_a_screen_reader_gets_all_of_it() -> None:
    """The page is an image whose title and description hold what it shows, marked as Indonesian."""
    page = parsed(ticket.svg(booking("Budi Santoso", "Siti & Rahayu")))
    assert page.attrib["role"] == "img"
    assert page.attrib["lang"] == "id"
    title, description = page[0], page[1]
    assert page.attrib["aria-labelledby"].split() == [title.attrib["id"], description.attrib["id"]]
    for expected in (
        "Kantor Imigrasi Bogor",
        "Selasa, 8 Desember 2026",
        "WIB",
        "Siti & Rahayu",
        "A-008",
        "7K3M",
    ):
        assert expected in (description.text or "")


def test_the_title_names_nobody() -> None:
    """The title ends up in histories and tabs, so it holds no names."""
    assert "Budi" not in (parsed(ticket.svg(booking("Budi")))[0].text or "")


def test_a_move_shows_the_new_slot() -> None:
    """After a move the page says so and shows the slot that counts now."""
    moved = booking(
        slot=Slot("denpasar", date(2026, 12, 15), "afternoon"),
        office_name="Kantor Imigrasi Denpasar",
        timezone="Asia/Makassar",
        arrive_from="13:00",
        arrive_until="14:00",
        prefix="B",
        moved=True,
        revision=2,
    )
    shown = "\n".join(texts(parsed(ticket.svg(moved))))
    for expected in ("Jadwal baru", "Denpasar", "Selasa, 15 Desember 2026", "13.00 sampai 14.00 WITA", "B-007"):
        assert expected in shown


def test_queue_numbers_beyond_999_fit() -> None:
    """A slot of thousands of seats is set smaller, not wider."""
    crowd = Applicant("self", "Budi", "v1.key", "4321", 12_345)
    page = parsed(ticket.svg(booking(applicants=(crowd,), prefix="PAGI")))
    [size] = [int(line.attrib["font-size"]) for line in page.iter(f"{SVG}text") if line.text == "PAGI-12345"]
    assert size < 40


def test_it_holds_no_keyed_hash() -> None:
    """Of a NIK the page has the last four digits only."""
    assert b"v1.key" not in ticket.svg(booking())


def test_it_is_the_same_bytes_in_another_process() -> None:
    """Time zone, locale and hash seed of the machine make no difference."""
    script = (
        "import sys; from antrean.tickets import ticket; from instruments.bookings import booking;"
        "sys.stdout.buffer.write(ticket.svg(booking('Budi', '\\u00c9\\u738b')))"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": ":".join(path or "." for path in sys.path),
        "PYTHONHASHSEED": "7",
        "TZ": "America/Lima",
        "LC_ALL": "C",
    }
    other = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, env=environment)
    assert other.stdout == ticket.svg(booking("Budi", "\u00c9\u738b"))
