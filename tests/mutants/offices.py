"""The rules of "Offices", taken out one by one."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_DIRECTORY: Final = "layers/core/antrean/offices/directory.py"
_MODEL: Final = "layers/core/antrean/offices/model.py"
_SYSTEM_NUMBERS: Final = "layers/core/antrean/policy/system.py"
_OFFICES: Final = "data/offices.csv"
_DEFAULTS: Final = "data/office_defaults.json"
_PUBLISHER: Final = "functions/clock/publisher/app.py"

MUTANTS: Final = (
    Mutant("offices_are_data", _OFFICES, "sabang,Kantor Imigrasi Sabang,Aceh,Asia/Jakarta,5.89,95.32\n", ""),
    Mutant("offices_are_data", _DIRECTORY, 'timezone=row["timezone"]', 'timezone="Asia/Jakarta"'),
    Mutant(
        "offices_are_data",
        _DIRECTORY,
        'Session(**session) for session in settings["sessions"]',
        'Session(**{**session, "arrive_from": "09:01"}) for session in settings["sessions"]',
    ),
    Mutant("offices_are_data", _DIRECTORY, ": int(seats) for", ": 50 for"),
    Mutant(
        "offices_are_data",
        _DIRECTORY,
        'release=_release(settings["release"])',
        'release=Release("days_ahead", "08:00", days=30)',
    ),
    Mutant("offices_are_data", _DIRECTORY, "settings |= {name", "{name"),
    Mutant("offices_are_data", _DIRECTORY, "if all(row[column] in values", "if True or all(row[column] in values"),
    Mutant("default_sessions", _DEFAULTS, "09:01", "09:00"),
    Mutant("default_sessions", _DEFAULTS, "10:00", "10:30"),
    Mutant("default_sessions", _DEFAULTS, "13:00", "13:01"),
    Mutant("default_sessions", _DEFAULTS, '"arrive_until": "14:00"', '"arrive_until": "14:30"'),
    Mutant("default_sessions", _DEFAULTS, '"prefix": "A"', '"prefix": "C"'),
    Mutant("session_prefix_is_unique", _DEFAULTS, '"prefix": "B"', '"prefix": "A"'),
    Mutant("days_ahead_release", _DEFAULTS, '"days": 30', '"days": 29'),
    Mutant("days_ahead_release", _DEFAULTS, '"at": "08:00"', '"at": "00:00"'),
    Mutant("days_ahead_release", _MODEL, "day - timedelta(days=self.days)", "day - timedelta(days=29)"),
    Mutant("days_ahead_release", _MODEL, "fromisoformat(self.at), timezone)", "fromisoformat(self.at), UTC)"),
    Mutant("weekly_release", _MODEL, "monday = day - timedelta(days=day.weekday())", "monday = day"),
    Mutant("weekly_release", _MODEL, "% 7 or 7", "% 7"),
    Mutant("weekly_release", _MODEL, "(0 - self.weekday)", "(1 - self.weekday)"),
    Mutant("jakarta_releases_weekly", _DEFAULTS, '"weekday": "friday"', '"weekday": "thursday"'),
    Mutant("jakarta_releases_weekly", _DEFAULTS, '"at": "14:00"', '"at": "13:00"'),
    Mutant("jakarta_releases_weekly", _DEFAULTS, '["DKI Jakarta"]', '["DKI Jakarta", "Banten"]'),
    Mutant("jakarta_releases_weekly", _DEFAULTS, '["DKI Jakarta"]', "[]"),
    Mutant("office_settings_are_checked", _DIRECTORY, '_check(defaults, _SETTINGS | {"overrides"})', "pass"),
    Mutant("office_settings_are_checked", _DIRECTORY, "_check(override, _SETTINGS | _REMARKS)", "pass"),
    Mutant(
        "office_settings_are_checked",
        _DIRECTORY,
        'if settings["weekly"].keys() != {session.session for session in sessions}:',
        "if False:",
    ),
    Mutant("office_settings_are_checked", _DIRECTORY, 'if settings["kind"] not in _RELEASES:', "if False:"),
    Mutant("office_settings_are_checked", _DIRECTORY, 'values["weekday"] = _WEEKDAYS.index(values["weekday"])', "pass"),
    Mutant("office_settings_are_checked", _DIRECTORY, "{_WEEKDAYS.index(weekday): int(", "{weekday: int("),
    Mutant(
        "office_is_never_overwritten",
        _DIRECTORY,
        "if office.office_id not in known)",
        "if office.office_id in known)",
    ),
    Mutant(
        "office_memory",
        _SYSTEM_NUMBERS,
        "OFFICE_MEMORY = timedelta(seconds=60)",
        "OFFICE_MEMORY = timedelta(seconds=61)",
    ),
    Mutant(
        "office_memory",
        _SYSTEM_NUMBERS,
        "OFFICE_MEMORY = timedelta(seconds=60)",
        "OFFICE_MEMORY = timedelta(seconds=59)",
    ),
    Mutant("office_memory", _DIRECTORY, " or self._until <= now:", ":"),
    Mutant("no_offices_are_not_remembered", _DIRECTORY, "if not self._offices or self._until", "if self._until"),
    Mutant("nearest_office_first", _DIRECTORY, "(pair[1], pair[0].office_id)", "pair[0].office_id"),
    Mutant("nearest_office_first", _DIRECTORY, "(pair[1], pair[0].office_id)", "pair[1]"),
    Mutant("nearest_office_first", _DIRECTORY, "sorted(wanted, key=lambda office: office.name)", "wanted"),
    Mutant("nearest_office_first", _DIRECTORY, "6371.0088", "6378.137"),
    Mutant("nearest_office_first", _DIRECTORY, "math.cos(latitude) * math.cos(other_latitude)", "1"),
    Mutant("province_in_any_case", _DIRECTORY, "office.province.casefold()", "office.province"),
    Mutant("province_in_any_case", _DIRECTORY, "if not province or office", "if not province or True or office"),
    Mutant(
        "joint_leave_closes_offices",
        "data/refresh_holidays.py",
        '("government", "public")',
        '("public",)',
    ),
    Mutant(
        "joint_leave_closes_offices",
        "data/holidays.csv",
        "2026-12-24,Cuti Bersama Hari Raya Natal\n",
        "",
    ),
    Mutant("joint_leave_closes_offices", _PUBLISHER, "wiring.CLOCK, holidays.national()", "wiring.CLOCK, {}"),
    Mutant("end_of_holidays_is_told", _PUBLISHER, "+ timedelta(days=PUBLISHED_DAYS) >", ">"),
    Mutant("end_of_holidays_is_told", _PUBLISHER, "(days=PUBLISHED_DAYS) >", "(days=PUBLISHED_DAYS) >="),
    Mutant(
        "end_of_holidays_is_told",
        "layers/core/antrean/offices/holidays.py",
        "return date(max(holidays).year, 12, 31)",
        "return date.max",
    ),
)
