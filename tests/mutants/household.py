"""The rules of the household taken out: who is kept in it, what its ids open, and how bookings name its members."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_ROOM: Final = "layers/core/antrean"
_PEOPLE_NUMBERS: Final = f"{_ROOM}/policy/people.py"
_IDS: Final = f"{_ROOM}/base/ids.py"
_MEMBERS: Final = f"{_ROOM}/household/members.py"
_PARTY: Final = f"{_ROOM}/changes/party.py"
_FORMS: Final = f"{_ROOM}/bookings/forms.py"
_HASHES: Final = f"{_ROOM}/keys/hashes.py"
_ERASURES: Final = f"{_ROOM}/account/store.py"

MUTANTS: Final[tuple[Mutant, ...]] = (
    Mutant("household_of_eight", _PEOPLE_NUMBERS, "MOST_HOUSEHOLD = 8", "MOST_HOUSEHOLD = 9"),
    Mutant("household_of_eight", _MEMBERS, "len(old.members) >= MOST_HOUSEHOLD", "len(old.members) > MOST_HOUSEHOLD"),
    Mutant(
        "household_without_a_nik",
        _MEMBERS,
        "nik_rules.last4(request.nik), nik_keys[1:])",
        "request.nik, nik_keys[1:])",
    ),
    Mutant(
        "household_without_a_nik",
        _MEMBERS,
        "confirmed=request.nik_mismatch_confirmed)",
        "confirmed=True)",
    ),
    Mutant("member_once", _MEMBERS, "        if old.member(*member.nik_keys):\n", "        if not member:\n"),
    Mutant("member_once", _MEMBERS, "    if is_of(account, nik_keys):\n", "    if not nik_keys:\n"),
    Mutant(
        "member_goes_on_to_the_newest_key",
        _HASHES,
        "                members.renew(self._households, nik_keys, key)\n",
        "                pass\n",
    ),
    Mutant(
        "member_goes_on_to_the_newest_key",
        _HASHES,
        '                yield "members", person["k"]\n',
        '                yield "members", "v0"\n',
    ),
    Mutant(
        "member_goes_on_to_the_newest_key", _MEMBERS, "return (*nik_keys.again((known,)), known)", "return (known,)"
    ),
    Mutant(
        "member_goes_on_to_the_newest_key", _PARTY, "    return nik_keys.again((known,))\n", "    return (known,)\n"
    ),
    Mutant("member_is_added_once", _PEOPLE_NUMBERS, "ADDITIONS_KEPT = 16", "ADDITIONS_KEPT = 17"),
    Mutant("member_is_added_once", _MEMBERS, "        if operation in old.operations:\n", "        if not old:\n"),
    Mutant(
        "member_is_added_once",
        _MEMBERS,
        "            if old.operations[operation] != fingerprint:\n                raise key_reused()\n",
        "",
    ),
    Mutant(
        "member_is_changed_and_forgotten",
        _MEMBERS,
        "relation=request.relation or member.relation",
        "relation=member.relation",
    ),
    Mutant(
        "member_is_changed_and_forgotten",
        _MEMBERS,
        "full_name=request.full_name or member.full_name",
        "full_name=member.full_name",
    ),
    Mutant("member_is_changed_and_forgotten", _MEMBERS, "if each is not member))", "if each is member))"),
    Mutant(
        "member_id_is_sealed", _IDS, "if hmac.compare_digest(mark, self._member_mark(account_id, nik_key))", "if mark"
    ),
    Mutant(
        "member_id_is_sealed",
        _PARTY,
        "    if known is None:\n        raise _no_member(index)\n",
        "    known = known or 'v1.'\n",
    ),
    Mutant(
        "adding_tells_nothing",
        "layers/core/antrean/household/members.py",
        "    def added(old: Household) -> Household:\n        if operation",
        "    households._table.get((f'NIK#{member.nik_key}', 'ACTIVE')) and households.get('')\n\n"
        "    def added(old: Household) -> Household:\n        if operation",
    ),
    Mutant(
        "members_are_booked_by_id",
        _PARTY,
        "        if member is None:\n            raise _no_member(index)\n        if is_of(account",
        "        if member is None:\n            return Applicant(person.relation, '', newest, '')\n"
        "        if is_of(account",
    ),
    Mutant(
        "members_are_booked_by_id",
        _PARTY,
        "Applicant(person.relation, member.full_name",
        "Applicant(member.relation, member.full_name",
    ),
    Mutant("members_are_booked_by_id", _PARTY, '"member" if person.member else "nik"', '"nik"'),
    Mutant("members_are_booked_by_id", _PARTY, "return any(person.member for person in people)", "return True"),
    Mutant(
        "members_are_booked_by_id",
        _FORMS,
        "if self.member is not None and any(value is not None for value in given):",
        "if self.member is not None and not given:",
    ),
    Mutant("members_are_booked_by_id", _FORMS, "for value in (*given, self.member)):", "for value in given):"),
    Mutant("members_count_like_strangers", _PARTY, 'if person.relation != "self"\n    ]', "if person.nik\n    ]"),
    Mutant("typed_requests_stay", _FORMS, "Field(default=None, exclude_if=lambda value: value is None)", "None"),
    Mutant(
        "erased_is_gone", _ERASURES, "                self._strip_household(item, nik_keys)\n", "                pass\n"
    ),
    Mutant(
        "erased_is_gone",
        _ERASURES,
        "                self._table.delete_action(household_key(erasure.account_id)),\n",
        "",
    ),
    Mutant(
        "members_are_booked_by_id",
        f"{_ROOM}/changes/party.py",
        "        if is_of(account, nik_keys):\n",
        "        if not member:\n",
    ),
    Mutant("export_has_everything", f"{_ROOM}/account/export.py", "households.get(account_id)", "households.get('')"),
)
