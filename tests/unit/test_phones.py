"""Telephone numbers: every way of writing one ends in one E.164 number, or in a sentence that says what is expected."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Final

import phonenumbers
import pytest
from phonenumbers.data import _COUNTRY_CODE_TO_REGION_CODE as COUNTRIES
from phonenumbers.phonemetadata import PhoneMetadata

from antrean.people.phone import PhoneError, e164

JAKARTA: Final = "+62215703018"
SITI: Final = "+6281234567890"
PERSONS: Final = {
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.FIXED_LINE,
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
}
"""What the library calls the telephones that people have; others answer for a price or at a call centre."""


def read(written: str) -> str | None:
    """The number that is kept, or None for a refusal."""
    try:
        return e164(written)
    except PhoneError:
        return None


@pytest.mark.parametrize(
    "written",
    [
        "081234567890",
        "0812 3456 7890",
        "0812-3456-7890",
        "(0812) 345-678.90",
        "0812/34567890",
        "+62 812-3456-7890",
        "+62 (0)812-3456-7890",
        "+62 0812 3456 7890",
        "(+62) 812 3456 7890",
        "(62) 812 3456 7890",
        "6281234567890",
        "62081234567890",
        "0062 812 3456 7890",
        "81234567890",
        "812-3456-7890",
        " 0812\u00a03456\u00a07890\n",
        "\u202a+62 812\u20113456\u20117890\u202c",
        "0812\u2013\u200b3456\u20127890\ufeff",
    ],
)
def test_a_number_of_indonesia_is_one_number(written: str) -> None:
    """With 0, 62, +62, 0062 or nothing before it, and whatever stands between the digits, it is the same number."""
    assert read(written) == SITI


@pytest.mark.parametrize(
    "written", ["(021) 570-3018", "021 5703018", "+62 21 5703018", "+62 (021) 5703018", "62215703018"]
)
def test_a_fixed_line_is_one_number(written: str) -> None:
    """An area code stands behind a 0 or behind 62; alone it would be any number."""
    assert read(written) == JAKARTA
    assert read("21 5703018") is None


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("+65 8123 4567", "+6581234567"),
        ("0065 8123 4567", "+6581234567"),
        ("+60 12-345 6789", "+60123456789"),
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("+49 (0) 30 123456", "+4930123456"),
        ("+39 06 6982", "+39066982"),
        ("+39 (0)6 6982 1234", "+390669821234"),
        ("+683 4002", "+6834002"),
        ("+7 8 912 345 67 89", "+79123456789"),
        ("+7 800 555 35 35", "+78005553535"),
        ("+36 06 20 123 4567", "+36201234567"),
        ("+375 8 029 123 45 67", "+375291234567"),
        ("+375 8 29 123 45 67", "+375291234567"),
        ("+375 029 123 45 67", "+375291234567"),
        ("+375 801 100 11 11", "+3758011001111"),
        ("+370 8 612 34567", "+37061234567"),
        ("+692 1 234 5678", "+6922345678"),
        ("+57 0 300 123 4567", "+573001234567"),
        ("+57 03 300 123 4567", "+573001234567"),
        ("+82 010-1234-5678", "+821012345678"),
        ("+82 082-10-1234-5678", "+821012345678"),
        ("+82 080-123-4567", "+82801234567"),
        ("+993 8 12 345678", "+99312345678"),
        ("+1 1 212 555 0100", "+12125550100"),
        ("+1 212 555", None),
        ("+7 0 912 345 67 89", None),
        ("+65 123456789012", None),
        ("+62 0 9123", None),
        ("+49 301 2345 6789 01", "+493012345678901"),
        ("+49 301 2345 6789 012", None),
        ("+1 212 555 01O0", None),
        ("+1234567890123456", None),
        ("+683 400", None),
        ("+44 00 20 7946 0958", None),
        ("+210 1234567", None),
        ("+0812 3456 7890", None),
        ("001 65 8123 4567", None),
        ("007 1234567890", None),
        ("008 52 1234 5678", None),
        ("009 1234567890", None),
        ("6581234567", None),
        ("442079460958", None),
    ],
)
def test_a_number_of_another_country_begins_with_its_code(written: str, kept: str | None) -> None:
    """What is dialled before it within its country goes; a country that there is, and a length that it has."""
    assert read(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "",
        "0",
        "+",
        "nol delapan",
        "0812",
        "08123456",
        "08123456789012",
        "0812x34567890",
        "08123+8123",
        "++6281234567890",
        "081234567890 / 081234567891",
        "021 5703018 ext 12",
        "0841234567",
        "0123456789",
        "0800 1234567",
        "1500123",
        "062 812 3456 7890",
        "\u0660\u0668\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668",
    ],
)
def test_what_is_no_number_of_a_person_is_refused(written: str) -> None:
    """Too short, too long, two at once, a call centre's, or no digits at all: the sentence says what is expected."""
    with pytest.raises(PhoneError, match=r"081234567890 or \+6281234567890.*another country begins with \+"):
        e164(written)


