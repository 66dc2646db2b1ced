"""The rules of what operators change of an office taken out."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_ROOM: Final = "layers/core/antrean"
_SETTINGS: Final = f"{_ROOM}/offices/settings.py"
_FORMS: Final = f"{_ROOM}/offices/settings_forms.py"
_OFFICE_NUMBERS: Final = f"{_ROOM}/policy/offices.py"
_STORE: Final = f"{_ROOM}/offices/store.py"

MUTANTS: Final[tuple[Mutant, ...]] = (
    Mutant("office_is_changed_as_seen", _SETTINGS, "if old.version != version:", "if old.version < version:"),
    Mutant("office_is_changed_as_seen", _SETTINGS, "    if office is None:\n", "    if not office_id:\n"),
    Mutant("office_change_once", _SETTINGS, "if old.last_change == change_id:", "if not operator:"),
    Mutant("office_change_once", _SETTINGS, '"office", operator, f"{version}"', '"office", f"{version}"'),
    Mutant("office_change_once", _SETTINGS, "    if wanted.details is None:\n        return old\n", ""),
    Mutant(
        "office_change_once",
        _SETTINGS,
        "(wanted.release or old.release)._replace(window",
        "old.release._replace(window",
    ),
    Mutant(
        "release_rule_is_for_the_future",
        _SETTINGS,
        "(wanted.release or old.release)._replace(window",
        "old.release._replace(window",
    ),
    Mutant(
        "openings_of_eight_weeks",
        _OFFICE_NUMBERS,
        "OPENINGS_SHOWN = timedelta(weeks=8)",
        "OPENINGS_SHOWN = timedelta(weeks=9)",
    ),
    Mutant("openings_of_eight_weeks", _SETTINGS, " if day.weekday() in served]", "]"),
    Mutant("office_settings_have_limits", _OFFICE_NUMBERS, "LONGEST_ADDRESS = 300", "LONGEST_ADDRESS = 301"),
    Mutant("office_settings_have_limits", _OFFICE_NUMBERS, "LONGEST_HOURS = 200", "LONGEST_HOURS = 201"),
    Mutant("office_settings_have_limits", _OFFICE_NUMBERS, "LONGEST_OFFICE_PHONE = 30", "LONGEST_OFFICE_PHONE = 31"),
    Mutant("office_settings_have_limits", _OFFICE_NUMBERS, "LONGEST_FACILITY = 60", "LONGEST_FACILITY = 61"),
    Mutant("office_settings_have_limits", _OFFICE_NUMBERS, "MOST_FACILITIES = 12", "MOST_FACILITIES = 13"),
    Mutant("office_settings_have_limits", _OFFICE_NUMBERS, "LARGEST_SHARE = 20", "LARGEST_SHARE = 21"),
    Mutant("office_settings_have_limits", _OFFICE_NUMBERS, "LARGEST_SHARE = 20", "LARGEST_SHARE = 19"),
    Mutant(
        "office_settings_have_limits",
        _FORMS,
        " address: Annotated[str, Field(max_length=LONGEST_ADDRESS), _Told, _NoAddress]",
        " address: Annotated[str, Field(max_length=LONGEST_ADDRESS)]",
    ),
    Mutant(
        "office_settings_have_limits",
        _FORMS,
        "directions: Annotated[str, Field(max_length=LONGEST_ADDRESS), _Told, _NoAddress]",
        "directions: Annotated[str, Field(max_length=LONGEST_ADDRESS)]",
    ),
    Mutant(
        "office_settings_have_limits",
        _FORMS,
        "priority: Annotated[str, Field(max_length=LONGEST_ADDRESS), _Told, _NoAddress]",
        "priority: Annotated[str, _NoAddress]",
    ),
    Mutant(
        "office_settings_have_limits",
        _FORMS,
        "notice: Annotated[str, Field(max_length=LONGEST_ADDRESS), _Told, _NoAddress]",
        "notice: Annotated[str, Field(max_length=LONGEST_HOURS), _Told, _NoAddress]",
    ),
    Mutant(
        "details_are_read_across_releases", f"{_ROOM}/offices/model.py", '("directions", "priority", "notice")', "()"
    ),
    Mutant("left_out_details_stay", _SETTINGS, "return wanted.details._replace(**kept)", "return wanted.details"),
    Mutant("left_out_details_stay", _FORMS, "if self.details and getattr(self.details, name) is None", "if False"),
    Mutant("details_are_cleaned", _FORMS, 'return text_of(value) if tidy(value) else ""', "return value"),
    Mutant("details_are_cleaned", _FORMS, "LONGEST_HOURS), _Seen,", "LONGEST_HOURS), _Told,"),
    Mutant("details_are_cleaned", _FORMS, "if _NIK.search(compact(value)):", "if False:"),
    Mutant(
        "details_are_read_across_releases",
        _STORE,
        "{name: stored[name] for name in Details._fields if name in stored}",
        "dict(stored)",
    ),
    Mutant("details_are_read_across_releases", _STORE, 'item.get("more", {})', 'item["more"]'),
    Mutant("office_settings_have_limits", _FORMS, "Field(ge=1, le=LARGEST_SHARE)", "Field(ge=0, le=LARGEST_SHARE)"),
    Mutant("office_settings_have_limits", _FORMS, "lt=PUBLISHED_DAYS", "le=PUBLISHED_DAYS"),
    Mutant(
        "office_has_its_own_shares",
        f"{_ROOM}/hall/lists.py",
        "in_order(parties, office.lanes)",
        'in_order(parties, {"booked": 3, "priority": 1})',
    ),
    Mutant(
        "office_has_its_own_shares",
        f"{_ROOM}/hall/counters.py",
        "in in_order(found, officer.ratio)",
        "in in_order(found, LANE_RATIO)",
    ),
)
