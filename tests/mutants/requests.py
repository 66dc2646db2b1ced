"""The rules of requests, answers and forms taken out."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_ROOM: Final = "layers/core/antrean"
_BOOKING_NUMBERS: Final = f"{_ROOM}/policy/bookings.py"
_PEOPLE_NUMBERS: Final = f"{_ROOM}/policy/people.py"
_SYSTEM_NUMBERS: Final = f"{_ROOM}/policy/system.py"
_CODE: Final = "layers/core/antrean/proofs/code.py"
_PASSWORDS: Final = "layers/core/antrean/proofs/passwords.py"
_ERRORS: Final = f"{_ROOM}/base/errors.py"
_CALLS: Final = f"{_ROOM}/aws/calls.py"
_ROUTE: Final = f"{_ROOM}/http/route.py"
_PROBLEMS: Final = f"{_ROOM}/http/problems.py"
_ANSWER: Final = f"{_ROOM}/http/answer.py"
_CHECKS: Final = f"{_ROOM}/http/forms.py"
_PEOPLE: Final = f"{_ROOM}/people/fields.py"
_PROOFS: Final = f"{_ROOM}/proofs/fields.py"
_OFFICES: Final = f"{_ROOM}/offices/forms.py"
_SLOTS: Final = f"{_ROOM}/slots/forms.py"
_BOOKINGS: Final = "functions/citizen/bookings/app.py"
_PERSONS: Final = f"{_ROOM}/bookings/forms.py"

_TEXT: Final = f"{_ROOM}/base/text.py"
_NAME: Final = f"{_ROOM}/people/name.py"
_PHONE: Final = f"{_ROOM}/people/phone.py"
_IDENTITY: Final = "website/lib/account/identity.js"
_POOL: Final = "website/lib/account/pool.js"

_EMAIL: Final = 'rf"(?=[^@]{{1,64}}@){_ATOM}(?:\\.{_ATOM})*\\.?@(?:{_LABEL}\\.)+[A-Za-z]{{2,63}}"'
_CONTROLS: Final = '    if any(unicodedata.category(char).startswith("C") and char not in _JOINERS for char in text):\n'
_SPACES_AND_CONTROLS: Final = 'if any(unicodedata.category(char) == "Cc" for char in value) or value != value.strip():'

MUTANTS: Final[tuple[Mutant, ...]] = (
    # requests
    Mutant("body_has_a_limit", _SYSTEM_NUMBERS, "LONGEST_BODY = 16_384", "LONGEST_BODY = 16_385"),
    Mutant("body_has_a_limit", _SYSTEM_NUMBERS, "LONGEST_BODY = 16_384", "LONGEST_BODY = 16_383"),
    Mutant(
        "body_has_a_limit", _ROUTE, "if len(raw) > LONGEST_BODY:", 'if len(event.get("body") or "") > LONGEST_BODY:'
    ),
    Mutant("body_is_json", _ROUTE, "        except Base64Error:\n", "        except KeyError:\n"),
    Mutant("body_is_json", _ROUTE, 'if event.get("isBase64Encoded"):', "if not raw:"),
    Mutant(
        "key_is_needed",
        _ROUTE,
        "    if not key:\n        raise Refused(",
        "    if key is None:\n        raise Refused(",
    ),
    Mutant("key_is_needed", _ROUTE, "    if not IDEMPOTENCY_KEY.fullmatch(key):", "    if not key:"),
    Mutant(
        "key_is_needed", _ROUTE, "    if not IDEMPOTENCY_KEY.fullmatch(key):", "    if not IDEMPOTENCY_KEY.match(key):"
    ),
    Mutant("key_is_needed", _ROUTE, 'rf"[!-~]{{1,', 'rf"[ -~]{{1,'),
    Mutant("key_is_needed", _SYSTEM_NUMBERS, "LONGEST_IDEMPOTENCY_KEY = 200", "LONGEST_IDEMPOTENCY_KEY = 201"),
    Mutant("key_is_needed", _SYSTEM_NUMBERS, "LONGEST_IDEMPOTENCY_KEY = 200", "LONGEST_IDEMPOTENCY_KEY = 199"),
    Mutant("key_is_needed", _ROUTE, "    if route.idempotent:\n", "    if route.idempotent and route.body is None:\n"),
    *(
        Mutant("key_is_needed", _BOOKINGS, f"    body={body},\n    idempotent=True,\n", f"    body={body},\n")
        for body in ("NewBooking", "AddedApplicants", "SlotChoice")
    ),
    Mutant("if_match_is_needed", _ROUTE, '= _header(event, "If-Match")\n', '= _header(event, "If-Match") or "1"\n'),
    Mutant("if_match_is_needed", _ROUTE, "    if not given:\n", "    if given is None:\n"),
    Mutant("if_match_is_needed", _PROBLEMS, "Code.PRECONDITION_REQUIRED: 428", "Code.PRECONDITION_REQUIRED: 422"),
    Mutant("if_match_is_needed", _ROUTE, "ETAG.fullmatch(", "ETAG.search("),
    Mutant(
        "if_match_is_needed",
        "functions/staff/admin/app.py",
        "    body=QuotaChange,\n    if_match=True,\n",
        "    body=QuotaChange,\n",
    ),
    Mutant("query_once", _ROUTE, "        if len(values) > 1:\n", "        if not values:\n"),
    Mutant("unknown_fields_are_refused", _CHECKS, 'ConfigDict(extra="forbid", strict=True,', "ConfigDict(strict=True,"),
    Mutant(
        "unknown_fields_are_refused", _CHECKS, 'ConfigDict(extra="forbid", frozen=True, h', "ConfigDict(frozen=True, h"
    ),
    Mutant("no_silent_conversion", _CHECKS, 'extra="forbid", strict=True,', 'extra="forbid",'),
    Mutant(
        "no_silent_conversion",
        _CHECKS,
        "return int(value) if isinstance(value, float) and value.is_integer()",
        "return value if value",
    ),
    Mutant("no_silent_conversion", _CHECKS, " and value.is_integer() else value", " else value"),
    Mutant(
        "no_silent_conversion",
        _CHECKS,
        "if isinstance(value, str) and not re.fullmatch(_NUMBER, value):",
        "if not value:",
    ),
    Mutant("no_silent_conversion", _CHECKS, '_NUMBER = r"[0-9]{1,9}"', '_NUMBER = r"[+.0-9]{1,9}"'),
    Mutant("null_confirms_nothing", _CHECKS, "return False if value is None", "return True if value is None"),
    Mutant("null_confirms_nothing", _CHECKS, "return False if value is None else value", "return value"),
    Mutant("date_form", _CHECKS, "if isinstance(value, str) and _DAY.fullmatch(value):", "if isinstance(value, str):"),
    Mutant(
        "date_form",
        _CHECKS,
        'written YYYY-MM-DD"\n    raise ValueError(message)',
        'written YYYY-MM-DD"\n    return value or message',
    ),
    Mutant(
        "booking_id_has_a_form",
        _ROUTE,
        '    _check_id(path_parameters.get("booking_id"), "You have no booking of this id.")\n',
        "",
    ),
    Mutant("booking_id_has_a_form", _ROUTE, "[0-9A-HJKMNP-TV-Z]{16}", "[0-9A-HJKMNP-TV-Z]{16,}"),
    Mutant("booking_id_has_a_form", _ROUTE, "[0-9A-HJKMNP-TV-Z]{16}", "[0-9A-HJKMNP-TV-Z]{1,16}"),
    Mutant("booking_id_has_a_form", _ROUTE, "[0-9A-HJKMNP-TV-Z]{16}", "[0-9A-Z]{16}"),
    Mutant("booking_id_has_a_form", _ROUTE, "BOOKING_ID.fullmatch(", "BOOKING_ID.match("),
    Mutant("id_token_only", _ROUTE, ' or token.get("token_use") != "id":', ":"),
    Mutant("id_token_only", _ROUTE, 'if not token.get("sub") or', "if"),
    # answers
    Mutant("errors_hold_no_value", _PROBLEMS, 'problem["msg"].removeprefix("Value error, ")', "str(error.errors())"),
    Mutant("errors_hold_no_value", _PROBLEMS, "digits > _MOST_SHOWN_DIGITS", "digits > 99"),
    Mutant("errors_hold_no_value", _PROBLEMS, "_MOST_SHOWN_DIGITS = 4", "_MOST_SHOWN_DIGITS = 3"),
    Mutant("errors_hold_no_value", _PROBLEMS, "_MOST_SHOWN_DIGITS = 4", "_MOST_SHOWN_DIGITS = 5"),
    Mutant("errors_hold_no_value", _PROBLEMS, '"[0-9]+", "#"', '"[0-9]{2,}", "#"'),
    Mutant("errors_hold_no_value", _PROBLEMS, r're.sub(r"[^\w.@-]", "?", name, flags=re.ASCII)', "name"),
    Mutant("errors_hold_no_value", _PROBLEMS, "[:60]", "[:61]"),
    Mutant("errors_hold_no_value", _PROBLEMS, "errors[:20]", "errors[:21]"),
    Mutant(
        "errors_hold_no_value",
        _PROBLEMS,
        'safe(str(part)) for part in problem["loc"]',
        'str(part) for part in problem["loc"]',
    ),
    Mutant("errors_hold_no_value", _ROUTE, "invalid(safe(name), ", "invalid(name, "),
    Mutant("busy_may_be_repeated", _PROBLEMS, "Code.BUSY: 503", "Code.BUSY: 500"),
    Mutant(
        "busy_may_be_repeated",
        _PROBLEMS,
        '{"Retry-After": str(refusal.retry_after)} if isinstance(refusal, Busy) else {}',
        "{}",
    ),
    Mutant("busy_may_be_repeated", _ERRORS, "retry_after: int = 1", "retry_after: int = 2"),
    Mutant("some_errors_pass", _CALLS, "found >= _SERVER_ERRORS", "found > _SERVER_ERRORS"),
    Mutant("some_errors_pass", _CALLS, "            or found == _TOO_MANY_REQUESTS\n", ""),
    Mutant("some_errors_pass", _CALLS, '            or error.response["Error"]["Code"] in PASSES_BY_ITSELF\n', ""),
    Mutant("some_errors_pass", _CALLS, "HTTPClientError | UnreachableError", "HTTPClientError"),
    Mutant("some_errors_pass", _CALLS, "HTTPClientError | UnreachableError", "UnreachableError"),
    Mutant("some_errors_pass", _CALLS, "isinstance(error, HTTPClientError | UnreachableError)", "True"),
    Mutant("some_errors_pass", _CALLS, '        "SlowDown",\n', ""),
    Mutant(
        "some_errors_pass", _CALLS, '        "SlowDown",\n', '        "SlowDown",\n        "AccessDeniedException",\n'
    ),
    Mutant("error_tells_nothing", _ROUTE, "        except Exception:\n", "        except Busy:\n"),
    Mutant("error_tells_nothing", _ROUTE, "self._logger.exception(", "self._logger.error("),
    Mutant(
        "error_tells_nothing",
        _ROUTE,
        "answer = proxied(internal_error())",
        "import sys\n            answer = proxied(problem(Refused(Code.BUSY, str(sys.exc_info())), {}))",
    ),
    Mutant("answers_are_private", _ANSWER, '_PRIVATE = "no-store"', '_PRIVATE = "private, max-age=60"'),
    Mutant("answers_are_private", _ANSWER, '"Cache-Control": answer.cache_control', '"Cache-Control": _PRIVATE'),
    Mutant("codes_are_stable", _PROBLEMS, "Code.VERSION_CONFLICT: 412", "Code.VERSION_CONFLICT: 409"),
    Mutant("codes_are_stable", _ERRORS, 'SLOT_PAST = "slot_past"', 'SLOT_PAST = "slot_over"'),
    Mutant("codes_are_stable", _BOOKINGS, ", Code.RESCHEDULE_USED", ""),
    # forms
    Mutant("name_form", _PEOPLE_NUMBERS, "LONGEST_NAME = 100", "LONGEST_NAME = 101"),
    Mutant("name_form", _PEOPLE_NUMBERS, "LONGEST_NAME = 100", "LONGEST_NAME = 99"),
    Mutant("name_form", _NAME, 'if "L" not in kinds:', "if not kinds:"),
    Mutant("name_form", _NAME, "> MOST_NAME_DIGITS:", "> 99:"),
    Mutant("name_form", _PEOPLE_NUMBERS, "MOST_NAME_DIGITS = 5", "MOST_NAME_DIGITS = 6"),
    Mutant("name_form", _PEOPLE_NUMBERS, "MOST_NAME_DIGITS = 5", "MOST_NAME_DIGITS = 4"),
    Mutant("name_form", _TEXT, 'unicodedata.normalize("NFC", seen(text))', "seen(text)"),
    Mutant("name_form", _TEXT, 're.sub(" {2,}", " ", text)', 're.sub(" {9,}", " ", text)'),
    Mutant("name_form", _TEXT, 'text).strip(" ")', "text)"),
    Mutant("name_form", _NAME, "tidy(with_plain_hyphens(written))", "tidy(written)"),
    Mutant("name_is_written_in_letters", _NAME, 'if "?" in kinds:', 'if "?" in name:'),
    Mutant("name_is_written_in_letters", _NAME, " and re.fullmatch(_IN_USE, char)", ""),
    Mutant("name_is_written_in_letters", _NAME, 'category in "LM"', 'category in "LMS"'),
    Mutant("name_is_written_in_letters", _NAME, "_MARKS = ", '_MARKS = "" and '),
    Mutant("name_is_written_in_letters", _NAME, "(?:^|[^LM])M|M", "M"),
    Mutant("name_is_written_in_letters", _NAME, "|M{{{MOST_MARKS + 1}}}", ""),
    Mutant("name_is_written_in_letters", _PEOPLE_NUMBERS, "MOST_MARKS = 2", "MOST_MARKS = 1"),
    Mutant("name_is_written_in_letters", _PEOPLE_NUMBERS, "MOST_MARKS = 2", "MOST_MARKS = 3"),
    Mutant("name_is_no_address", _NAME, 'unicodedata.normalize("NFKC", name)', "name"),
    Mutant("name_is_no_address", _NAME, "www\\.|", ""),
    Mutant("name_is_no_address", _NAME, "(?![a-z])", ""),
    Mutant("name_is_no_address", _NAME, "[^ ]\\.(?:com", "[a-z]\\.(?:com"),
    Mutant("name_is_no_address", _NAME, "[^ ]\\.[^ .,]{2,}/|", ""),
    Mutant("name_is_no_address", _NAME, "[^ .,]{2,}/", "[^ .,]+/"),
    Mutant("name_is_no_address", _NAME, "|ru|", "|"),
    Mutant("name_is_no_address", _NAME, 're.sub(_TITLE, "", unicodedata', 're.sub(_TITLE, " ", unicodedata'),
    Mutant("name_is_no_address", _NAME, '_TITLE = r"', '_TITLE = r"(?!)'),
    Mutant("name_is_no_address", _NAME, '_TITLE = r"', '_TITLE = r"(?i)'),
    Mutant("name_is_no_address", _NAME, "(?![A-Za-z/])", "(?![A-Za-z])"),
    Mutant("name_is_no_address", _NAME, "(?ai)", "(?a)"),
    Mutant("typed_text_is_cleaned", _TEXT, 're.sub(f"[{_INVISIBLE}]", "", text)', "text"),
    Mutant("typed_text_is_cleaned", _TEXT, 'f"[{_SPACES}]", " "', '"[ ]", " "'),
    Mutant("typed_text_is_cleaned", _TEXT, 're.sub(f"[{_HYPHENS}]", "-", text)', "text"),
    Mutant("typed_text_is_cleaned", _TEXT, 're.sub(_BETWEEN, "", text)', "text"),
    Mutant("typed_text_is_cleaned", _TEXT, 're.sub(_JOINER, r"\\1", text)', 're.sub(_JOINER, "", text)'),
    Mutant("typed_text_is_cleaned", _TEXT, 're.sub(_JOINER, r"\\1", text)', "text"),
    Mutant("typed_text_is_cleaned", _TEXT, "{_SPACES}{_INVISIBLE}{_JOINERS}{_HYPHENS}.-]", "{_INVISIBLE}{_HYPHENS}.-]"),
    Mutant("typed_text_is_cleaned", _TEXT, "{_SPACES}{_INVISIBLE}{_JOINERS}{_HYPHENS}.-]", "{_SPACES}{_HYPHENS}.-]"),
    Mutant("typed_text_is_cleaned", _TEXT, "{_SPACES}{_INVISIBLE}{_JOINERS}{_HYPHENS}.-]", "{_SPACES}{_INVISIBLE}.-]"),
    Mutant("typed_text_is_cleaned", _TEXT, "\\u0600-\\u0f0a\\u0f0c-\\u17ff", "\\u0600-\\u17ff"),
    Mutant("typed_text_is_cleaned", _TEXT, "if seen(text) != text:", "if False:"),
    Mutant("typed_text_is_cleaned", _PEOPLE, "    nik = compact(value)\n", "    nik = value\n"),
    Mutant("typed_text_is_cleaned", _CODE, "compact(typed).upper()", "typed.upper()"),
    Mutant("typed_text_is_cleaned", _PEOPLE, "with_plain_hyphens(seen(value))", "value"),
    Mutant("text_has_no_controls", _CHECKS, "    if not text:\n", "    if text is None:\n"),
    Mutant("text_has_no_controls", _CHECKS, _CONTROLS, "    if not value:\n"),
    Mutant("text_has_no_controls", _CHECKS, _CONTROLS, _CONTROLS.replace('startswith("C")', 'startswith("Cc")')),
    Mutant("text_has_no_controls", f"{_ROOM}/http/forms.py", "    AfterValidator(text_of),\n", ""),
    Mutant(
        "email_form",
        _PEOPLE,
        "Field(max_length=LONGEST_EMAIL, json_schema_extra=documented(_SOME_EMAIL))",
        "Field(json_schema_extra=documented(_SOME_EMAIL))",
    ),
    Mutant("email_form", _PEOPLE_NUMBERS, "LONGEST_EMAIL = 128", "LONGEST_EMAIL = 127"),
    Mutant("email_form", _PEOPLE, "(?=[^@]{{1,64}}@)", ""),
    Mutant("email_form", _PEOPLE, "(?=[^@]{{1,64}}@)", "(?=[^@]{{1,63}}@)"),
    Mutant("email_form", _PEOPLE, _EMAIL, 'rf"(?=[^@]{{1,64}}@)[^ @]+@[^ @]+"'),
    Mutant("email_form", _PEOPLE, ")*\\.?@", ")*@"),
    Mutant("email_form", _PEOPLE, "re.fullmatch(_EMAIL, address)", "re.match(_EMAIL, address)"),
    Mutant("email_form", _PEOPLE, "return address.lower()", "return address"),
    Mutant("email_form", _PEOPLE, '.strip(" \\n\\v\\f\\r")', ""),
    Mutant("phone_form", _PEOPLE, "AfterValidator(phone.e164)", "AfterValidator(str)"),
    Mutant("phone_form", _PHONE, 're.sub(_SIGNS, "", text.compact(written))', "text.compact(written)"),
    Mutant("phone_form", _PHONE, "text.compact(written))", "written)"),
    Mutant("phone_form", _PHONE, " and not number.startswith(_OPERATORS)", ""),
    Mutant("phone_form", _PHONE, 'if number.startswith("00") and', "if False and"),
    Mutant(
        "phone_form", _PHONE, 'number.removeprefix(_INDONESIA).removeprefix("0")', "number.removeprefix(_INDONESIA)"
    ),
    Mutant("phone_form", _PHONE, "if number.startswith(_INDONESIA):", "if False:"),
    Mutant("phone_form", _PHONE, " or re.fullmatch(_MOBILE, number)", ""),
    Mutant("phone_form", _PHONE, "re.fullmatch(_MOBILE, number)", "re.fullmatch(_NATIONAL, number)"),
    Mutant("phone_form", _PHONE, "if not re.fullmatch(_NATIONAL, national):", "if not national:"),
    Mutant("phone_form", _PHONE, "8[1-35-9][0-9]{7,10}", "8[1-9][0-9]{7,10}"),
    Mutant("phone_form", _PHONE, "8[1-35-9][0-9]{7,10}", "8[1-35-9][0-9]{7,11}"),
    Mutant("phone_form", _PHONE, "8[1-35-9][0-9]{7,10}", "8[1-35-9][0-9]{6,10}"),
    Mutant("phone_form", _PHONE, "2[14][0-9]{7,8}", "2[14][0-9]{6,8}"),
    Mutant("phone_form", _PHONE, 'r"[0-9]{5,8}"', 'r"[0-9]{5,9}"'),
    Mutant("phone_form", _PHONE, ";a:1 52 58 225;", ";ab:1 52 58 225;"),
    Mutant("phone_form", _PHONE, ";ae:7;", ";e:7;"),
    Mutant("phone_form", _PHONE, ";b:888;", ";b:888 999;"),
    Mutant("phone_form", _PHONE, ";b:888;", ";"),
    Mutant("phone_form", _PHONE, "456789ab:352", "456789abc:352"),
    Mutant("phone_form", _PHONE, 'return _indonesian(whole.removeprefix("0"))', "return _indonesian(whole)"),
    Mutant("phone_form", _PHONE, 'not re.fullmatch("[0-9]+", number)', "not number"),
    Mutant("phone_form", _PHONE, '    "7": "8",\n', ""),
    Mutant("phone_form", _PHONE, '    "36": "06",\n', ""),
    Mutant("phone_form", _PHONE, '    "57": ', '    "999": '),
    Mutant("phone_form", _PHONE, '    "82": ', '    "999": '),
    Mutant("phone_form", _PHONE, '"(?:80?|0)(?=', '"(?:8|0)(?='),
    Mutant("phone_form", _PHONE, "(?=[1-9][0-9]{8}$)", ""),
    Mutant("phone_form", _PHONE, '"225", "229",', '"225",'),
    Mutant("phone_form", _PHONE, '"225", "229",', '"225", "229", "44",'),
    Mutant("phone_form", _PHONE, 're.sub(f"^{prefix}", "", whole), whole)', 're.sub(f"^{prefix}", "", whole),)'),
    Mutant("phone_form", _PHONE, ' and not (prefix and national.startswith("0"))', ""),
    Mutant("phone_form", _PHONE, 'f"{len(national):x}" in _LENGTHS[country]', "national"),
    Mutant("password_form", _PEOPLE_NUMBERS, "SHORTEST_PASSWORD = 10", "SHORTEST_PASSWORD = 9"),
    Mutant("password_form", _PEOPLE_NUMBERS, "SHORTEST_PASSWORD = 10", "SHORTEST_PASSWORD = 11"),
    Mutant("password_form", _PEOPLE_NUMBERS, "LONGEST_PASSWORD = 128", "LONGEST_PASSWORD = 129"),
    Mutant("password_form", _PEOPLE_NUMBERS, "LONGEST_PASSWORD = 128", "LONGEST_PASSWORD = 127"),
    Mutant("password_form", _PROOFS, _SPACES_AND_CONTROLS, "if value != value.strip():"),
    Mutant("password_form", _PROOFS, _SPACES_AND_CONTROLS, _SPACES_AND_CONTROLS.partition(" or ")[0] + ":"),
    Mutant("password_form", _PROOFS, _SPACES_AND_CONTROLS, 'if value.isalpha() or "" == value:'),
    Mutant("password_is_one_everywhere", _PROOFS, '("NFKC", value)', '("NFC", value)'),
    Mutant("password_is_one_everywhere", _PROOFS, "    AfterValidator(_same_everywhere),\n", ""),
    Mutant("password_is_one_everywhere", _POOL, 'return typed.normalize("NFKC");', "return typed;"),
    Mutant("common_password_is_refused", _PROOFS, "    if is_common(value):\n", "    if not value:\n"),
    Mutant("common_password_is_refused", _PASSWORDS, "part in words() or ", ""),
    Mutant("common_password_is_refused", _PASSWORDS, " or is_row(part)", ""),
    Mutant("common_password_is_refused", _PASSWORDS, '.lower().replace(" ", "")', ".lower()"),
    Mutant("common_password_is_refused", _PASSWORDS, '_NO_LETTERS.sub("", small), ', ""),
    Mutant("common_password_is_refused", _PASSWORDS, ', _NO_DIGITS.sub("", small)', ""),
    Mutant("common_password_is_refused", _PEOPLE_NUMBERS, "PASSWORD_PADDING = 4", "PASSWORD_PADDING = 5"),
    Mutant("common_password_is_refused", _PEOPLE_NUMBERS, "PASSWORD_PADDING = 4", "PASSWORD_PADDING = 3"),
    Mutant("common_password_is_refused", "website/lib/people/password.js", "good && !isCommon(password)", "good"),
    Mutant("password_is_one_everywhere", _IDENTITY, "const password = normalised(typed);", "const password = typed;"),
    Mutant("password_is_one_everywhere", _IDENTITY, "if (!refused || password === typed)", "if (!refused || password)"),
    Mutant("password_is_one_everywhere", _IDENTITY, "if (!refused || password === typed)", "if (!refused)"),
    Mutant("place_form", _OFFICES, "90(?:\\.0{{1,20}})?", "9[0-9](?:\\.0{{1,20}})?"),
    Mutant("place_form", _OFFICES, "180(?:\\.0{{1,20}})?", "18[0-9](?:\\.0{{1,20}})?"),
    Mutant("place_form", _OFFICES, '_DECIMALS = r"(?:\\.[0-9]{1,20})?"', '_DECIMALS = r"(?:\\.[0-9]{1,21})?"'),
    Mutant("place_form", _OFFICES, '_DECIMALS = r"(?:\\.[0-9]{1,20})?"', '_DECIMALS = r"(?:\\.[0-9]{1,19})?"'),
    Mutant("place_form", _OFFICES, '_DECIMALS = r"(?:\\.[0-9]{1,20})?"', '_DECIMALS = r"(?:\\.[0-9]{1,10})?"'),
    Mutant("place_form", _OFFICES, "e-[0-9]{1,3}", "e-?[0-9]{1,3}"),
    Mutant(
        "place_form",
        _OFFICES,
        "1[0-7][0-9]){_DECIMALS}|180(?:\\.0{{1,20}})?|{_TINY}",
        "1[0-7][0-9]){_DECIMALS}|180(?:\\.0{{1,20}})?",
    ),
    Mutant("place_form", _OFFICES, "re.fullmatch(_COORDINATES, value)", 're.fullmatch("(.*)[,;](.*)", value)'),
    Mutant("limits_of_lists", _SYSTEM_NUMBERS, "MOST_LISTED_OFFICES = 200", "MOST_LISTED_OFFICES = 201"),
    Mutant("limits_of_lists", _SYSTEM_NUMBERS, "MOST_LISTED_OFFICES = 200", "MOST_LISTED_OFFICES = 199"),
    Mutant("limits_of_lists", _OFFICES, "Field(ge=1, le=MOST", "Field(ge=0, le=MOST"),
    Mutant("limits_of_lists", _SLOTS, "Field(ge=1, le=MOST_APPLICANTS)", "Field(ge=0, le=MOST_APPLICANTS)"),
    Mutant("limits_of_lists", _SLOTS, "Field(ge=1, le=MOST_APPLICANTS)", "Field(ge=1)"),
    Mutant("limits_of_lists", _SLOTS, "Field(ge=1, le=OFFICES_AT_A_TIME)", "Field(ge=0, le=OFFICES_AT_A_TIME)"),
    Mutant("limits_of_lists", _SLOTS, "Field(ge=1, le=OFFICES_AT_A_TIME)", "Field(ge=1)"),
    Mutant("limits_of_lists", _BOOKING_NUMBERS, "OFFICES_AT_A_TIME = 8", "OFFICES_AT_A_TIME = 9"),
    Mutant("limits_of_lists", _BOOKING_NUMBERS, "MOST_FAMILY = 4", "MOST_FAMILY = 5"),
    Mutant("limits_of_lists", _SLOTS, "BeforeValidator(number_of)] = 1\n", "BeforeValidator(number_of)] = 2\n"),
    Mutant(
        "limits_of_lists",
        _SLOTS,
        "BeforeValidator(number_of)] = OFFICES_AT_A_TIME\n",
        "BeforeValidator(number_of)] = 1\n",
    ),
    Mutant("applicants_form_has_a_limit", _BOOKING_NUMBERS, "MOST_ASKED_PEOPLE = 20", "MOST_ASKED_PEOPLE = 21"),
    Mutant("applicants_form_has_a_limit", _BOOKING_NUMBERS, "MOST_ASKED_PEOPLE = 20", "MOST_ASKED_PEOPLE = 19"),
    Mutant("applicants_form_has_a_limit", _PERSONS, "Field(min_length=1, max_length=MOST", "Field(max_length=MOST"),
)
