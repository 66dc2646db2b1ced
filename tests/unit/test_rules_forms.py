"""Rules of what people and operators enter that a plain example of a form shows."""

from __future__ import annotations

import json
import unicodedata
from datetime import date

import pytest
from pydantic import BaseModel, ValidationError

from antrean.bookings.forms import AddedApplicants, Person
from antrean.http.forms import Query
from antrean.offices.forms import OfficesQuery
from antrean.people.forms import Confirmation
from antrean.slots.forms import NearestQuery
from antrean.slots.quota_forms import QuotaChange
from instruments.replay.people import KATA_SANDI, family, sign_up_form

SECRET = "A" * 32
LONG = (
    "kata yang tidak berulang itu lebih baik bagi kita semua, "
    "sebab siapa pun sulit menebak kalimat sepanjang ini, walau ia mencoba tiap hari."
)


def takes(model: type[BaseModel], **values: object) -> bool:
    """Tell whether a form takes these values as JSON writes them."""
    try:
        model.model_validate_json(json.dumps(values))
    except ValidationError:
        return False
    return True


def signs_up(**values: object) -> bool:
    """Tell whether the form of a sign-up takes these values."""
    try:
        sign_up_form(**values)  # type: ignore[arg-type]
    except ValidationError:
        return False
    return True


def confirmation(**values: object) -> Confirmation:
    """Return the form of a confirmation with these values."""
    form = {"secret": SECRET, "code": "K7QP-2M4X", "password": KATA_SANDI}
    return Confirmation.model_validate_json(json.dumps(form | values))


def confirms(**values: object) -> bool:
    """Tell whether the form of a confirmation takes these values."""
    try:
        confirmation(**values)
    except ValidationError:
        return False
    return True


def test_null_confirms_nothing() -> None:
    """Generated clients for Dart send null for what is left out; a mismatch is confirmed by true alone."""
    for given, confirmed in ((None, False), (False, False), (True, True)):
        body = json.dumps({"relation": "self", "nik_mismatch_confirmed": given})
        assert Person.model_validate_json(body).nik_mismatch_confirmed is confirmed
    assert Person.model_validate_json('{"relation": "self"}').nik_mismatch_confirmed is False
    assert signs_up(nik_mismatch_confirmed=None)
    assert not takes(Person, relation="self", nik_mismatch_confirmed="true")


def test_60_point_0_is_60() -> None:
    """JSON has one kind of number."""
    change = QuotaChange.model_validate_json('{"capacity": 60.0, "reason": "lebih"}')
    assert change.capacity == 60
    assert not takes(QuotaChange, capacity=60.5, reason="lebih")
    assert not takes(QuotaChange, capacity="60", reason="lebih")


@pytest.mark.parametrize("number", ["1.0", "+1", " 1", "1_0", "\N{ARABIC-INDIC DIGIT ONE}"])
def test_a_number_of_a_query_is_digits(number: str) -> None:
    """A sign, a point, blanks, an underscore and digits of other scripts are refused."""
    assert NearestQuery.model_validate({"people": "1"}).people == 1
    with pytest.raises(ValidationError):
        NearestQuery.model_validate({"people": number})


def test_a_name_has_100_characters_a_letter_and_few_digits() -> None:
    """Five digits are taken, however set apart; six could be a part of a NIK."""
    for good in ("A", "a" * 100, "Siti 12345", "José"):
        assert signs_up(full_name=good)
    for bad in ("", " ", "a" * 101, "12", "Siti 123456", "S1i2t3i4 5 6"):
        assert not signs_up(full_name=bad)


def test_a_name_is_normalised() -> None:
    """Letters are composed (NFC), and blanks are single and not at the ends."""
    assert sign_up_form(full_name="  Jose\N{COMBINING ACUTE ACCENT}   Rizal ").full_name == "José Rizal"


@pytest.mark.parametrize(
    ("char", "taken"),
    [
        ("\n", False),
        ("\x00", False),
        ("\x85", False),
        ("\ue000", False),  # private
        ("\u0378", False),  # unassigned
        ("\u202e", True),  # turns the direction of writing; it is left out
        ("\u200c", True),
        ("\u200d", True),
        ("\N{APOSTROPHE}", True),
    ],
)
def test_a_text_has_no_control_characters(char: str, *, taken: bool) -> None:
    """Nothing that a screen or a printer would obey or not know. Blanks alone are no text."""
    assert signs_up(full_name=f"Si{char}ti") is taken
    assert takes(QuotaChange, capacity=1, reason=f"Lebih{char} banyak") is taken
    assert not takes(QuotaChange, capacity=1, reason="  ")


