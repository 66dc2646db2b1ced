"""The rules of who manages the staff, taken out."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_ROOM: Final = "layers/core/antrean"
_OFFICE_NUMBERS: Final = f"{_ROOM}/policy/offices.py"
_MANAGE: Final = f"{_ROOM}/staff/manage.py"
_POOL: Final = f"{_ROOM}/staff/cognito.py"
_STORE: Final = f"{_ROOM}/staff/store.py"
_STAFF: Final = f"{_ROOM}/offices/staff.py"
_USERS: Final = "functions/staff/users/app.py"
_OWN: Final = "offices <= administrator.scope"
_PUT_SCOPE: Final = "    if not _covers(administrator, wanted.offices):\n"
_RECORD: Final = "    record = Record("

MUTANTS: Final[tuple[Mutant, ...]] = (
    Mutant("administrators_manage", _STAFF, "if not is_in(token, group) or not offices:", "if not offices:"),
    Mutant(
        "administrators_manage", _STAFF, "if not is_in(token, group) or not offices:", "if not is_in(token, group):"
    ),
    Mutant("administrators_manage", _USERS, '"administrators"', '"operators"'),
    Mutant("own_scope", _MANAGE, "EVERY_OFFICE in administrator.scope or ", ""),
    Mutant("own_scope", _MANAGE, f"(bool(offices) and {_OWN})", f"({_OWN})"),
    Mutant("own_scope", _MANAGE, f"(bool(offices) and {_OWN})", "bool(offices)"),
    Mutant("own_scope", _MANAGE, _OWN, "bool(offices & administrator.scope)"),
    Mutant("own_scope", _MANAGE, _PUT_SCOPE, "    if not wanted.offices:\n"),
    Mutant("own_scope", _MANAGE, " if _covers(administrator, person.state.offices)]", "]"),
    Mutant("own_scope", _MANAGE, "    if not _covers(administrator, person.state.offices):\n", "    if not person:\n"),
    Mutant("own_scope", _MANAGE, "    if found:\n        _may_change(administrator, found)\n", ""),
    Mutant("own_scope", _MANAGE, "    _may_change(administrator, person)\n", ""),
    Mutant("not_oneself", _MANAGE, "person.staff_id == administrator.staff_id", "not person.staff_id"),
    Mutant(
        "not_oneself", _MANAGE, "person.staff_id == administrator.staff_id", "person.username == administrator.staff_id"
    ),
    Mutant("staff_offices_exist", _MANAGE, "managed.directory.get(office) is None", "not office"),
    Mutant("staff_offices_exist", _MANAGE, "wanted.offices - {EVERY_OFFICE}", "wanted.offices"),
    Mutant("staff_offices_exist", _OFFICE_NUMBERS, "MOST_OFFICES_OF_STAFF = 49", "MOST_OFFICES_OF_STAFF = 50"),
    Mutant("staff_offices_exist", _OFFICE_NUMBERS, "MOST_OFFICES_OF_STAFF = 49", "MOST_OFFICES_OF_STAFF = 48"),
    Mutant(
        "staff_offices_exist", f"{_ROOM}/staff/forms.py", "Field(min_length=1, max_length=MOST", "Field(max_length=MOST"
    ),
    Mutant("managing_is_recorded", _STORE, '"operator": record.administrator,', '"operator": "",'),
    Mutant("managing_is_recorded", _STORE, '"username": record.username,', '"username": "",'),
    Mutant("managing_is_recorded", _STORE, '"reason": record.reason,', '"reason": "",'),
    Mutant("managing_is_recorded", _STORE, '"before": operation.before.plain()}', '"before": record.after.plain()}'),
    Mutant("managing_is_recorded", _MANAGE, f'{_RECORD}administrator.staff_id, "put"', f'{_RECORD}"", "put"'),
    Mutant("managing_is_recorded", _MANAGE, f'{_RECORD}administrator.staff_id, "invite"', f'{_RECORD}"", "invite"'),
    Mutant("one_person_one_name", f"{_ROOM}/staff/forms.py", ", AfterValidator(str.lower)]", "]"),
    Mutant("refused_address_is_told", _POOL, "            if code == _REFUSED:\n", "            if not code:\n"),
    Mutant(
        "refused_address_is_told",
        _POOL,
        '            if error.response["Error"]["Code"] == _REFUSED:\n',
        '            if error.response["Error"]["Code"] == "":\n',
    ),
    Mutant(
        "refused_address_is_told",
        _POOL,
        '            if error.response["Error"]["Code"] == _REFUSED:\n',
        "            if error:\n",
    ),
    Mutant("staff_change_is_made_once", _MANAGE, "    elif begun.done:\n        return _there(found)\n", ""),
    Mutant(
        "staff_change_is_made_once",
        _MANAGE,
        "    if not begun.done:\n        managed",
        "    if begun:\n        managed",
    ),
    Mutant("staff_change_is_made_once", _MANAGE, "        begun.refuse_other(fingerprint)\n", "        pass\n"),
    Mutant(
        "staff_change_is_made_once", _MANAGE, 'operation_name("staff", record.administrator,', 'operation_name("staff",'
    ),
    Mutant("staff_change_is_made_once", _STORE, "int((now + OPERATION_KEPT).timestamp())", "int(now.timestamp())"),
    Mutant(
        "staff_version",
        _MANAGE,
        "        if request.version != version_of(before):\n",
        "        if request.version != version_of(before) and found is None:\n",
    ),
    Mutant(
        "staff_version",
        _MANAGE,
        "        if request.version != version_of(before):\n",
        "        if request.version != version_of(before) and found:\n",
    ),
    Mutant(
        "staff_version",
        f"{_ROOM}/staff/model.py",
        "    if state is None:\n        return 0\n",
        "    state = state or Wanted('', '', frozenset(), frozenset(), enabled=True)\n",
    ),
    *(
        Mutant("late_retry_overwrites_nobody", _MANAGE, clause, "True")
        for clause in (
            "found.name in {end.name for end in ends}",
            "found.email in {end.email for end in ends}",
            "found.offices in {end.offices for end in ends}",
            "groups & wanted.groups <= found.groups <= groups | wanted.groups",
            "(before is None or found.enabled in {end.enabled for end in ends})",
        )
    ),
    Mutant(
        "late_retry_overwrites_nobody",
        _MANAGE,
        "groups & wanted.groups <= found.groups <= groups",
        "found.groups <= groups",
    ),
    Mutant("late_retry_overwrites_nobody", _MANAGE, "        return before is None\n", "        return True\n"),
    Mutant("late_retry_overwrites_nobody", _MANAGE, "(before is None or found.enabled", "(found.enabled"),
    Mutant("last_login", _STORE, '"last_at": rfc3339(now)', '"last_at": "2026-01-01T00:00:00Z"'),
    Mutant("last_login", _MANAGE, "logins.get(person.staff_id)", "logins.get(person.username + 'x')"),
    Mutant(
        "state_may_be_set_again",
        _MANAGE,
        "    managed.pool.change(named, wanted)\n",
        "    if before is None:\n        managed.pool.change(named, wanted)\n",
    ),
    Mutant(
        "state_may_be_set_again",
        _POOL,
        'code == "UsernameExistsException"',
        'code == ""',
    ),
    Mutant("rights_never_cross", _POOL, "            if group not in wanted.groups:\n", "            if not group:\n"),
    Mutant(
        "disabled_is_signed_out",
        _POOL,
        "            call(self._client.admin_disable_user, UserPoolId=self._pool_id, Username=username)\n",
        "",
    ),
    Mutant(
        "disabled_is_signed_out",
        _POOL,
        "            call(self._client.admin_user_global_sign_out, UserPoolId=self._pool_id, Username=username)\n",
        "",
    ),
    Mutant(
        "disabled_is_signed_out",
        _POOL,
        "            call(self._client.admin_enable_user, UserPoolId=self._pool_id, Username=username)\n",
        "            pass\n",
    ),
    Mutant(
        "invited_anew", _POOL, '{"Enabled": False, "PreferredMfa": False}', '{"Enabled": True, "PreferredMfa": True}'
    ),
    Mutant(
        "invited_anew",
        _POOL,
        "\n        call(self._client.admin_user_global_sign_out, UserPoolId=self._pool_id, Username=username)\n",
        "\n",
    ),
    Mutant("invited_anew", _POOL, '            MessageAction="RESEND",\n', '            MessageAction="SUPPRESS",\n'),
)
