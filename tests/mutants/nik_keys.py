"""The rules of the keys of NIKs, their versions and their replacement, taken out."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_ROOM: Final = "layers/core/antrean"
_SYSTEM_NUMBERS: Final = f"{_ROOM}/policy/system.py"
_KEYS: Final = f"{_ROOM}/base/nik_keys.py"
_IDS: Final = f"{_ROOM}/base/ids.py"
_SECRET: Final = f"{_ROOM}/aws/secret.py"
_PARTS: Final = f"{_ROOM}/bookings/parts.py"
_STORE: Final = f"{_ROOM}/people/store.py"
_STORES: Final = f"{_ROOM}/bookings/stores.py"
_ITEMS: Final = f"{_ROOM}/people/items.py"
_PEOPLE: Final = f"{_ROOM}/bookings/items.py"
_PARTY: Final = f"{_ROOM}/changes/party.py"
_LIMITS: Final = f"{_ROOM}/people/limits.py"
_SIGN_UP: Final = f"{_ROOM}/login/sign_up.py"
_RENEWING: Final = f"{_ROOM}/login/renewing.py"
_RENEWALS: Final = f"{_ROOM}/people/renewals.py"
_HASHES: Final = f"{_ROOM}/keys/hashes.py"
_ERASURES: Final = f"{_ROOM}/account/store.py"
_ACCOUNTS: Final = "functions/citizen/accounts/app.py"
_KEEPER: Final = "functions/deployment/pepper_keeper/app.py"

MUTANTS: Final[tuple[Mutant, ...]] = (
    Mutant("niks_have_a_key_of_their_own", _KEEPER, "if is_new(manager, pepper_id, wiring.CLOCK.now()) else {}", ""),
    Mutant("niks_have_a_key_of_their_own", _KEEPER, '{"v1": random_key()} if', "{} if"),
    Mutant("niks_have_a_key_of_their_own", _SECRET, "kept is None and now - made_at", "now - made_at"),
    Mutant(
        "niks_have_a_key_of_their_own", _SECRET, "kept is None and now - made_at < LONGEST_DEPLOYMENT", "kept is None"
    ),
    Mutant(
        "niks_have_a_key_of_their_own", _SECRET, "    if kept is None:\n        call(", "    if True:\n        call("
    ),
    Mutant(
        "niks_have_a_key_of_their_own",
        _SECRET,
        "    kept, _ = _labelled(secrets, secret_id)\n    if kept is None:",
        "    kept = _labelled(secrets, secret_id)[1]\n    if kept is None:",
    ),
    Mutant(
        "niks_have_a_key_of_their_own", _KEYS, "{1: first, **versions_in(stored)}", "{**versions_in(stored), 1: first}"
    ),
    Mutant(
        "niks_have_a_key_of_their_own",
        _SYSTEM_NUMBERS,
        "LONGEST_DEPLOYMENT = timedelta(hours=1)",
        "LONGEST_DEPLOYMENT = timedelta(hours=2)",
    ),
    Mutant(
        "niks_have_a_key_of_their_own",
        "template.yaml",
        "      ManagedPolicyArns: [!Ref PepperPolicy]\n",
        "      ManagedPolicyArns: [!Ref PepperPolicy, !Ref NikKeysPolicy]\n",
    ),
    Mutant("versions_are_a_chain", _KEYS, "self._hash(version, found[-1])", "self._hash(version, found[0])"),
    Mutant("versions_are_a_chain", _KEYS, "min(known, key=version_of)", "max(known, key=version_of)"),
    Mutant("held_under_every_live_version", _KEYS, "if self.oldest <= version_of(each)]", "if version_of(each)]"),
    Mutant(
        "held_under_every_live_version",
        _PARTS,
        "for nik_key in person.nik_keys]",
        "for nik_key in person.nik_keys[:1]]",
    ),
    Mutant("held_under_every_live_version", _PARTY, "nik_keys.again(account.nik_keys)", "account.nik_keys"),
    Mutant("held_under_every_live_version", _STORE, "for each in moved),", "for each in moved[1:]),"),
    Mutant("held_under_every_live_version", _STORE, "or max(refusal.failures) > _THIRD:", "or not refusal.failures:"),
    Mutant(
        "held_under_every_live_version",
        _SIGN_UP,
        "self._hashed_again(as_pending(kept, self.pepper.account_id(secret)))",
        "as_pending(kept, self.pepper.account_id(secret))",
    ),
    Mutant(
        "held_under_every_live_version",
        _ITEMS,
        "{NIK_BEFORE: list(pending.nik_before)} if pending.nik_before else {}",
        "{}",
    ),
    Mutant(
        "held_under_every_live_version",
        _PEOPLE,
        '    if person.nik_before:\n        stored["w"] = list(person.nik_before)\n',
        "",
    ),
    Mutant(
        "any_hash_finds_a_person", _STORE, "return self.registration(moved_to) if moved_to else None", "return None"
    ),
    Mutant(
        "any_hash_finds_a_person",
        _STORE,
        "            if not each.moved_to:\n                return each\n",
        "            return each\n",
    ),
    Mutant(
        "any_hash_finds_a_person",
        _STORES,
        "key=lambda guard: guard.held_until",
        "key=lambda guard: -guard.held_until.timestamp()",
    ),
    Mutant(
        "any_hash_finds_a_person",
        _ERASURES,
        "{key for each in gone for key in each.nik_keys}",
        "{each.nik_keys[0] for each in gone}",
    ),
    Mutant("marks_go_on", _PARTY, "account.limits.renewed(people)", "account.limits"),
    Mutant(
        "marks_go_on",
        _LIMITS,
        "        family = {marks.get(mark, mark): day for mark, day in self.family.items()}\n",
        "        family = self.family\n",
    ),
    Mutant(
        "accounts_go_on_to_the_newest_key",
        _ACCOUNTS,
        "renew(wiring.renewals(), registrar.nik_keys(), account)",
        "account",
    ),
    Mutant(
        "accounts_go_on_to_the_newest_key",
        _RENEWING,
        "if version_of(hashes[0]) > version_of(account.nik_key):",
        "if False:",
    ),
    Mutant(
        "accounts_go_on_to_the_newest_key",
        _RENEWING,
        "return renewed if renewals.move(account, hashes) else account",
        "renewals.move(account, hashes)\n        return renewed",
    ),
    Mutant("accounts_go_on_to_the_newest_key", _RENEWING, "        renewals.keep_live(account, hashes)\n", ""),
    Mutant("keys_are_read_again", _KEYS, "or now >= self._read_at + NIK_KEYS_READ_AGAIN", ""),
    Mutant(
        "keys_are_read_again",
        _SYSTEM_NUMBERS,
        "NIK_KEYS_READ_AGAIN = timedelta(hours=1)",
        "NIK_KEYS_READ_AGAIN = timedelta(hours=2)",
    ),
    Mutant(
        "only_the_year_of_birth", _SIGN_UP, "birth_year=request.birth_date.year", "birth_year=request.birth_date.month"
    ),
    Mutant("only_the_year_of_birth", _RENEWING, "        renewals.keep_year(account)\n", "        pass\n"),
    Mutant("only_the_year_of_birth", _RENEWALS, ' REMOVE {BIRTH_DATE}"', '"'),
    Mutant("two_versions_at_most", _HASHES, "if kept.oldest != kept.newest:", "if False:"),
    Mutant("two_versions_at_most", _HASHES, "if version != kept.newest + 1:", "if False:"),
    Mutant("a_version_is_made_once", _HASHES, "    if version == kept.newest:\n        return\n", ""),
    Mutant(
        "a_version_is_made_once",
        _SECRET,
        'MoveToVersionId=made["VersionId"], RemoveFromVersionId=read',
        'MoveToVersionId=made["VersionId"], RemoveFromVersionId=_labelled(secrets, secret_id)[0] or read',
    ),
    Mutant("a_version_ends_when_nothing_needs_it", _HASHES, "    if left:\n", "    if not kept:\n"),
    Mutant("a_version_ends_when_nothing_needs_it", _HASHES, 'kind != "moved" and ', ""),
    Mutant(
        "a_version_ends_when_nothing_needs_it",
        _HASHES,
        "if now.timestamp() < kept.stored[MADE_AT] + NIK_KEYS_KNOWN.total_seconds():",
        "if False:",
    ),
    Mutant(
        "a_version_ends_when_nothing_needs_it",
        _SYSTEM_NUMBERS,
        "NIK_KEYS_KNOWN = timedelta(days=1)",
        "NIK_KEYS_KNOWN = timedelta(hours=23)",
    ),
    Mutant(
        "a_version_ends_when_nothing_needs_it",
        _HASHES,
        "if version != kept.oldest or version == kept.newest:",
        "if version != kept.oldest:",
    ),
    Mutant("an_ended_version_is_forgotten", _HASHES, "and version_of(key) < nik_keys.oldest:", ":"),
    Mutant(
        "an_ended_version_is_forgotten",
        _HASHES,
        "            self._renewals.forget(key, item[MOVED_TO])\n".replace("            ", "                "),
        "                pass\n",
    ),
)