def test_an_e_mail_address_is_ascii_and_short() -> None:
    """64 characters before the @ and 128 in all."""
    label = "b" * 60
    longest = f"{'a' * 64}@{label}.id"
    assert len(longest) == 128
    assert sign_up_form(email=longest).email == longest
    assert signs_up(email="a_b+c.d-e'f@sub.contoh.id")
    for bad in (f"{'a' * 64}@{label}b.id", f"{'a' * 65}@contoh.id", "sití@contoh.id", "siti@contoh", "siti@@contoh.id"):
        assert not signs_up(email=bad)
    for bad in ("siti", ".siti@contoh.id", "si..ti@contoh.id", "si ti@contoh.id", "siti@-contoh.id", "siti@x.id\x00"):
        assert not signs_up(email=bad)


def test_a_mailbox_may_end_with_a_point() -> None:
    """Those of a Japanese telephone company do, and the user pool takes them."""
    assert sign_up_form(email="siti.@docomo.ne.jp").email == "siti.@docomo.ne.jp"


@pytest.mark.parametrize(
    "written", ["\ufeffsiti@contoh.id\n", "\u202asi\u200bti@contoh.id\u202c", "siti@contoh.id\u00a0"]
)
def test_what_pasting_brings_is_no_part_of_an_address(written: str) -> None:
    """No-break spaces and line ends around it, and what nobody sees in it, are left out; hyphens are plain."""
    assert sign_up_form(email=written).email == "siti@contoh.id"
    assert sign_up_form(email="siti@nur\u2011aini.id").email == "siti@nur-aini.id"


def test_an_e_mail_address_is_written_small() -> None:
    """One mailbox is one address, whatever the case, and blanks around it are no part of it."""
    assert sign_up_form(email=" Siti@Contoh.ID ").email == "siti@contoh.id"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("081234567890", "+6281234567890"),
        ("+62 (0)812-3456-7890", "+6281234567890"),
        ("6281234567890", "+6281234567890"),
        ("+65 8123 4567", "+6581234567"),
        ("0812x34567890", None),
    ],
)
def test_a_telephone_number_is_kept_with_its_country(written: str, kept: str | None) -> None:
    """As `test_phones.py` says in full; the form of a sign-up holds it."""
    assert signs_up(phone=written) is (kept is not None)
    if kept:
        assert sign_up_form(phone=written).phone == kept


def test_a_password_has_10_to_128_characters() -> None:
    """Any characters but control characters, and no blank at either end, where it would get lost."""
    for good in (
        "sapi hijau",
        "kucing tidur",
        "sandi 🛂🚪🚗🚌",
        LONG[:128],
        "\u043a\u043e\u0448\u043a\u0430 \u0441\u043f\u0438\u0442",
    ):
        assert confirms(password=good)
    for bad in (
        "sapi hijau"[:9],
        "se\u0301pi hija",
        LONG[:129],
        " kucing tidur",
        "kucing tidur ",
        "kucing\ttidur",
        "kucing\x00tidur",
    ):
        assert not confirms(password=bad)


@pytest.mark.parametrize(
    "common",
    [
        "1234567890",
        "0987654321",
        "123456789012",
        "abcdefghij",
        "1111111111",
        "202620262026",
        "qwertyuiop",
        "1q2w3e4r5t6y",
        "Password123",
        "PASSWORD 2026",
        "indonesia!",
        "2026jakarta",
        "sayangku1234",
        "Antrean Paspor",
        "alhamdulillah",
        "x123456789",
        "\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff44\uff11\uff12",
    ],
)
def test_a_password_that_is_tried_first_is_refused(common: str) -> None:
    """Words that everybody chooses, rows and repetitions, also with four characters around them."""
    assert not confirms(password=common)


@pytest.mark.parametrize(
    "good", ["indonesia raya lagu", "indonesia98765", "liverpool menang", "kereta api malam", "12345 kucing"]
)
def test_a_common_word_among_others_is_no_common_password(good: str) -> None:
    """Five more characters, or other words, are not in every list."""
    assert confirms(password=good)


@pytest.mark.parametrize(
    "typed",
    ["rahasia caf\u00e9 1", "rahasia cafe\u0301 1", "rahasia\u00a0caf\u00e9 1", "\uff52ahasia caf\u00e9 \uff11"],
)
def test_a_password_is_the_same_on_every_keyboard(typed: str) -> None:
    """Letters and accents in one or two characters, wide letters and other blanks make no other password (NFKC)."""
    assert confirmation(password=typed).password == unicodedata.normalize("NFC", "rahasia café 1")


