"""The rules of requests, answers and forms taken out."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_ROOM: Final = "layers/core/antrean"
_POLICY: Final = f"{_ROOM}/base/policy.py"
_ERRORS: Final = f"{_ROOM}/base/errors.py"
_CALLS: Final = f"{_ROOM}/aws/calls.py"
_ROUTE: Final = f"{_ROOM}/http/route.py"
_PROBLEMS: Final = f"{_ROOM}/http/problems.py"
_ANSWER: Final = f"{_ROOM}/http/answer.py"
_CHECKS: Final = f"{_ROOM}/http/forms.py"
_PEOPLE: Final = f"{_ROOM}/people/forms.py"
_OFFICES: Final = f"{_ROOM}/offices/forms.py"
_SLOTS: Final = f"{_ROOM}/slots/forms.py"
_BOOKINGS: Final = "functions/citizen/bookings/app.py"
_PERSONS: Final = f"{_ROOM}/bookings/forms.py"

_NORMALISED: Final = 'unicodedata.normalize("NFC", value)'
_EMAIL: Final = 'rf" *(?=[^@]{{1,64}}@){_ATOM}(?:\\.{_ATOM})*@(?:{_LABEL}\\.)+[A-Za-z]{{2,63}} *"'
_PHONE: Final = "(?:{_SPACERS}[0-9]){{7,13}}|0(?:{_SPACERS}[0-9]){{8,12}})"
_CONTROLS: Final = '    if any(unicodedata.category(char).startswith("C") and char not in _JOINERS for char in text):\n'
_SPACES_AND_CONTROLS: Final = 'if any(unicodedata.category(char) == "Cc" for char in value) or value != value.strip():'

MUTANTS: Final[tuple[Mutant, ...]] = (
    # requests
    Mutant("body_has_a_limit", _POLICY, "LONGEST_BODY = 16_384", "LONGEST_BODY = 16_385"),
    Mutant("body_has_a_limit", _POLICY, "LONGEST_BODY = 16_384", "LONGEST_BODY = 16_383"),
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
    Mutant("key_is_needed", _POLICY, "LONGEST_IDEMPOTENCY_KEY = 200", "LONGEST_IDEMPOTENCY_KEY = 201"),
    Mutant("key_is_needed", _POLICY, "LONGEST_IDEMPOTENCY_KEY = 200", "LONGEST_IDEMPOTENCY_KEY = 199"),
    Mutant("key_is_needed", _ROUTE, "    if route.idempotent:\n", "    if route.idempotent and route.body is None:\n"),
    *(
        Mutant("key_is_needed", _BOOKINGS, f"    body={body},\n    idempotent=True,\n", f"    body={body},\n")
        for body in ("NewBooking", "AddedApplicants", "SlotChoice")
    ),
    Mutant("if_match_is_needed", _ROUTE, '= _header(event, "If-Match")\n', '= _header(event, "If-Match") or "1"\n'),
    Mutant("if_match_is_needed", _ROUTE, "    if not given:\n", "    if given is None:\n"),
    Mutant("if_match_is_needed", _PROBLEMS, "Code.PRECONDITION_REQUIRED: 428", "Code.PRECONDITION_REQUIRED: 422"),
    Mutant("if_match_is_needed", _ROUTE, "ETAG.fullmatch(", "ETAG.search("),
    Mutant("if_match_is_needed", "functions/staff/admin/app.py", "    if_match=True,\n", ""),
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
    Mutant("booking_id_has_a_form", _ROUTE, '    _check_booking_id(path_parameters.get("booking_id"))\n', ""),
    Mutant("booking_id_has_a_form", _ROUTE, "[0-9A-HJKMNP-TV-Z]{16}", "[0-9A-HJKMNP-TV-Z]{16,}"),
    Mutant("booking_id_has_a_form", _ROUTE, "[0-9A-HJKMNP-TV-Z]{16}", "[0-9A-HJKMNP-TV-Z]{1,16}"),
    Mutant("booking_id_has_a_form", _ROUTE, "[0-9A-HJKMNP-TV-Z]{16}", "[0-9A-Z]{16}"),
    Mutant("booking_id_has_a_form", _ROUTE, "BOOKING_ID.fullmatch(", "BOOKING_ID.match("),
    Mutant("id_token_only", _ROUTE, ' or token.get("token_use") != "id":', ":"),
    Mutant("id_token_only", _ROUTE, 'if not token.get("sub") or', "if"),
    # answers
    Mutant("errors_hold_no_value", _PROBLEMS, 'problem["msg"].removeprefix("Value error, ")', "str(error.errors())"),
    Mutant("errors_hold_no_value", _PROBLEMS, 're.sub(r"\\d{5,}", "#", ', "str("),
    Mutant("errors_hold_no_value", _PROBLEMS, r"\d{5,}", r"\d{4,}"),
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
    Mutant("name_form", _POLICY, "LONGEST_NAME = 100", "LONGEST_NAME = 101"),
    Mutant("name_form", _POLICY, "LONGEST_NAME = 100", "LONGEST_NAME = 99"),
    Mutant("name_form", _PEOPLE, "    AfterValidator(_name),\n", ""),
    Mutant("name_form", _PEOPLE, "    at_most_digits(MOST_NAME_DIGITS),\n", ""),
    Mutant("name_form", _POLICY, "MOST_NAME_DIGITS = 5", "MOST_NAME_DIGITS = 6"),
    Mutant("name_form", _POLICY, "MOST_NAME_DIGITS = 5", "MOST_NAME_DIGITS = 4"),
    Mutant("name_form", _CHECKS, _NORMALISED, "value"),
    Mutant("name_form", _CHECKS, '    text = re.sub(" {2,}", " ", text)\n', ""),
    Mutant("name_form", _CHECKS, '.split(" ")).strip(" ")', '.split(" "))'),
    Mutant("text_has_no_controls", _CHECKS, "    if not text:\n", "    if text is None:\n"),
    Mutant("text_has_no_controls", _CHECKS, _CONTROLS, "    if not value:\n"),
    Mutant("text_has_no_controls", _CHECKS, _CONTROLS, _CONTROLS.replace('startswith("C")', 'startswith("Cc")')),
    Mutant("text_has_no_controls", _CHECKS, _CONTROLS, _CONTROLS.replace(" and char not in _JOINERS", "")),
    Mutant("text_has_no_controls", f"{_ROOM}/slots/quota_forms.py", "AfterValidator(text_of), ", ""),
    Mutant(
        "email_form",
        _PEOPLE,
        "Field(max_length=LONGEST_EMAIL, json_schema_extra=documented(_EMAIL))",
        "Field(json_schema_extra=documented(_EMAIL))",
    ),
    Mutant("email_form", _POLICY, "LONGEST_EMAIL = 128", "LONGEST_EMAIL = 127"),
    Mutant("email_form", _PEOPLE, "(?=[^@]{{1,64}}@)", ""),
    Mutant("email_form", _PEOPLE, "(?=[^@]{{1,64}}@)", "(?=[^@]{{1,63}}@)"),
    Mutant("email_form", _PEOPLE, _EMAIL, 'rf" *(?=[^@]{{1,64}}@)[^ @]+@[^ @]+ *"'),
    Mutant("email_form", _PEOPLE, "re.fullmatch(_EMAIL, value)", "re.match(_EMAIL, value)"),
    Mutant("email_form", _PEOPLE, 'value.strip(" ").lower()', 'value.strip(" ")'),
    Mutant("email_form", _PEOPLE, 'value.strip(" ").lower()', "value.lower()"),
    Mutant("phone_form", _PEOPLE, _PHONE, _PHONE.replace("7,13", "6,13")),
    Mutant("phone_form", _PEOPLE, _PHONE, _PHONE.replace("7,13", "7,14")),
    Mutant("phone_form", _PEOPLE, _PHONE, _PHONE.replace("7,13", "8,12")),
    Mutant("phone_form", _PEOPLE, _PHONE, _PHONE.replace("8,12", "7,12")),
    Mutant("phone_form", _PEOPLE, _PHONE, _PHONE.replace("8,12", "8,13")),
    Mutant("phone_form", _PEOPLE, _PHONE, _PHONE.replace("8,12", "9,11")),
    Mutant("phone_form", _PEOPLE, "\\+{_SPACERS}[1-9]", "\\+{_SPACERS}[0-9]"),
    Mutant("phone_form", _PEOPLE, "    if not re.fullmatch(_PHONE, value):", "    if not value:"),
    Mutant("phone_form", _PEOPLE, 're.sub(_SPACERS, "", value)', "value"),
    Mutant("phone_form", _PEOPLE, ' else f"+62{compact[1:]}"', " else compact"),
    Mutant("password_form", _POLICY, "SHORTEST_PASSWORD = 10", "SHORTEST_PASSWORD = 9"),
    Mutant("password_form", _POLICY, "SHORTEST_PASSWORD = 10", "SHORTEST_PASSWORD = 11"),
    Mutant("password_form", _POLICY, "LONGEST_PASSWORD = 128", "LONGEST_PASSWORD = 129"),
    Mutant("password_form", _POLICY, "LONGEST_PASSWORD = 128", "LONGEST_PASSWORD = 127"),
    Mutant("password_form", _PEOPLE, _SPACES_AND_CONTROLS, "if value != value.strip():"),
    Mutant("password_form", _PEOPLE, _SPACES_AND_CONTROLS, _SPACES_AND_CONTROLS.partition(" or ")[0] + ":"),
    Mutant("password_form", _PEOPLE, _SPACES_AND_CONTROLS, 'if value.isalpha() or "" == value:'),
    Mutant("code_has_six_digits", _PEOPLE, '"^[0-9]{6}$"', '"^[0-9]{5,6}$"'),
    Mutant("code_has_six_digits", _PEOPLE, '"^[0-9]{6}$"', '"^[0-9]{6}"'),
    Mutant("code_has_six_digits", _PEOPLE, '"^[0-9]{6}$"', '"^.{6}$"'),
    Mutant("place_form", _OFFICES, "90(?:\\.0{1,10})?)", "9[0-9](?:\\.0{1,10})?)"),
    Mutant("place_form", _OFFICES, "180(?:\\.0{1,10})?)", "18[0-9](?:\\.0{1,10})?)"),
    Mutant("place_form", _OFFICES, "[0-8]?[0-9](?:\\.[0-9]{1,10})?|90", "[0-8]?[0-9](?:\\.[0-9]{1,11})?|90"),
    Mutant("place_form", _OFFICES, "[0-8]?[0-9](?:\\.[0-9]{1,10})?|90", "[0-8]?[0-9](?:\\.[0-9]{1,9})?|90"),
    Mutant("place_form", _OFFICES, "1[0-7][0-9])(?:\\.[0-9]{1,10})?", "1[0-7][0-9])(?:\\.[0-9]{1,11})?"),
    Mutant("place_form", _OFFICES, "re.fullmatch(_COORDINATES, value)", 're.fullmatch("(.*)[,;](.*)", value)'),
    Mutant("limits_of_lists", _POLICY, "MOST_LISTED_OFFICES = 200", "MOST_LISTED_OFFICES = 201"),
    Mutant("limits_of_lists", _POLICY, "MOST_LISTED_OFFICES = 200", "MOST_LISTED_OFFICES = 199"),
    Mutant("limits_of_lists", _OFFICES, "Field(ge=1, le=MOST", "Field(ge=0, le=MOST"),
    Mutant("limits_of_lists", _SLOTS, "Field(ge=1, le=MOST_APPLICANTS)", "Field(ge=0, le=MOST_APPLICANTS)"),
    Mutant("limits_of_lists", _SLOTS, "Field(ge=1, le=MOST_APPLICANTS)", "Field(ge=1)"),
    Mutant("limits_of_lists", _SLOTS, "Field(ge=1, le=OFFICES_AT_A_TIME)", "Field(ge=0, le=OFFICES_AT_A_TIME)"),
    Mutant("limits_of_lists", _SLOTS, "Field(ge=1, le=OFFICES_AT_A_TIME)", "Field(ge=1)"),
    Mutant("limits_of_lists", _POLICY, "OFFICES_AT_A_TIME = 8", "OFFICES_AT_A_TIME = 9"),
    Mutant("limits_of_lists", _POLICY, "MOST_FAMILY = 4", "MOST_FAMILY = 5"),
    Mutant("limits_of_lists", _SLOTS, "BeforeValidator(number_of)] = 1\n", "BeforeValidator(number_of)] = 2\n"),
    Mutant(
        "limits_of_lists",
        _SLOTS,
        "BeforeValidator(number_of)] = OFFICES_AT_A_TIME\n",
        "BeforeValidator(number_of)] = 1\n",
    ),
    Mutant("applicants_form_has_a_limit", _POLICY, "MOST_ASKED_PEOPLE = 20", "MOST_ASKED_PEOPLE = 21"),
    Mutant("applicants_form_has_a_limit", _POLICY, "MOST_ASKED_PEOPLE = 20", "MOST_ASKED_PEOPLE = 19"),
    Mutant("applicants_form_has_a_limit", _PERSONS, "Field(min_length=1, max_length=MOST", "Field(max_length=MOST"),
)
