"""The website's pages clean and judge what people type as the API does: the same texts, the same answers."""

from __future__ import annotations

import json
import random
import subprocess
import unicodedata
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from antrean.people.fields import Email, FullName, NikText, Phone
from antrean.proofs.fields import CodeText, Password
from antrean.proofs.passwords import words
from tests.support import bad_values

ROOT: Final = Path(__file__).parents[2]
COMMON: Final = sorted(words())
JUDGES: Final[dict[str, TypeAdapter[str]]] = {
    kind: TypeAdapter(Annotated[form, Field(strict=True)])
    for kind, form in {
        "name": FullName,
        "nik": NikText,
        "phone": Phone,
        "email": Email,
        "code": CodeText,
        "password": Password,
    }.items()
}
NIK: Final = "32" + "99" + "01" + "170590" + "1234"
GOOD: Final = {
    "name": "Siti Rahayu",
    "nik": NIK,
    "phone": "081234567890",
    "email": "siti.rahayu@contoh.co.id",
    "code": "K7QP-2M4X",
    "password": "kereta api malam",
}
MORE: Final = {
    "name": [
        "e\u0301" * 100,
        "𐐀" * 9,
        "𠀀" * 100,
        "🛂" * 60,
        "www.x",
        "aa.id",
        "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627",
        "Sq\u0322\u0322\u0322",
        "S 1 2 3 4 5 6",
        "t.me/paspor",
        "Muh.Id",
        "Muh.Id/a",
        "muh.id",
        "x.Id.com",
        "Siti, S.H/M.H",
        "\U00010400.\U00010400/a",
        "\u0f40\u0f0b\u200c\u0f40",
        "\u1e9b\u0323\u064e\xad\u200d\u0915",
        "a\u0307\u200d\u064e\u200d\u064e\u200d\u0915",
    ],
    "nik": [f"{province:02d}{NIK[2:]}" for province in range(100)]
    + [f"{NIK[:6]}{day:02d}{month:02d}{year}1234" for day in range(100) for month in range(14) for year in ("00", "23")]
    + [f"{NIK[:2]}00{NIK[4:]}", f"{NIK[:4]}00{NIK[6:]}", f"{NIK[:12]}0000", " - ".join(NIK)],
    "phone": [
        "+62 (0)812-3456-7890",
        "6281234567890",
        "0062 812 3456 7890",
        "001 65 8123 4567",
        "+44 (0)20 7946 0958",
        "+39 06 6982",
        "+7 8 912 345 67 89",
        "+7 800 555 35 35",
        "+36 06 20 123 4567",
        "+375 8 029 123 45 67",
        "+375 8 29 123 45 67",
        "+370 8 612 34567",
        "+57 0 300 123 4567",
        "+57 03 300 123 4567",
        "+82 082-10-1234-5678",
        "+1 1 212 555 0100",
        "+1 212 555",
        "+65 123456789012",
        *(f"+{code}{'2' * more}" for code in (1, 7, 36, 44, 65, 375, 852, 993) for more in range(3, 16)),
        "+4400123456",
        "(021) 5703018",
        "(((0812/3456)7890",
        "+",
        "++62812345678",
    ],
    "email": [
        "siti.@docomo.ne.jp",
        "siti..a@docomo.ne.jp",
        ".siti@contoh.id",
        f"{'a' * 64}@{'b' * 60}.id",
        f"{'a' * 65}@contoh.id",
        f"{'a' * 64}@{'b' * 61}.id",
        " SITI@Contoh.ID\r\n",
        "siti@contoh",
        "siti@-contoh.id",
        "a'b+c_d-e@sub.contoh.id",
    ],
    "code": [
        "K7QP 2M4X",
        "k7qp\u20132m4x",
        "O1Il-0000",
        "K7QP2M4",
        "K7QP2M4XX",
        "K7QP2M4U",
        "K7QP2M4\u0131",
        "K7QP2M\u00df",
        "\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668",
    ],
    "password": [
        "kucing tid",
        "kucing ti",
        *("kereta" + " api malam" * 13 + "x" * more for more in range(-10, 10)),
        "🛂🚪🚗🚌🚎🚒🚑🚓🚕🚖",
        "🛂🚪🚗🚌🚎🚒🚑🚓🚕",
        "🛂" * 10,
        "e\u0301" * 9,
        "\ufb01kor kecil",
        " " * 12,
        *COMMON,
        *(
            f"{before}{word}{behind}"
            for word in COMMON
            for before, behind in (("", "2026"), ("2026!", ""), ("ab", "cd"))
        ),
        "1234567890",
        "0987654321",
        "210987654321",
        "abcdefghijk",
        "kjihgfedcba",
        "202620262026",
        "2026202620261",
        "20262026x",
        "🛂🚪🛂🚪🛂🚪🛂🚪🛂🚪",
        "x123456789",
        "123456789 kucing",
        "PASSWORD 2026",
        "\u0130ndonesia12",
        "\u212aucing tidur",
        "pa\u00dfwort 2026",
    ],
}
BAD: Final = {
    "name": bad_values.NAME,
    "nik": bad_values.NIK,
    "phone": bad_values.PHONE,
    "email": bad_values.EMAIL,
    "code": bad_values.CODE,
    "password": bad_values.PASSWORD,
}