def by_the_library(written: str) -> str | None:
    """The E.164 number of a person that Google's libphonenumber reads, called from Indonesia."""
    try:
        number = phonenumbers.parse(written, "ID")
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.number_type(number) not in PERSONS:
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def national_numbers() -> Iterator[str]:
    """Numbers of every length behind every three digits that can begin one."""
    for begin in map("".join, product("23456789", "0123456789", "0123456789")):
        for length in range(6, 14):
            yield begin + "1234567890"[: length - len(begin)]


def test_numbers_of_indonesia_are_those_of_the_library() -> None:
    """Each area code and each mobile prefix is taken with each length that it has, and with no other."""
    differing = {
        number: (read(f"0{number}"), expected)
        for number in national_numbers()
        if read(f"0{number}") != (expected := by_the_library(f"+62{number}"))
    }
    assert differing == {}
    assert sum(read(f"0{number}") is not None for number in national_numbers()) > 1000


def examples(kind: str) -> Iterator[tuple[int, str]]:
    """An example of the library for each country, as a country code and the national number."""
    for code, regions in COUNTRIES.items():
        for region in regions:
            metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, region)
            described = getattr(metadata, kind)
            if described and described.example_number:
                yield code, described.example_number


@pytest.mark.parametrize("kind", ["mobile", "fixed_line"])
def test_each_country_has_numbers_that_are_taken(kind: str) -> None:
    """The library's example of each country is kept as it is, also with the 0 of calls from within before it."""
    found = list(examples(kind))
    assert len(found) > 200
    for code, number in found:
        assert read(f"+{code} {number}") == f"+{code}{number}"
        if not number.startswith("0"):
            kept = by_the_library(f"+{code}{number}")
            assert read(f"+{code} {number}") == (kept or f"+{code}{number}")


def test_the_country_codes_are_those_in_use() -> None:
    """No code of the library's list is missing, and no other is taken."""
    taken = {first for first in range(100, 1000) if any(read(f"+{first}{'2' * more}") for more in range(4, 13))}
    begun = {first for first in range(100, 1000) if any(str(first).startswith(str(code)) for code in COUNTRIES)}
    # a number of Indonesia is judged by its plan; in America, Hungary and Russia no number begins with a 0
    assert taken | {*range(620, 630), *range(100, 110), 360, *range(700, 710)} == begun


def test_the_zero_is_dialled_where_numbers_begin_with_it() -> None:
    """Elsewhere it is left out; countries whose numbers begin with it are those of the library."""
    dialled = {code for kind in ("mobile", "fixed_line") for code, number in examples(kind) if number.startswith("0")}
    kept = {code for code in COUNTRIES if any(read(number) == number for number in begun(code, "0"))}
    assert kept == dialled


def begun(code: int, digits: str) -> list[str]:
    """Numbers of every length that begin with a country code and these digits."""
    return [f"+{code}{digits}{'2' * more}" for more in range(15)]


def is_possible(number: str) -> bool:
    """Whether the library calls a number possible also from abroad, and E.164 has room for it."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return False
    judged = phonenumbers.is_possible_number_with_reason(parsed)
    # The library parses the number: what it takes away before judging must not make this one possible.
    kept = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) == number
    return judged == phonenumbers.ValidationResult.IS_POSSIBLE and kept and len(number) <= len("+") + 15


def test_every_country_has_the_lengths_of_the_library() -> None:
    """Numbers of a length that the library calls possible are kept, and no others; of Indonesia the plan decides."""
    numbers = [number for code in COUNTRIES if code != 62 for number in begun(code, "2")]
    assert [number for number in numbers if (read(number) == number) != is_possible(number)] == []
    assert sum(map(is_possible, numbers)) > 400


def test_what_is_dialled_within_a_country_is_never_kept() -> None:
    """The library's prefix for calls from within is taken away, or the number is refused: nothing else is stored."""
    found = 0
    for kind in ("mobile", "fixed_line"):
        for code, number in examples(kind):
            metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, COUNTRIES[code][0])
            if metadata and (prefix := metadata.national_prefix):
                assert read(f"+{code} {prefix} {number}") == f"+{code}{number}"
                found += 1
    assert found > 200