def test_a_code_is_taken_as_people_type_it() -> None:
    """Two groups of four as it is mailed, and however it is set apart, in small letters too."""
    for good in (
        "K7QP-2M4X",
        "k7qp 2m4x",
        "K7QP2M4X",
        "\u00a0K7QP\u20112M4X\n",
        "K 7 Q P 2 M 4 X",
        "\u200bK7QP-2M4X\ufeff",
        f"{'K7QP-2M4X':>64}",
    ):
        assert confirmation(code=good).code == "K7QP2M4X"
    for bad in (
        "K7QP2M4",
        "K7QP2M4XX",
        "K7QP2M4U",
        "123456",
        "K7QP2M4\N{ARABIC-INDIC DIGIT SIX}",
        f"{'K7QP-2M4X':>65}",
    ):
        assert not takes(Confirmation, secret=SECRET, code=bad, password=KATA_SANDI)


def test_a_nik_is_taken_as_people_write_it() -> None:
    """In groups, with blanks, points, hyphens and what pasting brings; digits of other scripts are none."""
    nik = sign_up_form().nik
    for between in (" ", ".", "-", "\u00a0", "\u2011", "\u200b", "\u202f"):
        assert sign_up_form(nik=between.join(nik)).nik == nik
    assert sign_up_form(nik=f"\u202a{nik[:6]} {nik[6:]}\u202c\n").nik == nik
    for bad in (nik.replace("0", "O"), nik + "_", "".join(chr(ord(digit) + 0xFEE0) for digit in nik), f"{nik:>65}"):
        assert not signs_up(nik=bad)


@pytest.mark.parametrize(
    ("near", "place"),
    [
        ("-6.2,106.8", (-6.2, 106.8)),
        ("-6.2, 106.8", (-6.2, 106.8)),
        ("90,180", (90.0, 180.0)),
        ("-90.0,-180.0", (-90.0, -180.0)),
        ("0.0123456789,1", (0.0123456789, 1.0)),
        ("-6.914744000000001,107.60981", (-6.914744000000001, 107.60981)),
        ("1.5e-7,-2e-10", (1.5e-7, -2e-10)),
        ("0.12345678901234567890,1", (0.12345678901234567890, 1.0)),
        ("0.123456789012345678901,1", None),
        ("1,0.123456789012345678901", None),
        ("1.5e7,0", None),
        ("90.1,0", None),
        ("0,180.1", None),
        ("91,0", None),
        ("0,181", None),
        ("-6.2", None),
        ("-6.2;106.8", None),
        ("nan,0", None),
        ("1e1,0", None),
    ],
)
def test_a_place_is_two_numbers_of_degrees(near: str, place: tuple[float, float] | None) -> None:
    """Latitude to 90 and longitude to 180 degrees, as a browser writes numbers, each with at most 20 decimals."""
    if place:
        assert OfficesQuery.model_validate({"near": near}).near == place
    else:
        with pytest.raises(ValidationError):
            OfficesQuery.model_validate({"near": near})


@pytest.mark.parametrize(
    ("query", "name", "most"),
    [(OfficesQuery, "limit", 200), (NearestQuery, "limit", 8), (NearestQuery, "people", 5)],
)
def test_lists_and_searches_have_limits(query: type[Query], name: str, most: int) -> None:
    """200 offices, a search of 8, for 1 to 5 people."""
    for good in (1, most):
        assert getattr(query.model_validate({name: str(good)}), name) == good
    for bad in (0, most + 1):
        with pytest.raises(ValidationError):
            query.model_validate({name: str(bad)})


def test_a_search_is_for_one_person_and_8_offices_unless_it_says_otherwise() -> None:
    """The limits of a search that names none."""
    plain = NearestQuery.model_validate({})
    assert (plain.people, plain.limit, plain.date) == (1, 8, None)
    assert NearestQuery.model_validate({"date": "2026-12-08"}).date == date(2026, 12, 8)


def test_a_form_names_up_to_20_people() -> None:
    """Six are told by the rule that they are too many; nobody sends more than 20."""
    assert takes(AddedApplicants, applicants=family(21, 1)[1:])
    assert not takes(AddedApplicants, applicants=family(22, 1)[1:])
    assert not takes(AddedApplicants, applicants=[])