def by_the_api(kind: str, text: str) -> str | None:
    """What the API makes of a text, or None for a refusal."""
    try:
        return JUDGES[kind].validate_python(text)
    except ValidationError:
        return None


def by_the_page(asked: dict[str, list[str]]) -> dict[str, list[str | None]]:
    """What the website makes of texts."""
    done = subprocess.run(
        ["local/setup/npm.sh", "node", "tests/website/judged.mjs"],
        cwd=ROOT,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    answer: dict[str, list[str | None]] = json.loads(done.stdout)
    return answer


@cache
def every_character() -> list[str]:
    """Every character that this Python knows, but for halves of characters and for ideographs that are like others."""
    blocks = [
        range(0x3400),
        range(0x4DB0, 0x4E10),
        range(0x9FF0, 0xAC10),
        range(0xD790, 0xD800),
        range(0xDFFF, 0xE010),
        range(0xF8F0, 0x12000),
        range(0x16000, 0x17000),
        range(0x1B000, 0x20010),
        range(0xE0000, 0xE0200),
    ]
    known = [char for block in blocks for char in map(chr, block)]
    return [char for char in known if unicodedata.category(char) not in ("Cs", "Cn")]


def phones() -> list[str]:
    """Numbers with every beginning of four digits, and of many lengths."""
    draw = random.Random(62)
    begins = [f"{sign}{begin}" for begin in range(1000) for sign in ("0", "+", "", "62", "+62", "00", "+620")]
    return [begin + "".join(draw.choices("0123456789", k=draw.randrange(2, 12))) for begin in begins for _ in range(3)]


@cache
def texts() -> dict[str, list[str]]:
    """What both are asked: good and bad texts, and each with every character somewhere in it."""
    asked = {}
    for kind, good in GOOD.items():
        bad = [value for value in BAD[kind].values() if isinstance(value, str)]
        half = len(good) // 2
        mixed = [good[:half] + char + good[half:] for char in every_character()]
        around = [char + good + char for char in every_character()]
        asked[kind] = [good, *MORE[kind], *bad, *mixed, *around]
    asked["phone"] += phones()
    return asked


@pytest.fixture(scope="module")
def judged() -> dict[str, list[str | None]]:
    """What the website makes of all of them."""
    return by_the_page(texts())


@pytest.mark.parametrize("kind", GOOD)
def test_page_and_api_judge_alike(kind: str, judged: dict[str, list[str | None]]) -> None:
    """What the page sends is what the API keeps, and what the API refuses the page refuses before it asks."""
    differing = {
        text: (page, api)
        for text, page in zip(texts()[kind], judged[kind], strict=True)
        if page != (api := by_the_api(kind, text))
    }
    assert differing == {}


@pytest.mark.parametrize("kind", GOOD)
def test_both_answers_are_among_them(kind: str, judged: dict[str, list[str | None]]) -> None:
    """A comparison of refusals alone, or of good texts alone, would show nothing."""
    taken: list[Any] = [each is not None for each in judged[kind]]
    assert min(taken.count(True), taken.count(False)) > 100
